//===-- TableInput --------------------------------------------------------------------------===//
//
// A CSV as batches of typed columns, read streaming.
//
//   in    a path below a `DataRoots`, and what a caller declares (`CSVOptions`)
//   out   batches (`CSVSource`) or a `TableError`
//   up    `SegmentService` opens files here; `Features` reads the batches
//   down  `Tables` for batches, formats and the recognising of kinds, `Decimals` for bytes, `Kernels`
//         for the ends of cells, `Locks`
//
// Read `DataRoots` and `OpenFile` (which file), `Header` with `FileSort`, `TextEncoding` and
// `Dialect` (what it is), `ByteFeed` (bytes), `CellEnds`, `EndFinder`, `RecordScanner` and
// `RecordFeed` (records and cells), `CellText` (a cell's letters), `ColumnSampler` (what the columns
// are), `ColumnSink` with `NumberedId` and `IdRuns` (cells to values), `PartReader` (the rows that
// begin in one part of the file), `ReadAhead` (parts by several threads), `JoinedColumn` with
// `IdCodes` and `CSVSource` (parts in the order of the file). The only unsafe code is in
// `SystemCalls`.
//
// A part that is read ahead begins behind its first line end. Whether a row begins there is known
// when the part before is done: if not (a line end within quotation marks), it is read again.
//
//===----------------------------------------------------------------------------------------===//
