//===-- JSONRPC -----------------------------------------------------------------------------===//
//
// JSON-RPC 2.0 as values: bytes to messages, messages to requests, outcomes to replies.
//
//   in    bytes as they arrive, in pieces of any size
//   out   `RPCRequest`s to answer, or the error to send; frames to write
//   up    `Connection` drives it; `SegmentService` is a `Responder` and makes `Plan`s
//   down  `JSON`, and `Decimals` for a search in bytes
//
// Read in the order of a request: `Framing` (bytes to messages), `Envelope` (a message to
// requests), `RPCRequest`, `Responder` and `Plan` (what a request needs), `CallContext` (what a
// running call may ask), `Outcome`, `Reply`, `RPCError`. Nothing here reads a clock, a file or a
// socket: the same bytes give the same events, however they were cut.
//
//===----------------------------------------------------------------------------------------===//
