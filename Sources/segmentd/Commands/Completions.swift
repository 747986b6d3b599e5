extension Command {
  /// `segmentd completions SHELL`: a script that completes command lines.
  static let completions = Command(
    name: "completions", operands: "bash|zsh|fish", operandCount: 1...1,
    summary: "print a script that completes command lines in a shell",
    notes: [
      "bash: source <(segmentd completions bash)              in ~/.bashrc",
      "zsh:  segmentd completions zsh > \"${fpath[1]}/_segmentd\"",
      "fish: segmentd completions fish | source               in config.fish",
    ]
  ) { (options) throws(UsageError) in
    guard let shell = Shell(rawValue: options.operands[0]) else {
      throw UsageError(
        message: "there are no completions for \"\(options.operands[0])\"; it takes bash, zsh or "
          + "fish")
    }
    System.output(shell.script)
    return ExitStatus.success
  }
}
