import Features
import JSON
import Tables

/// The lookup tables that a recipe keeps, as a model document holds them.
extension JSONWriter {
  mutating func member(_ name: String, lookups: [Join]) {
    array(name) { writer in
      for join in lookups {
        guard let table = join.table else {
          writer.writeNull()
          continue
        }
        writer.array { writer in
          for (name, column) in zip(table.names, table.columns) {
            writer.object { writer in
              writer.member("name", name)
              writer.member("kind", column.kind.rawValue)
              writer.key("cells")
              writer.write(cells: column)
            }
          }
        }
      }
    }
  }

  /// Numbers as they are, dates in microseconds since 1970, text as it came; null is missing.
  private mutating func write(cells column: Column) {
    switch column {
    case .numbers(let values): write(numbers: values)
    case .dates(let values):
      array { writer in
        for value in values {
          if value == Column.missingDate { writer.writeNull() } else { writer.write(Int(value)) }
        }
      }
    case .texts(let texts):
      array { writer in for row in texts.codes.indices { writer.write(texts, row) } }
    }
  }
}

extension Recipe {
  /// Puts the lookup tables of a document where its transactions are joined with them.
  mutating func take(lookups: DocumentValue) throws(DocumentError) {
    let elements = try lookups.elements()
    guard elements.count == transactions?.joins.count ?? 0 else {
      throw lookups.misfit("a list of \(transactions?.joins.count ?? 0), like transactions.join")
    }
    for (index, element) in elements.enumerated() where element.value != .null {
      transactions?.joins[index].table = try Table(element)
    }
  }
}

extension Table {
  fileprivate init(_ table: DocumentValue) throws(DocumentError) {
    var names: [String] = []
    var columns: [Column] = []
    for element in try table.elements() {
      names.append(try element.member("name").text())
      columns.append(try element.member("cells").column(try element.member("kind").choice()))
      guard columns.last?.count == columns.first?.count else {
        throw try element.member("cells").misfit("a list of \(columns.first?.count ?? 0) cells")
      }
    }
    let rowCount = columns.first?.count ?? 0
    guard rowCount <= Join.rowLimit, Set(names).count == names.count else {
      throw table.misfit("different columns of at most \(Join.rowLimit) rows")
    }
    self.init(names: names, columns: columns, rowCount: rowCount)
  }
}

extension DocumentValue {
  fileprivate func column(_ kind: ColumnKind) throws(DocumentError) -> Column {
    let cells = try elements()
    switch kind {
    case .number:
      var numbers: [Double] = []
      for cell in cells { numbers.append(try cell.numberOrNull() ?? .nan) }
      return .numbers(numbers)
    case .date:
      var dates: [Int64] = []
      for cell in cells {
        guard cell.value != .null else {
          dates.append(Column.missingDate)
          continue
        }
        guard let date = cell.value.integer, date.magnitude < 1 << 60 else {
          throw cell.misfit("microseconds since 1970, or null")
        }
        dates.append(Int64(date))
      }
      return .dates(dates)
    case .text: return .texts(try cells.textColumn())
    }
  }
}

extension [DocumentValue] {
  /// Texts and bare numbers as they came; null is missing.
  fileprivate func textColumn() throws(DocumentError) -> TextColumn {
    var cells = TextCells()
    for cell in self { try cells.append(cell) }
    return cells.column
  }
}

/// Texts and bare numbers as they came, one by one; null is missing.
struct TextCells {
  private var interner = TextInterner()
  private var codes: [Int32] = []

  mutating func append(_ cell: DocumentValue) throws(DocumentError) {
    switch cell.value {
    case .null: codes.append(-1)
    case .string(let text): codes.append(interner.code(of: text.utf8.span))
    case .number(let number):
      codes.append(interner.code(of: number.text.utf8.span, isNumber: true))
    default: throw cell.misfit("a text, a number or null")
    }
  }

  /// What was added.
  var column: TextColumn { TextColumn(codes: codes, labels: interner.labels()) }
}
