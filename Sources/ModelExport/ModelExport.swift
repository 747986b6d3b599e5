//===-- ModelExport -------------------------------------------------------------------------===//
//
// A model for other programs: as one SQL SELECT, and with rows that prove an export.
//
//   in    a `SegmentModel`
//   out   a `SegmentQuery` (SQL text), `CheckRows` (rows and the segments that the model gives them)
//   up    `SegmentService` writes them into replies and model documents
//   down  `Segmentation` for the model, `Features` for its steps, `Decimals` for exact numbers
//
// Read `SQLDialect` (what databases spell differently, quoting), `SQLExpressions` (sums and
// choices), `SegmentQuery` (the query whole), `QueryDraft` (its layers) with `ColumnQuery` (one column's
// steps), then `CheckRows` with `CheckCells`.
//
//===----------------------------------------------------------------------------------------===//
