//===-- Clustering ----===//
