import SegmentProtocol

/// What `--help` prints, made of the tables of commands and methods.
enum Help {
  /// The program in one page.
  static var overview: String {
    var text = """
      segmentd \(Version.program): customer segmentation as a long-lived service

      usage: segmentd COMMAND [OPTIONS]


      """
    for command in Command.all {
      text += row(command.name + " " + command.operands, command.summary)
    }
    text += row("help METHOD", "describe a method of the protocol")
    text += "\nmethods (segmentd call METHOD):\n"
    for method in MethodTable.methods { text += row(method.name, method.summary) }
    return text + "\nsegmentd COMMAND --help describes the options of a command.\n"
  }

  /// A command's options.
  static func page(of command: Command) -> String {
    let operands = command.operands.isEmpty ? "" : " \(command.operands)"
    var text = "usage: segmentd \(command.name)\(operands) [OPTIONS]\n\n"
    text += wrapped(command.summary, to: 80).joined(separator: "\n") + "\n\n"
    for option in command.allOptions {
      text += row(option.name + (option.value.map { " \($0)" } ?? ""), option.meaning)
    }
    if !command.notes.isEmpty { text += "\n" + command.notes.joined(separator: "\n") + "\n" }
    return text
  }

  /// What there is a page about.
  static var topics: [String] { Command.all.map(\.name) + MethodTable.methods.map(\.name) }

  /// A command's or a method's page.
  static func topic(_ name: String) -> String? {
    if let command = Command.all.first(where: { $0.name == name }) { return page(of: command) }
    guard let method = MethodTable.method(named: name) else { return nil }
    var text = "\(method.name): \(method.summary)\n\n"
    for field in method.fields {
      let ending = field.isRequired ? " (required)" : ""
      text += row(field.name, field.meaning + ending)
      text += row("", "  " + field.schema.words)
    }
    return text
  }

  /// A name and its meaning, wrapped to 80 columns.
  private static func row(_ name: String, _ meaning: String) -> String {
    let width = 26
    let lines = wrapped(meaning, to: 80 - width - 2)
    var text = "  " + name.padded(to: width)
    if name.count >= width { text = "  \(name)\n  " + String(repeating: " ", count: width) }
    return text + lines.joined(separator: "\n" + String(repeating: " ", count: width + 2)) + "\n"
  }
}
