/// Completions for zsh: `segmentd completions zsh > "${fpath[1]}/_segmentd"`.
enum ZshCompletions {
  static var script: String {
    var cases = ""
    for command in Command.all {
      var arguments = command.allOptions.map(argument)
      arguments.append("'--help[describe the command]'")
      arguments.append("'*: :\(action(CompletionWords(operandOf: command)))'")
      cases += "      \(command.name))\n        _arguments \\\n          "
      cases += arguments.joined(separator: " \\\n          ") + " ;;\n"
    }
    let commands = Command.all.map { "      '\($0.name):\(quoted($0.summary))'" }
    return """
      #compdef segmentd
      # zsh completion for segmentd: segmentd completions zsh > "${fpath[1]}/_segmentd"
      _segmentd() {
        local -a commands
        commands=(
      \(commands.joined(separator: "\n"))
            'help:describe a command or a method'
        )
        if (( CURRENT == 2 )); then
          _describe command commands
          return
        fi
        local command=$words[2]
        shift words
        (( CURRENT-- ))
        case $command in
      \(cases)      help) _arguments '*: :\(action(.words(Help.topics)))' ;;
        esac
      }
      if [ "$funcstack[1]" = _segmentd ]; then _segmentd "$@"; else compdef _segmentd segmentd; fi

      """
  }

  private static func argument(_ option: OptionDescription) -> String {
    let star = option.isRepeatable ? "*" : ""
    let value = option.value.map { value in
      "=:\(quoted(value)):\(action(CompletionWords(valueOf: option)))"
    }
    return "'\(star)\(option.name)\(value == nil ? "" : "=")[\(quoted(option.meaning))]"
      + "\(value.map { String($0.dropFirst()) } ?? "")'"
  }

  private static func action(_ words: CompletionWords) -> String {
    switch words {
    case .words(let list): "(\(list.joined(separator: " ")))"
    case .file: "_files"
    case .folder: "_files -/"
    case .anything: ""
    }
  }

  /// Text inside single quotes, where colons and brackets mean something to `_arguments`.
  private static func quoted(_ text: String) -> String {
    var quoted = ""
    for character in text {
      switch character {
      case "'": quoted += "'\\''"
      case ":", "[", "]", "\\": quoted += "\\\(character)"
      default: quoted.append(character)
      }
    }
    return quoted
  }
}
