import Decimals

/// A column as it came out, and what there is to say about it.
struct BuiltColumn {
  var column: Column
  var unreadable = ReadReport.Unreadable()
  var note: String?
  var dateFormat: String?
  var decimal: String?
}

extension ColumnBuilder {
  /// The column, its kind decided.
  ///
  /// - Throws: ``TableError/badData(row:column:value:reason:)`` for an infinite number, for dates
  ///   that contradict each other, or where more than 5 % of the cells do not fit.
  func finish(dateFormat: DateFormat?) throws(TableError) -> BuiltColumn {
    if kind != .text, let firstInfinite {
      throw infiniteNumber(column: name, firstInfinite)
    }
    let labels = texts.labels()
    if keepsText, kind == nil, !codes.isEmpty {
      return BuiltColumn(column: .texts(textColumn(labels: labels)))
    }
    let reading = try evidence(labels: labels, dateFormat: dateFormat).decide(column: name)
    var built: BuiltColumn
    switch reading {
    case .number(let format, _): built = try numberColumn(labels: labels, format: format)
    case .date(let format, _, let isDeclared):
      built = try dateColumn(labels: labels, format: format, isDeclared: isDeclared)
    case .text: built = BuiltColumn(column: .texts(textColumn(labels: labels)))
    }
    if let note = reading.note { built.note = note }
    guard built.unreadable.count > 0 else { return built }
    let cellCount = numbers.indices.count { isPresent($0) }
    try built.unreadable.check(column: name, kind: reading.kind, cellCount: cellCount)
    return built
  }

  private func isPresent(_ row: Int) -> Bool {
    !numbers[row].isNaN || (!codes.isEmpty && codes[row] >= 0)
  }

  private func evidence(labels: [Label], dateFormat: DateFormat?) -> ColumnEvidence {
    var evidence = ColumnEvidence(declared: kind, dateFormat: dateFormat)
    if hasLongInteger { evidence.addLongInteger() }
    if kind == .date {
      for row in numbers.indices where !numbers[row].isNaN {
        evidence.add(shortestText(of: numbers[row]).utf8.span, row: row)
      }
    } else {
      evidence.addNumbers(count: numbers.count { !$0.isNaN })
    }
    var counts = Array(repeating: 0, count: labels.count)
    var firstRows = counts
    for (row, code) in codes.enumerated() where code >= 0 {
      if counts[Int(code)] == 0 { firstRows[Int(code)] = row }
      counts[Int(code)] += 1
    }
    for (code, label) in labels.enumerated() where !label.isNumber {
      evidence.add(label.text.utf8.span, row: firstRows[code], count: counts[code])
    }
    return evidence
  }

  private func numberColumn(
    labels: [Label], format: NumberFormat
  ) throws(TableError) -> BuiltColumn {
    var built = BuiltColumn(column: .numbers(numbers))
    guard !codes.isEmpty else { return built }
    let parsed = labels.map { $0.isNumber ? nil : format.parse($0.text.utf8.span) }
    var values = numbers
    for (row, code) in codes.enumerated() where code >= 0 && !labels[Int(code)].isNumber {
      let text = labels[Int(code)].text
      guard let value = parsed[Int(code)] else {
        built.unreadable.add(row: row, text: text)
        continue
      }
      guard value.isFinite else { throw infiniteNumber(column: name, .init(row: row, text: text)) }
      values[row] = value
    }
    if format.decimal == Byte.comma { built.decimal = "," }
    built.column = .numbers(values)
    return built
  }

  private func dateColumn(
    labels: [Label], format: DateFormat, isDeclared: Bool
  ) throws(TableError) -> BuiltColumn {
    var built = BuiltColumn(column: .numbers([]), dateFormat: format.name)
    let order = isDeclared ? nil : format.contrary
    var values = Array(repeating: Column.missingDate, count: numbers.count)
    var repairs = 0
    for row in numbers.indices where isPresent(row) {
      if !numbers[row].isNaN {
        if let value = format.parse(number: numbers[row], repairs: &repairs) {
          values[row] = value
        } else {
          built.unreadable.add(row: row, text: shortestText(of: numbers[row]))
        }
        continue
      }
      let text = labels[Int(codes[row])].text
      if let value = format.parse(text.utf8.span, repairs: &repairs) {
        values[row] = value
      } else {
        if let order, order.parse(text.utf8.span) != nil {
          throw contradiction(column: name, format: format, .init(row: row, text: text))
        }
        built.unreadable.add(row: row, text: text)
      }
    }
    if repairs > 0 { built.note = repairNote(column: name, count: repairs) }
    built.column = .dates(values)
    return built
  }

  /// Texts and the texts of numbers, numbered as they were first seen, row by row.
  private func textColumn(labels: [Label]) -> TextColumn {
    let isPlain = numbers.indices.allSatisfy {
      numbers[$0].isNaN || (!codes.isEmpty && codes[$0] >= 0)
    }
    if isPlain {
      let all = codes.isEmpty ? Array(repeating: -1, count: numbers.count) : codes
      return TextColumn(codes: all, labels: labels)
    }
    var interner = TextInterner()
    var booleans = booleanRows[...]
    var result: [Int32] = []
    result.reserveCapacity(numbers.count)
    for row in numbers.indices {
      var label: Label?
      if !codes.isEmpty, codes[row] >= 0 {
        label = labels[Int(codes[row])]
      } else if booleans.first == row {
        label = Label(numbers[row] == 1 ? "true" : "false")
      } else if !numbers[row].isNaN {
        label = Label(shortestText(of: numbers[row]), isNumber: true)
      }
      if booleans.first == row { booleans.removeFirst() }
      result.append(
        label.map { interner.code(of: $0.text.utf8.span, isNumber: $0.isNumber) } ?? -1)
    }
    return TextColumn(codes: result, labels: interner.labels())
  }
}
