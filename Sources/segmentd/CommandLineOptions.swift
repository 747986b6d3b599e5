import Connection
import SegmentProtocol
import Spelling

/// The options and operands of one command line, checked against the command.
struct CommandLineOptions: Sendable {
  /// What stands on the line besides options.
  let operands: [String]
  private let values: [String: [String]]

  /// Parses `--name value`, `--name=value` and operands; `--` ends the options.
  init(_ arguments: [String], for command: Command) throws(UsageError) {
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
      guard let option = command.options.first(where: { $0.name == name }) else {
        let guess = nearestName(to: name, among: command.options.map(\.name) + ["--help"])
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
  }

  /// The option's value.
  func text(_ name: String) -> String? { values[name]?.last }

  /// Every value of a repeatable option.
  func texts(_ name: String) -> [String] { values[name] ?? [] }

  /// Whether the switch was given.
  func has(_ name: String) -> Bool { values[name] != nil }

  /// A whole number within bounds.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = text(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw UsageError(
        message: "\(name) is \"\(text)\" but must be a whole number from \(range.lowerBound) to "
          + "\(range.upperBound)")
    }
    return number
  }

  /// The level of the log.
  func logLevel() throws(UsageError) -> LogLevel {
    guard let text = text("--log-level") else { return .info }
    guard let level = LogLevel.allCases.first(where: { "\($0)" == text }) else {
      throw UsageError(
        message: "--log-level is \"\(text)\" but must be debug, info, warning or error")
    }
    return level
  }
}
