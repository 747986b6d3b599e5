//===-- Matrices ----------------------------------------------------------------------------===//
//
// Tables of doubles, seeded random numbers, exact sums, quantiles, principal axes, and parallel
// loops whose result does not depend on the number of threads.
//
//   in    values and counts; a `WorkMonitor` that may stop a loop
//   out   values; a loop's verdict
//   up    `Clustering` and `Features` call these
//   down  nothing but the standard library and Dispatch
//
// Read `Matrix`, `Workers`, `WorkMonitor`, `LoopWatch`, `Workers+Loops`, `ExactSums`,
// `ProductSum`, `RandomGenerator`, `Quantiles`; then `PrincipalAxes`, which stands on `Moments` and
// `SymmetricEigen`.
//
//===----------------------------------------------------------------------------------------===//
