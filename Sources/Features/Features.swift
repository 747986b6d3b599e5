//===-- Features ----------------------------------------------------------------------------===//
//
// From raw rows to a matrix of prepared features: cleaning, measuring, imputing, transforming,
// encoding, scaling, principal components; and the ledger of what was done to which rows.
//
//   in    a `BatchSource` of transactions or customers, and a `Recipe`
//   out   a `CustomerTable` (one row per customer, its ledger), then a `Preparation` (every step
//         fitted) and a `Matrix`; or a `FeatureError`
//   up    `Segmentation` calls this
//   down  `Tables` for columns and batches, `Matrices` for the matrix, `Decimals` for exact sums,
//         `Spelling` for the nearest name
//
// Read `Recipe` and `TransactionRecipe` with `Join`, `SpreadRule` and `Derivation` (what is asked
// for), `ReadCustomers` (the entrance), then the way of a row: `ReadTransactions` with `JoinedSource`
// over `Lookup`, `TransactionColumns`, `Cleaning`, `CustomerTotals` (with `MonthCounts`,
// `SpreadCounts`, `CarryCounts`), `MeasureColumns`; or `ReadGiven`. Then what is added to customers:
// `MasterReading`, `AttributeReader`, `Deriving`. After that `Preparation` with `KeptRows` (fitted by
// `Preparation+Fit`, applied by `Preparation+Apply`) and its steps: `ColumnChoice` and `ColumnFit` put
// `Imputing`, `OutlierRule+Fit`,
// `Transforming` (with `YeoJohnson+Fit`), `Encoding` and `Scaling+Fit` together, and `Projection`
// comes last. Nothing here depends on the order of rows or on the size of batches. `TableSummary` with
// `SummaryCollector` is a first look at rows, before any recipe.
//
//===----------------------------------------------------------------------------------------===//
