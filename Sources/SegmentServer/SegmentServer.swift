//===-- SegmentServer -----------------------------------------------------------------------===//
//
// The daemon around a responder: listening, connections, signals, the log, an orderly end.
//
//   in    a `Responder`, an address or the standard streams, `ServerOptions`
//   out   an exit status as in sysexits; lines on standard error
//   up    the program: `Server.serve`, `Server.stdio`, and `Server.start` for a daemon beside
//         other work
//   down  `Connection` for each client, `Transport` for sockets and streams, `JSONRPC`
//
// `MCP/` shows the same methods as tools and models as resources to assistants: read `MCPFace`
// (which request is whose), `MCPEra` and `MCPMeta` (two eras on one wire), `Tool`, `ToolCall`,
// `Truncation`, `ModelResources`, `ModelURI`.
//
// Read `Server` (the entry points), `RunningServer` (accepting and stopping), `Ending` (how
// conversations are brought to an end), then `ShutdownResponder`, `SignalWatch`, `PortFile` and
// `StandardErrorLog`. The responder is handed in: this target knows no method but the one that
// ends it.
//
//===----------------------------------------------------------------------------------------===//
