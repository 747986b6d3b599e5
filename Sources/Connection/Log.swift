/// How much a line of the log matters.
public enum LogLevel: Int, Comparable, Sendable, CaseIterable {
  /// For whoever looks for a fault.
  case debug
  /// What happens in a normal run.
  case info
  /// What somebody should look at.
  case warning
  /// What went wrong on our side.
  case error

  /// Whether the first matters less.
  public static func < (first: LogLevel, second: LogLevel) -> Bool {
    first.rawValue < second.rawValue
  }
}

/// Where events are told, one line each, without row data.
public struct Log: Sendable {
  private let level: LogLevel
  private let sink: @Sendable (LogLevel, String) -> Void

  /// Hands on what matters at least as much as the level.
  public init(_ level: LogLevel, sink: @escaping @Sendable (LogLevel, String) -> Void) {
    self.level = level
    self.sink = sink
  }

  /// Hears nothing.
  public static let none = Log(.error, sink: { _, _ in })

  /// Tells one event; the line is made only if somebody hears it.
  public func callAsFunction(_ level: LogLevel, _ line: @autoclosure () -> String) {
    if level >= self.level { sink(level, line()) }
  }
}
