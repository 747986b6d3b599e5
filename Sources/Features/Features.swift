//===-- Features ----===//
