extension Command {
  /// `segmentd config show`: every setting, as a configuration file would have it.
  static let config = Command(
    name: "config", operands: "show", operandCount: 1...1,
    summary: "show every setting, its value and where that came from",
    settings: Setting.all,
    notes: [
      "A flag counts before a variable (--log-level: SEGMENTD_LOG_LEVEL), a variable",
      "before the configuration file, the file before the default. What it prints is",
      "such a file: NAME = VALUE, with \"quotes\" where needed; # begins a comment.",
    ]
  ) { (options) throws(UsageError) in
    guard options.operands == ["show"] else {
      throw UsageError(message: "it takes show but got \(options.operands[0])")
    }
    System.output(ConfigurationListing.text(of: options.configuration))
    return ExitStatus.success
  }
}

/// The settings as lines that a configuration file may hold.
enum ConfigurationListing {
  /// A line per value; what is not set, and what a file may not set, stands in a comment.
  static func text(of configuration: Configuration) -> String {
    var rows: [(line: String, origin: String)] = []
    for setting in Setting.all {
      let entry = configuration[setting]
      let origin = "\(entry.origin)"
      if setting.isSecret {
        let isSet = !entry.values.isEmpty
        rows.append(
          ("# \(setting.variable)\(isSet ? " (hidden)" : "")", isSet ? origin : "not set"))
      } else if entry.values.isEmpty {
        rows.append(("# \(setting.name) =", setting.standardWords ?? "not set"))
      } else if setting.name == Setting.config.name {
        rows.append(("# \(setting.name) = \(entry.values[0])", origin))
      } else {
        for value in entry.values {
          rows.append(("\(setting.name) = \(ConfigurationFile.written(value))", origin))
        }
      }
    }
    let width = min(rows.map(\.line.count).max() ?? 0, 40)
    return rows.map { "\($0.line.padded(to: width))  # \($0.origin)\n" }.joined()
  }
}
