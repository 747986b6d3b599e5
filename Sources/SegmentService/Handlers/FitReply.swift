import Features
import JSON
import Matrices
import Segmentation
import Tables

/// The result of a `fit`.
struct FitReply {
  let stored: StoredModel
  let ledger: Ledger
  let isUnchanged: Bool
  let seconds: Double

  /// - Parameter ledger: What was read, with examples even where the model keeps none.
  init(_ stored: StoredModel, ledger: Ledger? = nil, isUnchanged: Bool, seconds: Double) {
    self.stored = stored
    self.ledger = ledger ?? stored.model.ledger
    self.isUnchanged = isUnchanged
    self.seconds = seconds
  }

  var bytes: [UInt8] {
    let model = stored.model
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("model", stored.name)
    writer.member("version", stored.version)
    writer.member("unchanged", isUnchanged)
    writer.members(ofFit: model)
    writer.array("segments") { writer in
      for segment in stored.segments { writer.object { $0.members(of: segment) } }
    }
    writer.member(withoutPurchase: model.ledger.withoutPurchase)
    if let projection = model.preparation.projection {
      writer.member("pca", projection, of: model.preparation.featureNames)
    }
    if let choice = model.choice { writer.member("choice", choice) }
    if let alignment = model.lineage.alignment { writer.member("alignment", alignment) }
    if let asOf = model.asOf { writer.member("as_of", dateText(asOf)) }
    writer.member("ledger", ledger)
    writer.member("recipe", model.recipe.json)
    writer.member("keeps", stored.keeps)
    writer.member("fingerprint", stored.fingerprint)
    writer.member("seconds", seconds)
    writer.member("warnings", strings: model.warnings)
    writer.endObject()
    return writer.bytes
  }
}

extension JSONWriter {
  /// What a fit came to, in figures.
  mutating func members(ofFit model: SegmentModel) {
    member("k", model.segments.count)
    if model.plan.small.merges { member("k_asked", model.fit.askedCount) }
    member("n", model.fit.customerCount)
    member("features", strings: model.preparation.outputNames)
    member("inertia", model.fit.inertia)
    member("iterations", model.fit.iterations)
    member("converged", model.fit.hasConverged)
    member("complete", model.fit.isComplete)
    object("refined") { writer in
      writer.member("transfers", model.fit.transferCount)
      writer.member("swaps", model.fit.swapCount)
    }
  }

  /// What the principal components are made of: per component its share and its loadings.
  ///
  /// More than 10,000 loadings are left to the document.
  mutating func member(_ name: String, _ projection: Projection, of features: [String]) {
    object(name) { writer in
      writer.member("components", projection.componentCount)
      writer.member("explained", numbers: projection.shares)
      guard projection.componentCount * features.count <= 10_000 else { return }
      writer.object("loadings") { writer in
        for (axis, name) in projection.names.enumerated() {
          writer.object(name) { writer in
            for (feature, loading) in zip(features, projection.axes.components.row(axis)) {
              writer.member(feature, loading)
            }
          }
        }
      }
    }
  }

  /// One segment as `fit` and `models.get` show it.
  mutating func members(of segment: Segment) {
    member("id", segment.id)
    member("name", segment.name)
    member("size", segment.size)
    member("share", segment.share)
    object("center") { writer in
      for (feature, value) in segment.center { writer.member(feature, optional: value) }
    }
    member("center_scaled", numbers: segment.centerScaled)
    member("inertia", segment.inertia)
    if let monetary = segment.monetary { member("monetary", monetary) }
    if let share = segment.monetaryShare { member("monetary_share", share) }
    member("flags", strings: segment.flags)
    member("reasons", strings: segment.reasons)
    member("advice", strings: segment.advice)
  }
}
