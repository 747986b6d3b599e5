//===-- HardCases ---------------------------------------------------------------------------===//
//
// Generators and comparisons for property tests, in a target of their own because a test target
// cannot be optimised and these loops run over millions of cases.
//
//   in    seeds
//   out   counts, and the first cases that differ
//   up    `DecimalsTests`, `JSONTests`
//   down  `Decimals`, `JSON`
//
//===----------------------------------------------------------------------------------------===//
