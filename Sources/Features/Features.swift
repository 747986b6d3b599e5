//===-- Features ----------------------------------------------------------------------------===//
//
// From raw rows to a matrix of prepared features: cleaning, measuring, imputing, transforming,
// encoding, scaling; and the ledger of what was done to which rows.
//
//   in    a `BatchSource` of transactions or customers, and a `Recipe`
//   out   a `CustomerTable` (one row per customer, its ledger), then a `Preparation` (every step
//         fitted) and a `Matrix`; or a `FeatureError`
//   up    `Segmentation` calls this
//   down  `Tables` for columns and batches, `Matrices` for the matrix, `Decimals` for exact sums
//
// Read `Recipe` and `TransactionRecipe` (what is asked for), `ReadCustomers` (the entrance), then
// the way of a row: `TransactionColumns`, `Cleaning`, `CustomerTotals`, `MeasureColumns`. After
// that `Preparation` and its steps, one file each with fit and apply: `Imputing`, `Transforming`,
// `Encoding`, `Scaling`. Nothing here depends on the order of rows or on the size of batches.
//
//===----------------------------------------------------------------------------------------===//
