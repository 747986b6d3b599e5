//===-- Segmentation ----===//
