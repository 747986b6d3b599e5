import SegmentServer
import Spelling

/// Every setting's value and where it came from: a flag, else the environment, else the
/// configuration file, else the default.
struct Configuration: Sendable {
  /// Where a value came from.
  enum Origin: Equatable, Sendable, CustomStringConvertible {
    case flag(String)
    case variable(String)
    case line(path: String, number: Int)
    case standard

    /// The place, as an error or `config show` names it.
    var description: String {
      switch self {
      case .flag(let name): name
      case .variable(let name): name
      case .line(let path, let number): "\(path):\(number)"
      case .standard: "default"
      }
    }
  }

  /// What a setting has been set to.
  struct Entry: Equatable, Sendable {
    var values: [String]
    let origin: Origin
  }

  private let entries: [String: Entry]

  /// Reads all three and checks every value, also of settings that the command does not use: a
  /// mistake is told before it matters.
  ///
  /// - Parameters:
  ///   - flags: Values by the setting's name.
  ///   - environment: Every variable.
  init(flags: [String: [String]], environment: [String: String]) throws(UsageError) {
    var entries: [String: Entry] = [:]
    for setting in Setting.all {
      guard let values = flags[setting.name] else { continue }
      try Self.check(values, of: setting, setting.flag, at: "")
      entries[setting.name] = Entry(values: values, origin: .flag(setting.flag))
    }
    try Self.requireKnown(environment)
    for setting in Setting.all {
      guard let text = environment[setting.variable], !text.isEmpty else { continue }
      let values =
        setting.isList ? text.split(separator: ":").map { String($0) } : [text]
      try Self.check(values, of: setting, setting.variable, at: "")
      if entries[setting.name] == nil {
        entries[setting.name] = Entry(values: values, origin: .variable(setting.variable))
      }
    }
    if let file = try Self.file(entries[Setting.config.name]) {
      for (name, entry) in try Self.entries(of: file) where entries[name] == nil {
        entries[name] = entry
      }
    }
    self.entries = entries
  }

  /// What it is set to; the default where nobody set it.
  subscript(_ setting: Setting) -> Entry {
    entries[setting.name]
      ?? Entry(values: setting.standard.map { [$0] } ?? [], origin: .standard)
  }

  /// A variable that begins like ours and is none is a slip of the keyboard, except for those that
  /// the project's tests, and Kubernetes for a service of that name, put there.
  private static func requireKnown(_ environment: [String: String]) throws(UsageError) {
    let known = Set(Setting.all.map(\.variable))
    let foreign = ["SHARED", "REWRITE", "BENCHMARKS", "FUZZ"].map { "SEGMENTD_\($0)" }
    for name in environment.keys.sorted() where name.hasPrefix("SEGMENTD_") {
      guard !known.contains(name), !foreign.contains(name), !name.hasPrefix("SEGMENTD_SERVICE_"),
        name != "SEGMENTD_PORT", !name.hasPrefix("SEGMENTD_PORT_") || name == "SEGMENTD_PORT_FILE"
      else { continue }
      let guess = nearestName(to: name, among: known.sorted())
      throw UsageError(
        message: "the environment sets \(name), which is no setting; "
          + (guess.map { "did you mean \($0)?" } ?? "segmentd config show lists them"),
        status: ExitStatus.configuration)
    }
  }

  /// The file that is named, else the one in its usual place where there is one.
  private static func file(_ named: Entry?) throws(UsageError) -> ConfigurationFile? {
    if let path = named?.values.last {
      guard let bytes = System.read(path) else {
        throw UsageError(
          message: "cannot read the configuration file \(path), which "
            + "\(named?.origin.description ?? "") names", status: ExitStatus.configuration)
      }
      return try ConfigurationFile(bytes, at: path)
    }
    let path: String
    do throws(ServerError) {
      path = try UserFolder.path() + "/segmentd.conf"
    } catch {
      // A service of the system has no home, and so no file in it.
      return nil
    }
    guard System.isThere(path) else { return nil }
    guard let bytes = System.read(path) else {
      throw UsageError(
        message: "cannot read the configuration file \(path); let this user read it, or name "
          + "another with --config", status: ExitStatus.configuration)
    }
    return try ConfigurationFile(bytes, at: path)
  }

  private static func entries(
    of file: ConfigurationFile
  ) throws(UsageError) -> [String: Entry] {
    var entries: [String: Entry] = [:]
    for line in file.lines {
      let place = "\(file.path):\(line.number): "
      let name = line.name.replacing("_", with: "-")
      let allowed = Setting.all.filter { !$0.isSecret && $0.name != Setting.config.name }
      guard let setting = allowed.first(where: { $0.name == name }) else {
        if let secret = Setting.all.first(where: { $0.isSecret && $0.name == name }) {
          throw UsageError(
            message: "\(place)\(line.name) is a secret and may not stand here; set "
              + "\(secret.variable), or name a file of its own with \(Setting.tokenFile.name)",
            status: ExitStatus.configuration)
        }
        let guess = nearestName(to: name, among: allowed.map(\.name))
        throw UsageError(
          message: "\(place)there is no setting \(line.name); "
            + (guess.map { "did you mean \($0)?" } ?? "segmentd config show lists them"),
          status: ExitStatus.configuration)
      }
      try check([line.value], of: setting, line.name, at: place)
      if entries[name] != nil {
        guard setting.isList else {
          throw UsageError(
            message: "\(place)\(line.name) came twice; set it once",
            status: ExitStatus.configuration)
        }
        entries[name]?.values.append(line.value)
      } else {
        entries[name] = Entry(
          values: [line.value], origin: .line(path: file.path, number: line.number))
      }
    }
    return entries
  }

  private static func check(
    _ values: [String], of setting: Setting, _ name: String, at place: String
  ) throws(UsageError) {
    for value in values where !setting.kind.allows(value) {
      let shown = setting.isSecret ? "" : "is \"\(value)\" but "
      throw UsageError(
        message: "\(place)\(name) \(shown)must be \(setting.kind.requirement)",
        status: ExitStatus.configuration)
    }
  }
}
