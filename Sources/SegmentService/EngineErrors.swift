import Clustering
import Features
import JSON
import JSONRPC
import ModelStorage
import SegmentProtocol
import Segmentation
import Tables

/// The one place where an engine error becomes a wire error.
extension RPCError {
  init(_ error: SegmentationError) {
    switch error {
    case .features(let error): self.init(error)
    case .clustering(let error): self.init(error)
    case .wrongCenterShape(let parameter, let found, let expected, _):
      self = .invalidParams(
        error.description, param: parameter, expected: "\(expected) numbers per centre",
        got: "\(found)")
    case .noPreviousVersion, .previousFeatures:
      self = .invalidParams(
        error.description, param: "init",
        expected: "a version before that compares the same columns", got: "previous")
    case .previousCount(let found, let expected):
      self = .invalidParams(
        error.description, param: "k", expected: "\(found)", got: "\(expected)")
    case .wrongLabelCount(let labels, let rows):
      self = .invalidParams(
        error.description, param: "labels", expected: "\(rows) labels", got: "\(labels)")
    case .unknownColumn(let name, let available):
      self = .invalidParams(
        error.description, param: "by",
        expected: "one of " + available.prefix(50).joined(separator: ", "), got: name)
    case .tooManyValues(_, let found, let limit):
      self = .invalidParams(
        error.description, param: "by",
        expected: limit == 0 ? "a column of text or numbers" : "at most \(limit) values",
        got: limit == 0 ? "dates" : "\(found) values")
    case .equalEdges:
      self.init(
        .degenerate, error.description, data: [("reason", .string(error.description))])
    }
  }

  /// A model that keeps less than a method needs.
  ///
  /// - Parameters:
  ///   - title: The model, as it was asked for.
  ///   - needs: What `keep` must be for the method: `rows` or `members`.
  init(dataNeededBy title: String, needs: String) {
    self.init(
      .dataNeeded, "the model keeps no \(needs); send data, or fit with keep set to \"\(needs)\"",
      data: [("model", .string(title)), ("needs", .string(needs))])
  }

  /// What the disk or the system refused.
  init(_ error: StorageError) {
    var data: [(key: String, value: JSONValue)] = [("path", .string(error.path))]
    if case .failed(_, _, let number) = error { data.append(("errno", JSONValue(Int(number)))) }
    self.init(.storage, error.description, data: data, retryable: !error.isDamage)
  }

  /// A version whose file is damaged.
  ///
  /// - Parameter title: The version, as `name@N`.
  init(_ damage: ModelDamage, of title: String) {
    let (name, version) = Catalogue.split(title)
    self.init(
      .corruptModel, "the model \(title) cannot be used: \(damage.reason)",
      data: [("model", .string(name)), ("version", version.map { JSONValue($0) } ?? .null)])
  }

  /// A layer of a version that cannot be read.
  ///
  /// - Parameter title: The version, as `name@N`.
  init(_ error: LayerError, of title: String) {
    switch error {
    case .storage(let error) where !error.isDamage: self.init(error)
    case .storage(let error): self.init(ModelDamage(reason: error.description), of: title)
    case .document(let error): self.init(ModelDamage(reason: error.description), of: title)
    case .incomplete:
      self.init(ModelDamage(reason: "its rows are there and its members are not"), of: title)
    }
  }

  init(_ error: FeatureError) {
    let message = error.description
    switch error {
    case .missingColumn(let name, let parameter, let available):
      let isOfRecipe = !["the request", "sample_weight"].contains(parameter)
      // The sentence begins with the place within the recipe.
      self.init(
        .missingFeature, isOfRecipe ? "recipe." + message : message,
        data: [("missing", .texts([name])), ("got", .texts(available))])
    case .missingFeature(let missing, let got):
      self.init(
        .missingFeature, message, data: [("missing", .texts(missing)), ("got", .texts(got))])
    case .invalidRecipe(let parameter, let expected, let got):
      self.init(Mismatch(path: "recipe." + parameter, expected: expected, got: got))
    case .badData(let row, let column, let value, let reason):
      self.init(badData: message, row, column, value, reason)
    case .tooFewRows(let rowCount, _):
      self.init(.tooFewRows, message, data: [("n", JSONValue(rowCount))])
    case .allRowsAlike, .noFeatureLeft:
      self.init(.degenerate, message, data: [("reason", .string(message))])
    case .laterThanAsOf:
      self.init(badData: message, nil, nil, nil, message)
    case .cancelled: self = .cancelled
    case .table(let error): self.init(error)
    }
  }

  init(_ error: TableError) {
    let message = error.description
    switch error {
    case .badData(let row, let column, let value, let reason):
      self.init(badData: message, row, column, value, reason)
    case .missingColumn(let name, let available):
      self.init(
        .missingFeature, message,
        data: [("missing", .texts([name])), ("got", .texts(available))])
    case .unreadableFile(let path, let reason):
      self.init(
        .fileUnreadable, message, data: [("path", .string(path)), ("reason", .string(reason))])
    case .pathNotAllowed(let path, let roots):
      self.init(
        .pathNotAllowed, message, data: [("path", .string(path)), ("roots", .texts(roots))])
    case .cancelled: self = .cancelled
    }
  }

  init(_ error: ClusteringError) {
    let message = error.description
    switch error {
    case .invalidOption(let name, let value, let requirement):
      self.init(Mismatch(path: name, expected: requirement, got: value))
    case .tooFewRows(let rowCount, let clusterCount):
      self.init(
        .tooFewRows, message,
        data: [("n", JSONValue(rowCount)), ("k", JSONValue(clusterCount))])
    case .tooFewDistinctRows, .allRowsAlike, .silhouetteUndefined, .noWeight:
      self.init(.degenerate, message, data: [("reason", .string(message))])
    case .cancelled: self = .cancelled
    case .outOfTime: self.init(.timeout, message, retryable: true)
    case .notFinite, .tooLarge, .wrongShape, .invalidWeight:
      self.init(badData: message, nil, nil, nil, message)
    }
  }

  private init(
    badData message: String, _ row: Int?, _ column: String?, _ value: String?, _ reason: String
  ) {
    var data: [(key: String, value: JSONValue)] = []
    if let row { data.append(("row", JSONValue(row))) }
    if let column { data.append(("column", .string(column))) }
    if let value { data.append(("value", .string(value))) }
    data.append(("reason", .string(reason)))
    self.init(.badData, message, data: data)
  }
}
