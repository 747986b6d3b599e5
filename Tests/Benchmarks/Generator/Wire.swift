/// How a request is framed, and when a reply is whole.
enum Wire: Equatable {
  /// A request is a line, its reply another.
  case lines
  /// An inline command, answered by one line.
  case redis
  /// A POST on a connection that is kept, answered with a Content-Length.
  case http(path: String, host: String)

  static func named(_ name: String) throws(LoadFault) -> Wire {
    switch name {
    case "lines": return .lines
    case "redis": return .redis
    case "http": return .http(path: "/", host: "")
    default: throw LoadFault("\(name) is no protocol: lines, redis, http", isUsage: true)
    }
  }

  /// The bytes that carry a body.
  func framed(_ body: [UInt8]) -> [UInt8] {
    switch self {
    case .lines: return body + [10]
    case .redis: return body + [13, 10]
    case .http(let path, let host):
      let head = """
        POST \(path) HTTP/1.1\r\nHost: \(host)\r\nContent-Type: application/json\r\n\
        Content-Length: \(body.count)\r\n\r\n
        """
      return Array(head.utf8) + body
    }
  }

  /// Where the reply's own text begins in what has come, if all of it has; with one request in
  /// flight nothing comes behind it.
  func bodyOfWhole(_ reply: [UInt8]) throws(LoadFault) -> Int? {
    switch self {
    case .lines, .redis: return reply.last == 10 ? 0 : nil
    case .http:
      guard let head = Self.endOfHead(reply) else { return nil }
      guard reply.starts(with: "HTTP/1.1 200 ".utf8) else {
        throw LoadFault("came: " + String(decoding: reply.prefix(300), as: UTF8.self))
      }
      guard let length = Self.contentLength(reply[..<head]) else {
        throw LoadFault("a reply without a Content-Length")
      }
      return reply.count >= head + length ? head : nil
    }
  }

  /// Behind the empty line that ends the header.
  private static func endOfHead(_ reply: [UInt8]) -> Int? {
    guard reply.count >= 4 else { return nil }
    for index in 3..<reply.count where reply[index] == 10 {
      if reply[index - 1] == 13, reply[index - 2] == 10, reply[index - 3] == 13 {
        return index + 1
      }
    }
    return nil
  }

  private static func contentLength(_ head: ArraySlice<UInt8>) -> Int? {
    for line in head.split(separator: 10) {
      let parts = line.split(separator: 58, maxSplits: 1)
      guard parts.count == 2, parts[0].count == 14 else { continue }
      let name = String(decoding: parts[0], as: UTF8.self).lowercased()
      guard name == "content-length" else { continue }
      return Int(String(decoding: parts[1].filter { $0 > 32 }, as: UTF8.self))
    }
    return nil
  }
}
