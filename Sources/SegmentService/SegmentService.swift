//===-- SegmentService ----------------------------------------------------------------------===//
//
// The bridge between the towers: one handler per method, a request in and a reply out. No socket
// and no session: `segment FILE` and most tests call it directly.
//
//   in    an `RPCRequest`
//   out   a `Plan`: what the request will touch, and the work that answers it
//   up    `SegmentServer` runs plans; `segmentd` asks for `segment FILE` and `demo`
//   down  `Segmentation` and the engine for work, `SegmentProtocol` for parameters
//
// Read `Service` (dispatch), `Handlers/` (one file per group of methods), `DataReading` with
// `JSONTables` (from `data` to rows), `CustomerReading` (from rows to customers), `Catalogue` with
// `CatalogueState` and `StoredModel` (models in memory and in the state directory, and the labels
// over them) with `Layers/` (what is kept beside the document), `TableStore`, `Recipe+JSON`,
// `EngineErrors` (the one place where an engine error becomes a wire error), `ModelDocument` with
// `Documents/` (reading it back) and `Fingerprint`. For the program's `segment` and `demo`:
// `FileRecognition`, `SegmentsCSV`, `SampleTransactions`.
//
//===----------------------------------------------------------------------------------------===//
