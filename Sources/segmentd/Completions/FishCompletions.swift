/// Completions for fish: `segmentd completions fish | source`.
enum FishCompletions {
  static var script: String {
    var lines = [
      "# fish completion for segmentd: segmentd completions fish | source",
      "complete -c segmentd -f",
    ]
    for command in Command.all {
      lines.append(line(at: "__fish_use_subcommand", "-a \(command.name)", command.summary))
      let place = "__fish_seen_subcommand_from \(command.name)"
      for option in command.allOptions {
        var words = "-l \(option.name.drop { $0 == "-" })"
        if option.value != nil { words += " -r " + action(CompletionWords(valueOf: option)) }
        lines.append(line(at: place, words, option.meaning))
      }
      switch CompletionWords(operandOf: command) {
      case .words(let list) where !list.isEmpty:
        lines.append(line(at: place, "-a \(quoted(list.joined(separator: " ")))", nil))
      case .file: lines.append(line(at: place, "-F", nil))
      default: break
      }
    }
    lines.append(line(at: "__fish_use_subcommand", "-a help", "describe a command or a method"))
    lines.append(
      line(
        at: "__fish_seen_subcommand_from help",
        "-a \(quoted(Help.topics.joined(separator: " ")))", nil))
    return lines.joined(separator: "\n") + "\n"
  }

  private static func line(at place: String, _ words: String, _ meaning: String?) -> String {
    "complete -c segmentd -n \(quoted(place)) \(words)"
      + (meaning.map { " -d \(quoted($0))" } ?? "")
  }

  private static func action(_ words: CompletionWords) -> String {
    switch words {
    case .words(let list): "-a \(quoted(list.joined(separator: " ")))"
    case .file, .folder: "-F"
    case .anything: ""
    }
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
