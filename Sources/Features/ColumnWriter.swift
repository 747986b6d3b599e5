import Tables

/// Writes the features of one prepared column: of most cells in a tight loop, of the others, of
/// which something is to be told, one by one.
struct ColumnWriter: Sendable {
  private let column: PreparedColumn
  private let cells: Column
  private let order: RowOrder?

  /// The place of its first feature.
  private let output: Int

  private let kind: Kind

  private enum Kind: Sendable {
    case numbers(Numbers)
    case texts(Texts)
    /// A column that becomes no feature, which only a document can ask for.
    case nothing
  }

  private struct Numbers: Sendable {
    let steps: PreparedNumbers
    let feature: PreparedOutput
    /// What lies in here is there, is no outlier, and the transform is defined for it.
    let lowest: Double
    let highest: Double
  }

  private struct Texts: Sendable {
    let steps: PreparedTexts
    let encoder: Encoder
    /// Per code of the column the place of its value; -1 where it is not known.
    let places: [Int]
  }

  /// Looks whether the cells are of the kind that was fitted.
  ///
  /// - Throws: ``FeatureError/badData(row:column:value:reason:)`` where they are not.
  init(_ column: PreparedColumn, _ cells: OrderedCells, output: Int) throws(FeatureError) {
    order = cells.order
    let cells = cells.lying
    self.column = column
    self.cells = cells
    self.output = output
    switch (column.content, cells) {
    case (.numbers(let steps), .numbers):
      guard let feature = column.outputs.first else {
        kind = .nothing
        return
      }
      kind = .numbers(
        Numbers(
          steps: steps, feature: feature,
          lowest: max(steps.minimum, steps.outliers?.lower ?? steps.minimum),
          highest: min(steps.maximum, steps.outliers?.upper ?? steps.maximum)))
    case (.texts(let steps), .texts(let texts)):
      let encoder = Encoder(column, steps)
      kind = .texts(
        Texts(
          steps: steps, encoder: encoder,
          places: texts.labels.map { encoder.place(of: $0.text) ?? -1 }))
    case (let content, let cells):
      throw .badData(
        row: nil, column: column.name, value: nil,
        reason:
          "\"\(column.name)\" holds cells of kind \(cells.kind.rawValue) but the model "
          + "was fitted with kind \(content.kind.rawValue); send that kind")
    }
  }

  /// Writes a block of rows; returns those that are to be written one by one.
  ///
  /// - Parameters:
  ///   - rows: Which rows.
  ///   - width: Number of features of a row.
  ///   - values: Room for them, row after row from the first of `rows`.
  func write(_ rows: Range<Int>, _ width: Int, _ values: inout MutableSpan<Double>) -> [Int] {
    switch (kind, cells) {
    case (.numbers(let numbers), .numbers(let cells)):
      guard let order else {
        return write(numbers, cells.span.extracting(rows), rows.lowerBound, width, &values)
      }
      let block = order.rows[rows].map { cells[Int($0)] }
      return write(numbers, block.span, rows.lowerBound, width, &values)
    case (.texts(let texts), .texts(let cells)):
      guard let order else {
        return write(texts, cells.codes.span.extracting(rows), rows.lowerBound, width, &values)
      }
      let block = order.rows[rows].map { cells.codes[Int($0)] }
      return write(texts, block.span, rows.lowerBound, width, &values)
    default: return []
    }
  }

  /// Where the cell of a row lies.
  private func position(of row: Int) -> Int { order?[row] ?? row }

  private func write(
    _ numbers: Numbers, _ cells: Span<Double>, _ firstRow: Int, _ width: Int,
    _ values: inout MutableSpan<Double>
  ) -> [Int] {
    let (center, scale, weight) = (numbers.feature.center, numbers.feature.scale, column.weight)
    let (transform, lambda) = (numbers.steps.transform, numbers.steps.lambda)
    let (lowest, highest) = (numbers.lowest, numbers.highest)
    var place = output
    let isAsItIs = transform == .none && center == 0 && scale == 1 && weight == 1
    if isAsItIs, max(lowest.magnitude, highest.magnitude) <= Filling.largestMagnitude {
      // What comes as it is, without a division or a branch for each.
      var isWithin = true
      for index in cells.indices {
        let value = cells[index]
        values[place] = value + 0.0
        isWithin = isWithin && value >= lowest && value <= highest
        place &+= width
      }
      if isWithin { return [] }
      place = output
    }
    var others: [Int] = []
    for index in cells.indices {
      let value = cells[index]
      if value >= lowest, value <= highest {
        // Adding 0 turns a negative zero into zero.
        let scaled = (transform.apply(value, lambda: lambda) - center) / scale * weight + 0.0
        values[place] = scaled
        if !(scaled.magnitude <= Filling.largestMagnitude) { others.append(firstRow + index) }
      } else {
        values[place] = 0
        others.append(firstRow + index)
      }
      place &+= width
    }
    return others
  }

  private func write(
    _ texts: Texts, _ codes: Span<Int32>, _ firstRow: Int, _ width: Int,
    _ values: inout MutableSpan<Double>
  ) -> [Int] {
    let places = texts.places
    var others: [Int] = []
    for index in codes.indices {
      let code = Int(codes[index])
      if !places.indices.contains(code) || places[code] < 0 { others.append(firstRow + index) }
    }
    for feature in column.outputs.indices {
      let table = texts.encoder.table(of: feature)
      var place = output + feature
      for index in codes.indices {
        let code = Int(codes[index])
        values[place] = table[places.indices.contains(code) ? places[code] + 1 : 0]
        place &+= width
      }
    }
    return others
  }

  /// Writes one row of those that ``write(_:_:_:)`` returned, and tells what is to be told of it.
  func writeOther(_ row: Int, _ filling: inout Filling) {
    switch (kind, cells) {
    case (.numbers(let numbers), .numbers(let cells)):
      let feature = numbers.feature
      guard let value = judged(cells[position(of: row)], row, numbers.steps, &filling) else {
        return
      }
      let moved = numbers.steps.transform.apply(value, lambda: numbers.steps.lambda)
      let scaled = (moved - feature.center) / feature.scale * column.weight + 0.0
      filling.set(row, output, scaled)
      if !(scaled.magnitude <= Filling.largestMagnitude) {
        filling.refuse(
          row, "\"\(column.name)\" is \(numberText(value)), too large to be scaled")
      }
    case (.texts(let texts), .texts(let cells)):
      let place = place(row, cells, texts, &filling)
      for index in column.outputs.indices {
        filling.set(row, output + index, texts.encoder.table(of: index)[place + 1])
      }
    default: break
    }
  }

  /// The number that is transformed, everything told that is to be told; nil where there is none.
  private func judged(
    _ cell: Double, _ row: Int, _ steps: PreparedNumbers, _ filling: inout Filling
  ) -> Double? {
    var value = cell
    if value.isNaN || !steps.transform.isDefined(at: value) {
      guard let stand = steps.imputed else {
        filling.refuse(row, "\"\(column.name)\" is missing, and the recipe imputes nothing for it")
        return nil
      }
      filling.noteImputed(row, column.name)
      value = stand
    } else if value < steps.minimum || value > steps.maximum {
      filling.noteOutOfRange(row, column.name)
    }
    guard let bounds = steps.outliers, !bounds.contains(value) else { return value }
    filling.noteOutlier(row, column.name, isLeftOut: bounds.action == .drop)
    return bounds.clipped(value)
  }

  /// The place of a cell that is missing or not known; -1 for none of the known values.
  private func place(
    _ row: Int, _ cells: TextColumn, _ texts: Texts, _ filling: inout Filling
  ) -> Int {
    let name = column.name
    let code = Int(cells.codes[position(of: row)])
    guard cells.labels.indices.contains(code) else {
      guard let stand = texts.steps.imputed else {
        filling.refuse(row, "\"\(name)\" is missing, and the recipe imputes nothing for it")
        return -1
      }
      filling.noteImputed(row, name)
      return texts.encoder.place(of: stand) ?? -1
    }
    let text = cells.labels[code].text
    filling.noteUnseen(row, name, text)
    switch texts.steps.unseen {
    case .zero: return -1
    case .other: return texts.steps.otherOutput ?? -1
    case .error:
      filling.refuse(row, "\"\(name)\" is \"\(text)\", which was not there in training")
      return -1
    }
  }
}
