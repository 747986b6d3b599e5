import Features
import Matrices
import Segmentation

/// A query in the making: layer upon layer, each a part of the WITH clause.
struct QueryDraft {
  let model: SegmentModel
  let dialect: SQLDialect
  let table: [String]
  /// The steps of each column of the preparation.
  let columns: [ColumnQuery]
  /// The columns that are handed through: the customer's key, or else what the model reads.
  let keys: [String]

  init(model: SegmentModel, dialect: SQLDialect, table: [String]) {
    self.model = model
    self.dialect = dialect
    self.table = table
    columns = model.preparation.columns.enumerated().map { index, column in
      ColumnQuery(column, number: index + 1, dialect: dialect)
    }
    let key = model.recipe.transactions?.customer ?? model.recipe.id
    keys = key.isEmpty ? model.preparation.columns.map(\.name) : key
  }

  /// A part of the WITH clause: columns made of those of the layer before.
  private struct Layer {
    let name: String
    let comment: String
    let items: [Item]
  }

  /// One column of a layer.
  private struct Item {
    let text: String
    let name: String
    var remark = ""
  }

  /// The layers as text, the last one with the column `segment`.
  var layers: String {
    let parts =
      [source, filled, step("clipped", "Outliers moved to the nearer bound.", \.clipped)]
      .compactMap { $0 }
      + [
        step("transformed", "Transformed; of Yeo-Johnson the logarithm.", \.transformed),
        step("powered", "Yeo-Johnson's powers.", \.powered),
      ].compactMap { $0 } + [scaled] + components + decision
    var text = ""
    for (index, part) in parts.enumerated() {
      let isFirst = index == 0
      let keyItems = keys.enumerated().map { place, key in
        Item(
          text: isFirst ? "t.\(dialect.identifier(key))" : "id\(place + 1)", name: "id\(place + 1)")
      }
      text += "-- \(part.comment)\n"
      text += (isFirst ? "WITH " : "") + "\(name(part.name)) AS MATERIALIZED (\n  SELECT\n"
      let items = keyItems + part.items
      for (place, item) in items.enumerated() {
        text += "    " + item.text + (item.text == item.name ? "" : " AS \(item.name)")
        text += place + 1 < items.count ? "," : ""
        text += (item.remark.isEmpty ? "" : "  -- \(comment(item.remark))") + "\n"
      }
      let from =
        isFirst
        ? table.map(dialect.identifier).joined(separator: ".") + " AS t"
        : name(parts[index - 1].name)
      text += "  FROM \(from)\n)" + (index + 1 < parts.count ? ",\n" : "\n")
    }
    return text
  }

  /// A layer's name, apart from the table's: a layer may not read a table of its own name.
  private func name(_ layer: String) -> String {
    var name = layer
    while table.last?.lowercased() == name { name += "_" }
    return name
  }

  private var source: Layer {
    Layer(
      name: "source", comment: "The cells as the model reads them; NULL is missing.",
      items: columns.map { Item(text: $0.source("t"), name: $0.name, remark: meaning(of: $0)) })
  }

  private var filled: Layer {
    Layer(
      name: "filled",
      comment: "Missing values filled in; of a category the number of its value, -1 for none.",
      items: columns.map { Item(text: $0.filled, name: $0.name) })
  }

  /// A layer that some columns need and the others pass through; `nil` where none needs it.
  private func step(
    _ name: String, _ comment: String, _ text: (ColumnQuery) -> String?
  ) -> Layer? {
    guard columns.contains(where: { text($0) != nil }) else { return nil }
    return Layer(
      name: name, comment: comment,
      items: columns.map { Item(text: text($0) ?? $0.name, name: $0.name) })
  }

  private var scaled: Layer {
    let features = columns.flatMap(\.features)
    return Layer(
      name: "scaled", comment: "Scaled, encoded and weighted: the features.",
      items: features.enumerated().map { place, feature in
        Item(text: feature.text, name: "f\(place + 1)", remark: feature.title)
      })
  }

  /// From features to principal components, where the recipe asks for them.
  private var components: [Layer] {
    guard let axes = model.preparation.projection?.axes else { return [] }
    let features = axes.mean.indices.map { "f\($0 + 1)" }
    return [
      Layer(
        name: "centered", comment: "The means taken off.",
        items: zip(features, axes.mean).map {
          Item(text: dialect.difference($0, dialect.usable($1)), name: $0)
        }),
      Layer(
        name: "projected", comment: "The principal components.",
        items: (0..<axes.components.rowCount).map { axis in
          let terms = zip(features, axes.components.row(axis)).map { feature, loading in
            "\(feature) * \(dialect.literal(dialect.usable(loading)))"
          }
          return Item(text: dialect.sum(terms), name: "p\(axis + 1)", remark: "PC\(axis + 1)")
        }),
    ]
  }

  /// From features to a segment.
  private var decision: [Layer] {
    let letter = model.preparation.projection == nil ? "f" : "p"
    let features = (1...model.centers.columnCount).map { "\(letter)\($0)" }
    let distances = model.segments.indices.map { "d\($0 + 1)" }
    let ids = zip(distances, model.segments).map { ($0, String($1.id)) }
    return [
      Layer(
        name: "distances", comment: "The squared distance to the centre of each segment.",
        items: model.segments.indices.map { index in
          Item(
            text: dialect.squaredDistance(
              features, to: Array(model.centers.row(index)),
              isWide: model.centers.values.count > 400),
            name: distances[index])
        }),
      Layer(
        name: "nearest", comment: "The smallest of them.",
        items: [Item(text: dialect.smallest(distances), name: "nearest")]
          + distances.map { Item(text: $0, name: $0) }),
      Layer(
        name: "decided",
        comment: "The segment that it belongs to, of equals the first; NULL where there is none.",
        items: [Item(text: dialect.choice("nearest", ids), name: "segment")]),
    ]
  }

  /// What is left of the query after its layers.
  func ending(_ names: [String]) -> String {
    let titles = zip(model.segments, names).map { (String($0.id), dialect.literal($1)) }
    var lines = keys.enumerated().map { "  id\($0 + 1) AS \(dialect.identifier($1))" }
    lines.append("  segment" + (free("segment") == "segment" ? "" : " AS \(free("segment"))"))
    lines.append("  \(dialect.choice("segment", titles)) AS \(free("segment_name"))")
    return "SELECT\n" + lines.joined(separator: ",\n") + "\nFROM \(name("decided"))\n"
  }

  /// A name for a column of the result that no key has.
  private func free(_ name: String) -> String {
    var name = name
    while keys.contains(where: { $0.lowercased() == name }) { name += "_" }
    return name
  }
}
