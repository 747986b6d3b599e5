//===-- TranscriptTests ---------------------------------------------------------------------===//
//
// Requests and exact replies, as files: what `protocol/transcripts` promises to every client.
//
//   in    protocol/transcripts/*.jsonl, whose README describes the form
//   out   differences, or with SEGMENTD_REWRITE=1 the files written anew
//   down  `SegmentService` over `Connection` and `MemoryChannel`: all of the daemon but sockets
//
// Read `Transcript` (a file), `Player` (a file played over a channel), `Replies` (what came,
// grouped by id), `Comparison` (reply against promise), `Rewriting`, `ExampleResponder` (the
// methods of the JSON-RPC specification's examples), `ReplayTests`.
//
//===----------------------------------------------------------------------------------------===//
