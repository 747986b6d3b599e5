//===-- Connection --------------------------------------------------------------------------===//
//
// One client's requests, from bytes to bytes: reading, order, work, progress, cancellation.
//
//   in    a `Channel`, a `Responder` and what all connections share (`Services`)
//   out   replies and progress on the same channel
//   up    `SegmentServer` makes a `Conversation` per connection; a client makes a `Caller`
//   down  `JSONRPC` for framing and envelopes, `Transport` for bytes and threads, `JSON`
//
// Read `Conversation` (the thread that reads), `Conversation+Messages` (what a message becomes),
// `Exchange` and `Call` (a message and its members on their way), `Order` (who waits for whom, a
// pure value), `Conversation+Work` (running and replying), `Conversation+Ending` (cancel, break,
// shut down). Beside them: `WorkPool` with `LaneTable`
// (whose turn it is) and `WorkLane` (one connection's part), `HeldBytes` (what all of them hold),
// `DeadlineWatch`, `ProgressReporter`, `RequestMeta`,
// `ServerLimits` (what all connections together may hold), `Metrics` and `Histogram`; for clients
// `Caller` (requests out, each answer to whoever asked) and `Bridge` (bytes carried to a daemon).
//
// Three kinds of thread meet here: the one that reads (and does what is short), the pool's, and
// the writer's. The one that reads is the connection's own; while nothing is under way a connection
// may rest, and whoever sees bytes come serves them (`Conversation.serve`). What they share is one
// `Monitor` per conversation; no lock is held while a responder runs.
//
//===----------------------------------------------------------------------------------------===//
