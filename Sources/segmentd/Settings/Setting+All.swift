import Connection
import JSONRPC

/// The settings there are: the only source of flags, variables, the file's names and help.
extension Setting {
  /// Every setting, in the order in which they are shown.
  static let all: [Setting] =
    [
      config, listen, socket, portFile, tokenFile, token, address, dataRoot, state, threads,
      keepRows,
      memoryLimit, grace, atEnd, logLevel, logFormat,
    ] + limits

  /// What every daemon heeds, on whatever wire.
  static let service: [Setting] =
    [config, dataRoot, state, threads, keepRows, memoryLimit, grace, logLevel, logFormat] + limits

  /// How a running daemon is reached.
  static let door: [Setting] = [address, socket, tokenFile, token]

  /// What one message, one connection and all of them together may hold.
  static let limits: [Setting] = [
    maxMessage, maxDepth, maxBatch, maxInFlight, maxHeld, maxHeldInAll, maxOutput, maxQueued,
    maxConnections, maxSeconds, authTimeout, writeTimeout,
  ]

  static let config = Setting(
    name: "config", value: "FILE", meaning: "read settings from this file",
    standardWords: "segmentd.conf in $XDG_CONFIG_HOME/segmentd or ~/.config/segmentd, if there")

  static let listen = Setting(
    name: "listen", value: "HOST:PORT", meaning: "where to listen, port 0 for any free one",
    standard: "127.0.0.1:7464")

  static let socket = Setting(
    name: "socket", value: "PATH", meaning: "the Unix socket to listen at, or to ask")

  static let portFile = Setting(
    name: "port-file", value: "FILE",
    meaning: "write the port to this file once connections are taken")

  static let tokenFile = Setting(
    name: "token-file", value: "FILE",
    meaning: "the tokens that TCP clients show",
    standardWords: "token in $XDG_CONFIG_HOME/segmentd or ~/.config/segmentd, made when needed")

  static let token = Setting(
    name: "token", value: "TOKEN", meaning: "the token to show to a daemon on TCP",
    standardWords: "the admin's in the token file, else its first", isSecret: true)

  static let address = Setting(
    name: "address", value: "HOST:PORT", meaning: "ask the daemon that listens there")

  static let dataRoot = Setting(
    name: "data-root", value: "DIR", meaning: "let requests read CSV files below this folder",
    isList: true)

  static let state = Setting(
    name: "state", value: "DIR", meaning: "keep models in this directory, made 0700 if need be",
    standardWords: "in memory, until the end")

  static let threads = Setting(
    name: "threads", value: "N", meaning: "threads for large data; results never depend on it",
    kind: .whole(1...1_024), standardWords: "the cores")

  static let keepRows = Setting(
    name: "keep-rows", value: "BYTES",
    meaning: "a model keeps its customers' rows unasked up to this size",
    kind: .size(0...(1 << 40)), standard: "256M")

  static let memoryLimit = Setting(
    name: "memory-limit", value: "BYTES", meaning: "what tables and models may take together",
    kind: .size((1 << 20)...(1 << 50)), standardWords: "half of the memory")

  static let grace = Setting(
    name: "grace", value: "SECONDS", meaning: "how long requests under way may take at the end",
    kind: .whole(0...86_400), standard: "10")

  static let atEnd = Setting(
    name: "at-eof", value: "answer|cancel",
    meaning: "what the end of input does to requests under way",
    kind: .choice(["answer", "cancel"]), standard: "answer")

  static let logLevel = Setting(
    name: "log-level", value: "LEVEL",
    meaning: "debug, info, warning or error, on standard error",
    kind: .choice(["debug", "info", "warning", "error"]), standard: "info")

  static let logFormat = Setting(
    name: "log-format", value: "text|json", meaning: "how a line of the log is written",
    kind: .choice(["text", "json"]), standard: "text")

  private static let wire = WireLimits()

  static let maxMessage = Setting(
    name: "max-message", value: "BYTES", meaning: "the longest message, each way",
    kind: .size(1024...(1 << 40)), standard: Kind.text(wire.messageBytes))

  static let maxDepth = Setting(
    name: "max-depth", value: "N", meaning: "lists and objects inside one another",
    kind: .whole(16...1_024), standard: "\(wire.depth)")

  static let maxBatch = Setting(
    name: "max-batch", value: "N", meaning: "requests of one batch",
    kind: .whole(1...1_000_000), standard: "\(wire.batchMembers)")

  static let maxInFlight = Setting(
    name: "max-in-flight", value: "N",
    meaning: "unanswered requests of a connection before it is not read any more",
    kind: .whole(1...1_000_000), standard: "\(wire.inFlight)")

  static let maxHeld = Setting(
    name: "max-held", value: "BYTES",
    meaning: "bytes of a connection's unanswered requests before it is not read any more",
    kind: .size(1024...(1 << 40)), standard: Kind.text(wire.heldBytes))

  static let maxOutput = Setting(
    name: "max-output", value: "BYTES",
    meaning: "bytes of replies that may wait for a client before none of its work is done",
    kind: .size(1024...(1 << 40)), standard: Kind.text(wire.outputBytes))

  static let writeTimeout = Setting(
    name: "write-timeout", value: "SECONDS",
    meaning: "how long a client may take no byte of its replies before it is closed",
    kind: .whole(1...86_400), standard: "\(wire.writeTimeoutSeconds)")

  private static let server = ServerLimits()

  static let maxHeldInAll = Setting(
    name: "max-held-in-all", value: "BYTES",
    meaning: "bytes of unanswered requests of all connections together",
    kind: .size(1024...(1 << 40)), standard: Kind.text(server.heldBytes))

  static let maxQueued = Setting(
    name: "max-queued", value: "N", meaning: "requests of all connections that may wait",
    kind: .whole(1...1_000_000), standard: "\(server.queued)")

  static let maxConnections = Setting(
    name: "max-connections", value: "N", meaning: "clients at a time",
    kind: .whole(1...1_000_000), standard: "\(server.connections)")

  static let maxSeconds = Setting(
    name: "max-seconds", value: "SECONDS", meaning: "how long any request may take",
    kind: .whole(1...31_536_000), standardWords: "no bound")

  static let authTimeout = Setting(
    name: "auth-timeout", value: "SECONDS",
    meaning: "how long a client may take to show its token",
    kind: .whole(1...86_400), standard: "\(server.authenticationTimeoutSeconds)")
}
