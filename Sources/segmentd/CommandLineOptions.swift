import Spelling

/// The options and operands of one command line, checked against the command, and the settings
/// that they, the environment and the configuration file make.
struct CommandLineOptions: Sendable {
  /// What stands on the line besides options.
  let operands: [String]
  /// Every setting's value, and where it came from.
  let configuration: Configuration
  private let values: [String: [String]]

  /// Parses `--name value`, `--name=value` and operands; `--` ends the options.
  init(_ arguments: [String], for command: Command) throws(UsageError) {
    let known = command.allOptions
    var operands: [String] = []
    var values: [String: [String]] = [:]
    var index = 0
    var onlyOperands = false
    while index < arguments.count {
      let argument = arguments[index]
      index += 1
      guard !onlyOperands, argument.hasPrefix("-"), argument != "-" else {
        operands.append(argument)
        continue
      }
      if argument == "--" {
        onlyOperands = true
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard let option = known.first(where: { $0.name == name }) else {
        let guess = nearestName(to: name, among: known.map(\.name) + ["--help"])
        throw UsageError(
          message: "there is no option \(name)"
            + (guess.map { "; did you mean \($0)?" }
              ?? "; segmentd \(command.name) --help lists them"))
      }
      var value = ""
      if option.value != nil {
        if parts.count == 2 {
          value = String(parts[1])
        } else {
          guard index < arguments.count else {
            throw UsageError(message: "\(name) needs a value: \(option.meaning)")
          }
          value = arguments[index]
          index += 1
        }
      } else if parts.count == 2 {
        throw UsageError(message: "\(name) takes no value")
      }
      guard option.isRepeatable || values[name] == nil else {
        throw UsageError(message: "\(name) came twice; give it once")
      }
      values[name, default: []].append(value)
    }
    guard command.operandCount.contains(operands.count) else {
      throw UsageError(
        message: "it takes \(command.operands.isEmpty ? "no operands" : command.operands) but "
          + "got \(operands.isEmpty ? "nothing" : operands.joined(separator: " "))")
    }
    self.operands = operands
    self.values = values
    let flags = command.settings.compactMap { setting in
      values[setting.flag].map { (setting.name, $0) }
    }
    configuration = try Configuration(
      flags: Dictionary(flags, uniquingKeysWith: { first, _ in first }),
      environment: System.environment)
  }

  /// The option's value.
  func text(_ name: String) -> String? { values[name]?.last }

  /// Whether the switch was given.
  func has(_ name: String) -> Bool { values[name] != nil }

  /// What a setting is set to; `nil` where it is not.
  subscript(_ setting: Setting) -> String? { configuration[setting].values.last }

  /// Every value of a setting that is a list.
  func list(_ setting: Setting) -> [String] { configuration[setting].values }

  /// The number that a setting says, in its unit; `nil` where it is not set.
  func number(_ setting: Setting) -> Int? { self[setting].flatMap { setting.kind.number($0) } }
}
