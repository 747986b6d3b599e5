/// How the messages of a connection are told apart; what is written back follows what came.
public enum FrameStyle: Equatable, Sendable {
  /// One JSON text per line.
  case lines
  /// `Content-Length: N`, an empty line, then so many bytes.
  case headers

  /// One frame around a JSON text that comes in pieces; the text holds no line end.
  public func frame(_ pieces: [ArraySlice<UInt8>]) -> [UInt8] {
    let length = pieces.reduce(0) { $0 + $1.count }
    var frame: [UInt8] = []
    switch self {
    case .lines:
      frame.reserveCapacity(length + 1)
      for piece in pieces { frame.append(contentsOf: piece) }
      frame.append(UInt8(ascii: "\n"))
    case .headers:
      // Exactly this: some readers want the name in this case, first and alone.
      let header = "Content-Length: \(length)\r\n\r\n"
      frame.reserveCapacity(header.utf8.count + length)
      frame.append(contentsOf: header.utf8)
      for piece in pieces { frame.append(contentsOf: piece) }
    }
    return frame
  }

  /// One frame around a JSON text.
  public func frame(_ text: [UInt8]) -> [UInt8] { frame([text[...]]) }
}
