//===-- SegmentProtocol ---------------------------------------------------------------------===//
//
// The methods as data: names, parameters with their schemas and defaults, results, errors. No
// method does anything here.
//
//   in    the raw parameters of a request
//   out   `Parameters`, checked and typed, or an `RPCError` that names the parameter
//   up    `SegmentService` has one handler per method; `segmentd` prints help from the table
//   down  `JSONRPC` for errors, `JSON` for values
//
// Read `Schema` (what a value may be), `Field` (a named, typed parameter), `MethodDescriptor` (a
// row of the table), `Methods/` (one file per method), `MethodTable`, then `Parameters` (the
// check), `OpenRPC` (the table as a document) and `MethodDescriptor+Tool` (a row as an assistant
// sees it).
//
//===----------------------------------------------------------------------------------------===//
