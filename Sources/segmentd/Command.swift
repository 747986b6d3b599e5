/// A command as data: what help shows of it, what it takes, what it does.
struct Command: Sendable {
  /// The word on the command line.
  let name: String
  /// What follows it, as help shows it.
  let operands: String
  /// How many operands it takes.
  let operandCount: ClosedRange<Int>
  /// What it does, in one sentence.
  let summary: String
  /// The options it knows.
  let options: [OptionDescription]
  /// Runs it; returns the exit status.
  let run: @Sendable (CommandLineOptions) throws(UsageError) -> Int32

  /// Every command, in the order of help.
  static let all = [demo, segment, serve, stdio, call]
}

/// An option as data.
struct OptionDescription: Sendable {
  /// Its name, with its dashes.
  let name: String
  /// What its value is called in help; `nil` for a switch.
  let value: String?
  /// What it does.
  let meaning: String
  /// Whether it may come more than once.
  var isRepeatable = false

  static let dataRoot = OptionDescription(
    name: "--data-root", value: "DIR",
    meaning: "let requests read CSV files below this folder (repeatable)", isRepeatable: true)
  static let memoryLimit = OptionDescription(
    name: "--memory-limit", value: "BYTES",
    meaning: "bytes that tables and models may take together (default: half of the memory)")
  static let threads = OptionDescription(
    name: "--threads", value: "N",
    meaning: "threads for large data; results never depend on it (default: the cores)")
  static let logLevel = OptionDescription(
    name: "--log-level", value: "LEVEL",
    meaning: "debug, info, warning or error, on standard error (default: info)")
  static let address = OptionDescription(
    name: "--address", value: "HOST:PORT", meaning: "ask a running daemon")
}
