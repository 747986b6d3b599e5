public import JSON

/// A picture as a Vega-Lite v5 specification with its data inside.
///
///     let chart = try await model.chart(.sizes)
///     try chart.text.write(toFile: "sizes.vl.json", atomically: true, encoding: .utf8)
public struct Chart: Sendable {
  /// The specification.
  public let spec: JSONValue
  /// What deserves a look.
  public let warnings: [String]

  /// The specification as JSON text, for any tool that draws Vega-Lite.
  public var text: String { spec.description }
}

extension Chart: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    spec = try answer("spec")
    warnings = try answer("warnings")
  }
}
