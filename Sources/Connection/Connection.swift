//===-- Connection ----===//
