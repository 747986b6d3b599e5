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
  /// The options that are its own.
  var options: [OptionDescription] = []
  /// The settings that it heeds.
  var settings: [Setting] = []
  /// What its page in help ends with.
  var notes: [String] = []
  /// Runs it; returns the exit status.
  let run: @Sendable (CommandLineOptions) throws(UsageError) -> Int32

  /// Every command, in the order of help.
  static let all = [demo, segment, serve, stdio, call, connect, health, config, completions]

  /// Its options and the flags of its settings, as help shows them.
  var allOptions: [OptionDescription] {
    options + settings.filter { !$0.isSecret }.map(\.description)
  }
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
  /// The words that its value may be, where there are no others.
  var choices: [String] = []
}
