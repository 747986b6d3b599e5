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
    writer.object { writer in
      writer.member("segmentd_model", format)
      writer.member("program", Version.program)
      writer.member("fingerprint", fingerprint)
      writer.members(ofFit: model)
      writeCore(model, to: &writer)
      writeLookups(model.recipe, to: &writer)
      if let choice = model.choice { writer.member("choice", choice) }
      writer.member("ledger", model.ledger)
      writer.member("warnings", strings: model.warnings)
    }
    return writer.bytes
  }

  /// The rows of `transactions.join`, a table per join in its order: without them nothing can be
  /// assigned.
  private static func writeLookups(_ recipe: Recipe, to writer: inout JSONWriter) {
    let joins = recipe.transactions?.joins ?? []
    guard !joins.isEmpty else { return }
    writer.array("lookups") { writer in
      for join in joins {
        writer.object { writer in
          guard let table = join.table else { return }
          writer.member("fields", strings: table.names)
          writer.member("kinds", strings: table.columns.map(\.kind.rawValue))
          writer.array("columns") { writer in
            for column in table.columns { writer.write(cells: column) }
          }
        }
      }
    }
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
  /// A column's cells: numbers, dates in ISO form, texts (those that came as bare numbers as such),
  /// null where one is missing.
  fileprivate mutating func write(cells column: Column) {
    beginArray()
    switch column {
    case .numbers(let cells):
      for cell in cells { if cell.isNaN { writeNull() } else { write(cell) } }
    case .dates(let cells):
      for cell in cells {
        if cell == Column.missingDate { writeNull() } else { write(dateText(cell)) }
      }
    case .texts(let texts): for row in texts.codes.indices { write(texts, row) }
    }
    endArray()
  }

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
