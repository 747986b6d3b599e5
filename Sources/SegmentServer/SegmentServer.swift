//===-- SegmentServer -----------------------------------------------------------------------===//
//
// The daemon around a responder: listening, who may come in, signals, the log, an orderly end.
//
//   in    a `Responder`, addresses or the standard streams, `ServerOptions`
//   out   an exit status as in sysexits; lines on standard error
//   up    the program: `Server.serve`, `Server.stdio`, and `Server.start` for a daemon beside
//         other work
//   down  `Connection` for each client, `Transport` for sockets and streams, `SegmentProtocol` for
//         the role that each method needs, `JSONRPC`
//
// `MCP/` shows the same methods as tools and models as resources to assistants: read `MCPFace`
// (which request is whose), `MCPEra` and `MCPMeta` (two eras on one wire), `Tool`, `ToolCall`,
// `Truncation`, `ModelResources`, `ModelURI`.
//
// Read `Server` (the entry points), `RunningServer` (accepting and stopping), `Crew` (the few threads
// that read many connections while nothing is under way on them), `Ending` (how conversations are
// brought to an end), then `ShutdownResponder`, `SignalWatch`, `Supervisor`,
// `PortFile` and `StandardErrorLog`. The responder is handed in: this target does the work of no
// method but `auth`.
//
// At the doors: `Session` (one per connection, in front of the responder), `Permission` (what a role
// may have done), `AccessTokens` (a pure value), `TokenFile` and `UserFolder` (where they lie).
//
//===----------------------------------------------------------------------------------------===//
