/// The double nearest to a JSON number, or nil where the text is none.
public func nearestDouble(_ text: Span<UInt8>) -> Double? {
  var bytes: [UInt8] = []
  for index in text.indices { bytes.append(text[index]) }
  guard let first = bytes.first, first != UInt8(ascii: "+"),
    bytes.allSatisfy({ "0123456789+-.eE".utf8.contains($0) })
  else { return nil }
  return Double(String(decoding: bytes, as: UTF8.self))
}

/// The shortest text that reads back as the same double.
public func shortestText(of value: Double) -> String {
  let text = value.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
