import JSON

/// A piece of a Vega-Lite specification: JSON, written down as it reads.
///
///     let x: Spec = "{\"field\": \(name), \"type\": \"quantitative\"}"
///
/// What is put in stands as JSON: text with its quotation marks and escapes, another piece as it is. So
/// nothing that a user named, be it `"}` or `<script>`, is ever more than text.
struct Spec: ExpressibleByStringInterpolation, Sendable {
  private(set) var text: String

  init(stringLiteral value: String) { text = value }

  init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  /// What a writer wrote.
  init(_ body: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    body(&writer)
    text = String(decoding: writer.bytes, as: UTF8.self)
  }

  /// A list of texts.
  init(_ texts: [String]) {
    self.init { $0.write(texts: texts) }
  }

  /// A list of pieces.
  static func list(_ pieces: [Spec]) -> Spec {
    Spec(stringLiteral: "[" + pieces.map(\.text).joined(separator: ",") + "]")
  }

  struct StringInterpolation: StringInterpolationProtocol {
    var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 32 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: String) { text += literal }
    mutating func appendInterpolation(_ piece: Spec) { text += piece.text }
    mutating func appendInterpolation(_ value: String) { text += Spec { $0.write(value) }.text }
    mutating func appendInterpolation(_ value: Int) { text += String(value) }
    mutating func appendInterpolation(_ value: Double) { text += Spec { $0.write(value) }.text }
    mutating func appendInterpolation(_ values: [String]) { text += Spec(values).text }
  }
}

extension JSONWriter {
  /// Writes a list of texts.
  fileprivate mutating func write(texts: [String]) {
    beginArray()
    for text in texts { write(text) }
    endArray()
  }

  /// Writes a specification, on one line whatever it was written on.
  ///
  /// - Throws: What is wrong with it: a fault of the program.
  mutating func write(_ spec: Spec) throws(JSONError) {
    write(JSONValue(try JSONText(Array(spec.text.utf8)).root))
  }
}
