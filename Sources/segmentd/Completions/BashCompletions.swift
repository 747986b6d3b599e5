/// Completions for bash: `source <(segmentd completions bash)`.
enum BashCompletions {
  static var script: String {
    var cases = ""
    for command in Command.all {
      let options = command.allOptions
      let names = (options.map(\.name) + ["--help"]).joined(separator: " ")
      cases += "    \(command.name))\n      case $previous in\n"
      for option in options where option.value != nil {
        cases += "        \(option.name)) \(reply(CompletionWords(valueOf: option))); return ;;\n"
      }
      cases += """
              esac
              case $current in
                -*) COMPREPLY=($(compgen -W "\(names)" -- "$current")) ;;
                *) \(reply(CompletionWords(operandOf: command))) ;;
              esac ;;

        """
    }
    return """
      # bash completion for segmentd: source <(segmentd completions bash)
      _segmentd() {
        local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
        COMPREPLY=()
        if [ "$COMP_CWORD" -eq 1 ]; then
          COMPREPLY=($(compgen -W "\(CompletionWords.first.joined(separator: " "))" -- "$current"))
          return
        fi
        case ${COMP_WORDS[1]} in
      \(cases)    help) \(reply(.words(Help.topics))) ;;
        esac
      }
      complete -F _segmentd segmentd

      """
  }

  private static func reply(_ words: CompletionWords) -> String {
    switch words {
    case .words(let list):
      #"COMPREPLY=($(compgen -W ""# + list.joined(separator: " ") + #"" -- "$current"))"#
    case .file: #"compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current")"#
    case .folder: #"compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$current")"#
    case .anything: ":"
    }
  }
}
