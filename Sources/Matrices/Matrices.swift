//===-- Matrices ----------------------------------------------------------------------------===//
//
// Tables of doubles, seeded random numbers, and parallel loops whose result does not depend on
// the number of threads.
//
//===----------------------------------------------------------------------------------------===//
