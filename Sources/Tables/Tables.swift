//===-- Tables ------------------------------------------------------------------------------===//
//
// Typed columns with missing values, the batches that every source of rows hands on, and the
// order of rows that does not depend on how they arrived.
//
//===----------------------------------------------------------------------------------------===//
