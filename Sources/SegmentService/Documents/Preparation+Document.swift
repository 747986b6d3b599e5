import Features
import JSON
import Matrices

/// The fitted steps from columns to features, out of a model document.
extension Preparation {
  /// - Parameter projection: The principal components, where there are some.
  init(_ preparation: DocumentValue, _ projection: DocumentValue?) throws(DocumentError) {
    var columns: [PreparedColumn] = []
    for element in try preparation.elements() { columns.append(try PreparedColumn(element)) }
    let width = columns.reduce(0) { $0 + $1.outputs.count }
    if let projection {
      self.init(columns: columns, projection: try Projection(projection, width: width))
    } else {
      self.init(columns: columns)
    }
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

extension Projection {
  /// - Parameter width: How many features are projected.
  fileprivate init(_ projection: DocumentValue, width: Int) throws(DocumentError) {
    let mean = try projection.member("mean")
    let variances = try projection.member("variances")
    let components = try projection.member("components")
    var axes: [Double] = []
    for axis in try components.elements() {
      let numbers = try axis.numbers()
      guard numbers.count == width, numbers.allSatisfy({ $0.magnitude <= 1.000001 }) else {
        throw axis.misfit("a list of \(width) numbers from -1 to 1")
      }
      axes += numbers
    }
    let count = width == 0 ? 0 : axes.count / width
    guard (1...max(width, 1)).contains(count) else {
      throw components.misfit("a list of 1 to \(width)")
    }
    guard try mean.numbers().count == width else { throw mean.misfit("a list of \(width) numbers") }
    guard try variances.numbers().count == count else {
      throw variances.misfit("a list of \(count) numbers")
    }
    self.init(
      axes: PrincipalAxes(
        mean: try mean.numbers(), variances: try variances.numbers(),
        components: Matrix(rowCount: count, columnCount: width, values: axes)),
      totalVariance: try projection.member("total_variance").amount())
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
    self.init(
      imputed: imputed, outliers: try column.optional("outliers").outlierBounds(),
      transform: transform, lambda: try column.optional("lambda")?.number() ?? 1,
      minimum: minimum, maximum: maximum)
  }
}

extension DocumentValue? {
  /// The bounds of outliers, where there are some.
  fileprivate func outlierBounds() throws(DocumentError) -> OutlierBounds? {
    guard let self else { return nil }
    let lower = try self.member("lower").number()
    let upper = try self.member("upper").number()
    guard lower <= upper else { throw try self.member("lower").misfit("at most upper") }
    return OutlierBounds(lower: lower, upper: upper, action: try self.member("do").word())
  }
}

extension PreparedTexts {
  fileprivate init(_ column: DocumentValue) throws(DocumentError) {
    let levels = try column.member("levels")
    let texts = try levels.texts()
    guard (1...1000).contains(texts.count), Set(texts.map { Array($0.utf8) }).count == texts.count
    else { throw levels.misfit("a list of 1 to 1000 different texts") }
    self.init(
      imputed: try column.optional("imputed")?.text(),
      encoding: try column.member("encode").word(), levels: texts,
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
