import Clustering
import Features
import JSON
import JSONRPC
import Matrices
import SegmentProtocol
import Segmentation
import Tables

extension ModelDocument {
  /// A model as a document holds it.
  struct Content {
    let model: SegmentModel
    let fingerprint: String
  }

  /// Reads a document back, every figure checked: what comes out can be used like a fresh fit.
  ///
  /// - Throws: ``DocumentError`` naming the first place at fault.
  static func read(_ text: String) throws(DocumentError) -> Content { try read(try parse(text)) }

  /// The tree of a document's text.
  static func parse(_ text: String) throws(DocumentError) -> JSONValue {
    try parse(Array(text.utf8))
  }

  static func parse(_ bytes: [UInt8]) throws(DocumentError) -> JSONValue {
    do throws(JSONError) {
      return JSONValue(try JSONText(bytes).root, deferring: longLists)
    } catch {
      throw .notJSON(error)
    }
  }

  /// Lists that are read as a whole, without a value per element.
  static let longLists: Set<String> = ["center_scaled", "steps", "components"]

  static func read(_ value: JSONValue) throws(DocumentError) -> Content {
    guard let object = value.object, let mark = object["segmentd_model"] else {
      throw .notAModel(got: value.shown)
    }
    guard let format = mark.integer, format >= 1 else {
      throw .misfit(place: "segmentd_model", expected: "a whole number", got: mark.shown)
    }
    guard format <= Self.format else { throw .newerFormat(format) }
    let document = DocumentValue(value: value, place: "")
    let fingerprint = try document.member("fingerprint")
    guard try fingerprint.text().utf8.count == 64 else {
      throw fingerprint.misfit("a text of 64 hexadecimal digits")
    }
    return Content(model: try SegmentModel(document), fingerprint: try fingerprint.text())
  }
}

extension SegmentModel {
  init(_ document: DocumentValue) throws(DocumentError) {
    let preparation = try Preparation(
      try document.member("preparation"), try document.optional("projection"))
    let width = preparation.outputNames.count
    var segments: [Segment] = []
    for element in try document.member("segments").elements() {
      segments.append(try Segment(element, width: width))
    }
    guard !segments.isEmpty, Set(segments.map(\.id)).count == segments.count else {
      throw try document.member("segments").misfit("a list of segments, each with an id of its own")
    }
    var ledger = try Ledger(try document.member("ledger"))
    ledger.withoutPurchase = try document.optional("without_purchase")?.member("customers").count()
    var recipe = try Recipe(document: try document.member("recipe"))
    try recipe.take(lookups: try document.member("lookups"))
    self.init(
      plan: try FitPlan(document: try document.member("plan"), beside: recipe), recipe: recipe,
      preparation: preparation,
      asOf: try document.optional("as_of")?.instant(),
      centers: Matrix(
        rowCount: segments.count, columnCount: width, values: segments.flatMap(\.centerScaled)),
      segments: segments,
      profile: try Profile(
        try document.member("profile"), ids: segments.map(\.id),
        quintiles: try document.member("quintiles")),
      ledger: ledger,
      fit: try FitFacts(document),
      choice: try document.choice(),
      reference: try DriftReference(
        try document.member("reference"), segmentCount: segments.count),
      lineage: try Lineage(try document.member("lineage"), ids: segments.map(\.id)),
      warnings: try document.member("warnings").texts())
  }
}

extension DocumentValue {
  /// How k was chosen, where the plan left it open.
  fileprivate func choice() throws(DocumentError) -> ClusterCountStudy? {
    guard let choice = try optional("choice") else { return nil }
    return try ClusterCountStudy(choice)
  }
}

extension SegmentModel.FitFacts {
  fileprivate init(_ document: DocumentValue) throws(DocumentError) {
    let refined = try document.member("refined")
    self.init(
      customerCount: try document.member("n").count(),
      inertia: try document.member("inertia").amount(),
      iterations: try document.member("iterations").count(),
      hasConverged: try document.member("converged").flag(),
      isComplete: try document.member("complete").flag(),
      transferCount: try refined.member("transfers").count(),
      swapCount: try refined.member("swaps").count(),
      askedCount: try document.member("k_asked").count())
  }
}

extension Segment {
  fileprivate init(_ segment: DocumentValue, width: Int) throws(DocumentError) {
    let point = try segment.member("center_scaled")
    let numbers = try point.numbers()
    guard numbers.count == width, numbers.allSatisfy({ $0.magnitude <= largestCoordinate }) else {
      throw point.misfit(
        "a list of \(width), a number of at most 1e140 for each feature of the preparation")
    }
    var center: [(feature: String, value: Double?)] = []
    for (name, value) in try segment.member("center").members() {
      center.append((name, try value.numberOrNull()))
    }
    self.init(
      id: try segment.member("id").integer(1...largestSegmentId),
      name: try segment.member("name").text(), size: try segment.member("size").count(),
      share: try segment.member("share").share(), center: center, centerScaled: numbers,
      inertia: try segment.member("inertia").amount(),
      monetary: try segment.optional("monetary")?.number(),
      monetaryShare: try segment.optional("monetary_share")?.number(),
      flags: try segment.member("flags").texts(), reasons: try segment.member("reasons").texts(),
      advice: try segment.member("advice").texts(),
      distances: try DistanceProfile(try segment.member("distances")))
  }
}

/// Beyond this a coordinate could not be squared and added up.
let largestCoordinate = 1e140

extension DistanceProfile {
  fileprivate init(_ distances: DocumentValue) throws(DocumentError) {
    let place = try distances.member("steps")
    let steps = try place.numbers()
    let isSorted = zip(steps, steps.dropFirst()).allSatisfy { $0 <= $1 }
    guard steps.count <= 1_001, isSorted, steps.first ?? 0 >= 0 else {
      throw place.misfit("a list of at most 1001 numbers of at least 0 in ascending order")
    }
    self.init(
      count: try distances.member("count").count(), steps: steps,
      outlierLimit: try distances.member("outlier_limit").amount())
  }
}

extension DocumentValue {
  /// An instant written as a date.
  func instant() throws(DocumentError) -> Int64 {
    guard case .date(let instant, _)? = AsOf(wireName: try text()) else {
      throw misfit("a date such as 2011-12-10T00:00:00")
    }
    return instant
  }

  /// What reads a parameter of the protocol, its refusal told with the place in the document.
  fileprivate func parameter<Result>(
    _ read: () throws(RPCError) -> Result
  ) throws(DocumentError) -> Result {
    do throws(RPCError) {
      return try read()
    } catch {
      throw refused(error)
    }
  }

  /// The error for what a rule of the protocol refuses.
  fileprivate func refused(_ error: RPCError) -> DocumentError {
    .misfit(place: place, expected: "as fit takes it", got: "one where " + error.message)
  }
}

extension Recipe {
  /// Reads the recipe of a document by the rules of the parameter of `fit`.
  init(document recipe: DocumentValue) throws(DocumentError) {
    let object = try recipe.object()
    do throws(Mismatch) {
      try RecipeSchema.recipe.check(recipe.value, at: recipe.place)
    } catch {
      throw recipe.refused(RPCError(error))
    }
    self = try recipe.parameter { () throws(RPCError) in try Recipe(object) }
    do throws(FeatureError) {
      try validate()
    } catch {
      throw recipe.refused(RPCError(error))
    }
  }
}

extension FitPlan {
  /// Reads the plan of a document by the rules of the parameters of `fit`.
  ///
  /// - Parameter complete: The recipe as it was carried out, from which that of the plan may differ
  ///   in its features alone.
  fileprivate init(document plan: DocumentValue, beside complete: Recipe) throws(DocumentError) {
    var members = try plan.object()
    let asked = members["features"]
    members["features"] = nil
    let text = JSONValue.object(members).description
    self = try plan.parameter { () throws(RPCError) in
      let root: JSONText
      do throws(JSONError) {
        root = try JSONText(Array(text.utf8))
      } catch {
        throw .parseError(error)
      }
      return try FitPlan(try Parameters(root.root, for: FitPlan.document))
    }
    guard members["recipe"] == nil else {
      let tables = complete.transactions?.joins.map(\.table) ?? []
      guard recipe.transactions?.joins.count ?? 0 == tables.count else {
        throw plan.misfit(
          "one with \(tables.count) in recipe.transactions.join, as many as in recipe")
      }
      for (index, table) in tables.enumerated() {
        recipe.transactions?.joins[index].table = table
      }
      return
    }
    recipe = complete
    recipe.features = nil
    guard let asked, asked != .null else { return }
    let features = DocumentValue(value: ["features": asked], place: plan.place)
    recipe.features = try Recipe(document: features).features
  }
}
