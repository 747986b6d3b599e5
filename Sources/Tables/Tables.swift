//===-- Tables ------------------------------------------------------------------------------===//
//
// Typed columns with missing values, the batches that every source of rows hands on, and the
// order of rows that does not depend on how they arrived.
//
//   in    cells one by one (`TableBuilder`), or a whole `Table`
//   out   batches (`BatchSource`), an order of rows, a content hash, or a `TableError`
//   up    `TableInput`, `Features`, `Segmentation` and the service use this
//   down  `Decimals` for numbers, `Spelling` for the nearest name
//
// Read `Column`, `Table` with `RowOrder`, `BatchSource` and `ReadReport` (what there is), `NumberFormat` with
// `PlainNumber` and `DateFormat` with `DateParts`, `DatePattern`, `TimeOfDay` and `Calendar` (text
// to values), `NumberEvidence`, `DateEvidence` and `ColumnEvidence` (recognising them, and the rule
// of kinds), `ColumnBuilder` and `TableBuilder` (cells to a table), `TableSource` with
// `ColumnConverter` (a table as batches), `CanonicalOrder` and `ContentHash` over `RowHash`.
//
//===----------------------------------------------------------------------------------------===//
