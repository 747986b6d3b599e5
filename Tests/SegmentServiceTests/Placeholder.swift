import Testing

@testable import SegmentService
