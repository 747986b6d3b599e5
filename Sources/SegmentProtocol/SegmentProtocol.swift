//===-- SegmentProtocol ----===//
