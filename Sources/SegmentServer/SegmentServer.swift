//===-- SegmentServer ----===//
