//===-- TableInput --------------------------------------------------------------------------===//
//
// A CSV as batches of typed columns, read streaming.
//
//   in    a path below a `DataRoots`, and what a caller declares (`CSVOptions`)
//   out   batches (`CSVSource`) or a `TableError`
//   up    `SegmentService` opens files here; `Features` reads the batches
//   down  `Tables` for batches, formats and the recognising of kinds, `Decimals` for bytes
//
// Read `DataRoots` and `OpenFile` (which file), `Header` with `FileSort`, `TextEncoding` and
// `Dialect` (what it is), `ByteFeed` (bytes), `RecordScanner` and `RecordFeed` (records and cells),
// `CellText` (a cell's letters), `ColumnSampler` (what the columns are), `ColumnSink` (cells to
// values), `CSVSource`. The only unsafe code is in `SystemCalls`.
//
//===----------------------------------------------------------------------------------------===//
