//===-- SegmentClient -----------------------------------------------------------------------===//
//
// A client of segmentd for Swift programs: asynchronous, typed, for any number of tasks at once.
//
//   in    Swift values: rows, a recipe, the names of models
//   out   Swift values, a `SegmentdError`, or `CancellationError`
//   up    programs of other packages; nothing of the daemon
//   down  `Connection` for asking, `Transport` for sockets and a daemon of our own,
//         `SegmentProtocol` for the names and words of the methods, `JSON`
//
// Read `Client` (what a user has), then `Calls/`: `Client+Segments`, `Client+Judgements` and
// `Client+Catalogue` (a function per method), `Request` and `WireValue` (what is sent),
// `Client+Rows` (rows that are too many for one message), `Session` (one connection; tasks that
// wait and are cancelled), `Opened` (when it is made), `Readable` (what came). Beside them `Rows/`,
// `Recipes/` and `Answers/`, the values themselves.
//
// No thread of the tasks' own pool waits for the wire: a thread of the connection's reads, what
// does not go out at once leaves with another, and to connect takes one of its own.
//
//===----------------------------------------------------------------------------------------===//

// Who imports this has the words of the parameters and the values of `call` with it.

@_exported public import struct JSON.JSONObject
@_exported public import enum JSON.JSONValue
@_exported public import enum SegmentProtocol.ChartKind
@_exported public import enum SegmentProtocol.ExportDialect
@_exported public import enum SegmentProtocol.InitialCenters
@_exported public import enum SegmentProtocol.Keep
@_exported public import enum SegmentProtocol.ProfileTrend
@_exported public import enum SegmentProtocol.RFMNaming
@_exported public import enum SegmentProtocol.RefinementChoice
@_exported public import enum SegmentProtocol.SilhouetteMethod
@_exported public import enum SegmentProtocol.SmallChoice
@_exported public import enum SegmentProtocol.SweepCriterion
