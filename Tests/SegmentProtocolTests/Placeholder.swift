import Testing

@testable import SegmentProtocol
