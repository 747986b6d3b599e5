import Foundation

/// What the command line asks for.
struct Options {
  var host = "127.0.0.1"
  var port: UInt16 = 0
  var wire = Wire.lines
  /// The bodies that are sent in turn.
  var bodies: [[UInt8]] = []
  /// Sent once per connection, with an answer, before anything is measured.
  var greeting: [UInt8]?
  var connectionCount = 1
  /// Measured for so long, or until so many answers have come.
  var seconds = 3.0
  var requestCount = Int.max
  var warmUpSeconds = 0.5
  /// How every good reply begins; for `http` its body.
  var expected: [UInt8] = []

  static let usage = """
    usage: request-load --address HOST:PORT --protocol lines|redis|http [--requests FILE]
      [--path PATH] [--token TOKEN] [--connections N] [--seconds S] [--count N] [--warm-up S]
      [--expect TEXT]
    """

  init(arguments: [String]) throws(LoadFault) {
    var rest = arguments[...]
    var path = "/"
    var file: String?
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { throw LoadFault(Self.usage, isUsage: true) }
      switch name {
      case "--address": try take(address: value)
      case "--protocol": wire = try Wire.named(value)
      case "--requests": file = value
      case "--path": path = value
      case "--token":
        greeting = Array(
          #"{"jsonrpc":"2.0","id":0,"method":"auth","params":{"token":"\#(value)"}}"#.utf8)
      case "--connections": connectionCount = max(1, try Self.number(name, value))
      case "--seconds": seconds = try Self.number(name, value)
      case "--count": requestCount = try Self.number(name, value)
      case "--warm-up": warmUpSeconds = try Self.number(name, value)
      case "--expect": expected = Array(value.utf8)
      default: throw LoadFault("\(name) is no option\n\(Self.usage)", isUsage: true)
      }
    }
    if case .http = wire { wire = .http(path: path, host: "\(host):\(port)") }
    bodies = try file.map(Self.lines) ?? [Array("PING".utf8)]
    if bodies.isEmpty || port == 0 { throw LoadFault(Self.usage, isUsage: true) }
  }

  private mutating func take(address: String) throws(LoadFault) {
    let parts = address.split(separator: ":")
    guard parts.count == 2, let number = UInt16(parts[1]) else {
      throw LoadFault("\(address) is no HOST:PORT", isUsage: true)
    }
    host = String(parts[0])
    port = number
  }

  private static func number<Number: LosslessStringConvertible>(
    _ name: String, _ text: String
  ) throws(LoadFault) -> Number {
    guard let number = Number(text) else {
      throw LoadFault("\(name) takes a number, not \(text)", isUsage: true)
    }
    return number
  }

  /// The lines of a file, one request each.
  private static func lines(_ path: String) throws(LoadFault) -> [[UInt8]] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw LoadFault("\(path) cannot be read", isUsage: true)
    }
    return data.split(separator: 10).map { Array($0) }
  }
}
