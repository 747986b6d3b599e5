import Features
import JSON

/// The fitted steps from columns to features, out of a model document.
extension Preparation {
  init(_ preparation: DocumentValue) throws(DocumentError) {
    var columns: [PreparedColumn] = []
    for element in try preparation.elements() { columns.append(try PreparedColumn(element)) }
    self.init(columns: columns)
    do throws(FeatureError) {
      try validate()
    } catch {
      guard case .invalidRecipe(let place, let expected, let got) = error else {
        throw preparation.misfit("steps as a fit leaves them")
      }
      throw .misfit(place: place, expected: expected, got: got)
    }
  }
}

extension PreparedColumn {
  fileprivate init(_ column: DocumentValue) throws(DocumentError) {
    var outputs: [PreparedOutput] = []
    for output in try column.member("outputs").elements() {
      outputs.append(
        PreparedOutput(
          name: try output.member("name").text(), center: try output.member("center").number(),
          scale: try output.member("scale").positive()))
    }
    let kind = try column.member("kind")
    let content: Content
    switch try kind.text() {
    case "number": content = .numbers(try PreparedNumbers(column))
    case "text":
      content = .texts(try PreparedTexts(column))
      try column.requireUsable(outputs, weight: try column.member("weight").positive())
    default: throw kind.misfit("number or text")
    }
    self.init(
      name: try column.member("column").text(), content: content,
      scaling: try column.member("scale").word(), weight: try column.member("weight").positive(),
      outputs: outputs)
  }
}

extension PreparedNumbers {
  fileprivate init(_ column: DocumentValue) throws(DocumentError) {
    let transform: Transform = try column.member("transform").word()
    let imputed = try column.optional("imputed")?.number()
    if let imputed, !transform.isDefined(at: imputed) {
      throw try column.member("imputed").misfit("a number that \(transform.wireName) takes")
    }
    let minimum = try column.member("min").number()
    let maximum = try column.member("max").number()
    guard minimum <= maximum, transform.isDefined(at: minimum) else {
      throw try column.member("min").misfit(
        "at most max, and a number that \(transform.wireName) takes")
    }
    self.init(imputed: imputed, transform: transform, minimum: minimum, maximum: maximum)
  }
}

extension PreparedTexts {
  fileprivate init(_ column: DocumentValue) throws(DocumentError) {
    let levels = try column.member("levels")
    let texts = try levels.texts()
    guard (1...1000).contains(texts.count), Set(texts.map { Array($0.utf8) }).count == texts.count
    else { throw levels.misfit("a list of 1 to 1000 different texts") }
    self.init(
      imputed: try column.optional("imputed")?.text(), levels: texts,
      unseen: try column.member("unseen").word(),
      otherOutput: try column.optional("other")?.integer(0...1000))
  }
}

extension DocumentValue {
  /// Refuses scales with which 0 or 1 becomes a coordinate that cannot be squared.
  fileprivate func requireUsable(
    _ outputs: [PreparedOutput], weight: Double
  ) throws(DocumentError) {
    let isUsable = outputs.allSatisfy { output in
      [0, 1].allSatisfy {
        (($0 - output.center) / output.scale * weight).magnitude <= largestCoordinate
      }
    }
    guard isUsable else {
      throw try member("outputs").misfit("scales that keep features below 1e140")
    }
  }
}
