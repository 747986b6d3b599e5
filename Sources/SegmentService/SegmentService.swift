//===-- SegmentService ----===//
