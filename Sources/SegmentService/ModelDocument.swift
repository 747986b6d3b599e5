import Clustering
import Features
import JSON
import Matrices
import SegmentProtocol
import Segmentation
import Tables

/// A model as one JSON text: all that is needed to assign, and to show what was done.
enum ModelDocument {
  /// The version of the document's form.
  static let format = 1

  /// The whole document, without any customer's id.
  static func bytes(of model: SegmentModel, fingerprint: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in write(model, fingerprint: fingerprint, to: &writer) }
    return writer.bytes
  }

  /// The size of the whole document, of which the size of the core is known: that is most of it.
  static func byteCount(
    of model: SegmentModel, fingerprint: String, coreByteCount: Int
  ) -> Int {
    var writer = JSONWriter()
    writer.object { writer in
      write(model, fingerprint: fingerprint, to: &writer, writeCore: { _, _ in })
    }
    return writer.bytes.count + coreByteCount
  }

  /// What every document holds; `ModelDocument+Read` reads each member of it back.
  static func write(
    _ model: SegmentModel, fingerprint: String, to writer: inout JSONWriter,
    writeCore: (SegmentModel, inout JSONWriter) -> Void = { writeCore($0, to: &$1) }
  ) {
    writer.member("segmentd_model", format)
    writer.member("program", Version.program)
    writer.member("fingerprint", fingerprint)
    writer.member("plan", model.plan.json(beside: model.recipe))
    writer.members(ofFit: model)
    if !model.plan.small.merges { writer.member("k_asked", model.fit.askedCount) }
    writeCore(model, &writer)
    writer.object("quintiles") { writer in
      for (name, edges) in model.profile.quintiles.sorted(by: { $0.key < $1.key }) {
        writer.member(name, numbers: edges)
      }
    }
    if let choice = model.choice {
      writer.object("choice") { writer in
        writer.members(of: choice)
        writer.member("complete", choice.isComplete)
      }
    }
    writer.member("reference", model.reference)
    writer.member("lineage", model.lineage)
    writer.member("lookups", lookups: model.recipe.transactions?.joins ?? [])
    // The examples are rows of customers.
    writer.member("ledger", model.ledger, examples: false)
    writer.member(withoutPurchase: model.ledger.withoutPurchase)
    writer.member("warnings", strings: model.warnings)
  }

  /// What the fingerprint covers, too: recipe, preparation, centres, segments, profile.
  static func writeCore(_ model: SegmentModel, to writer: inout JSONWriter) {
    writer.member("recipe", model.recipe.json)
    if let asOf = model.asOf { writer.member("as_of", dateText(asOf)) }
    writer.array("preparation") { writer in
      for column in model.preparation.columns { writer.object { $0.members(of: column) } }
    }
    if let projection = model.preparation.projection {
      writer.object("projection") { $0.members(of: projection) }
    }
    writer.array("segments") { writer in
      for segment in model.segments {
        writer.object { writer in
          writer.members(of: segment)
          writer.object("distances") { writer in
            writer.member("count", segment.distances.count)
            writer.member("outlier_limit", segment.distances.outlierLimit)
            writer.member("steps", numbers: segment.distances.steps)
          }
        }
      }
    }
    writer.object("profile") { writer in
      writer.members(of: model.profile, segments: model.segments)
      writer.object("trends") { writer in
        for trend in model.profile.trends {
          writer.member(trend.unit.rawValue, trend, model.segments)
        }
      }
    }
  }
}

extension JSONWriter {
  /// Principal components: `mean` and each of `components` have a number per feature.
  fileprivate mutating func members(of projection: Projection) {
    member("mean", numbers: projection.axes.mean)
    array("components") { writer in
      for axis in 0..<projection.componentCount {
        writer.write(numbers: Array(projection.axes.components.row(axis)))
      }
    }
    member("variances", numbers: projection.axes.variances)
    member("total_variance", projection.totalVariance)
  }

  fileprivate mutating func members(of column: PreparedColumn) {
    member("column", column.name)
    member("scale", column.scaling.wireName)
    member("weight", column.weight)
    switch column.content {
    case .numbers(let numbers):
      member("kind", "number")
      member("imputed", optional: numbers.imputed)
      if let bounds = numbers.outliers {
        object("outliers") { writer in
          writer.member("lower", bounds.lower)
          writer.member("upper", bounds.upper)
          writer.member("do", bounds.action.wireName)
        }
      }
      member("transform", numbers.transform.wireName)
      if numbers.transform == .yeoJohnson { member("lambda", numbers.lambda) }
      member("min", numbers.minimum)
      member("max", numbers.maximum)
    case .texts(let texts):
      member("kind", "text")
      if let imputed = texts.imputed { member("imputed", imputed) } else { memberNull("imputed") }
      member("encode", texts.encoding.wireName)
      member("levels", strings: texts.levels)
      member("unseen", texts.unseen.wireName)
      if let other = texts.otherOutput { member("other", other) }
    }
    array("outputs") { writer in
      for output in column.outputs {
        writer.object { writer in
          writer.member("name", output.name)
          writer.member("center", output.center)
          writer.member("scale", output.scale)
        }
      }
    }
  }
}
