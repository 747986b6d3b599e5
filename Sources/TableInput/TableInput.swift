//===-- TableInput ----===//
