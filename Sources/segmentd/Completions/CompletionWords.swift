import SegmentProtocol

/// What may stand at a place of a command line, for every shell alike.
enum CompletionWords: Equatable, Sendable {
  /// One of these.
  case words([String])
  /// The path of a file.
  case file
  /// The path of a folder.
  case folder
  /// Nothing that can be known.
  case anything

  /// What an option's value may be.
  init(valueOf option: OptionDescription) {
    guard option.choices.isEmpty else {
      self = .words(option.choices)
      return
    }
    switch option.value {
    case "FILE", "PATH": self = .file
    case "DIR": self = .folder
    default: self = .anything
    }
  }

  /// What a command's operand may be.
  init(operandOf command: Command) {
    switch command.name {
    case Command.segment.name: self = .file
    case Command.call.name: self = .words(MethodTable.methods.map(\.name))
    case Command.config.name: self = .words(["show"])
    case Command.completions.name: self = .words(Shell.allCases.map(\.rawValue))
    default: self = .words([])
    }
  }

  /// The words that a command line may begin with.
  static var first: [String] { Command.all.map(\.name) + ["help", "--help", "--version"] }
}

/// A shell that completions can be made for.
enum Shell: String, CaseIterable, Sendable {
  case bash, zsh, fish

  /// The script, made of the tables of commands, options and methods.
  var script: String {
    switch self {
    case .bash: BashCompletions.script
    case .zsh: ZshCompletions.script
    case .fish: FishCompletions.script
    }
  }
}
