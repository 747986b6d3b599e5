//===-- Transport ----===//
