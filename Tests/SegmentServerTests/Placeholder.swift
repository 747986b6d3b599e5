import Testing

@testable import SegmentServer
