public import Tables

/// What a caller declares about a CSV; what is `nil` is recognised.
public struct CSVOptions: Equatable, Sendable {
  /// What stands between cells.
  public var delimiter: UInt8?

  /// `utf-8`, `utf-16le`, `utf-16be`, `utf-16` or `windows-1252`.
  public var encoding: String?

  /// How dates are written, in all columns of dates.
  public var dateFormat: DateFormat?

  /// The decimal mark, `.` or `,`, in all columns of numbers.
  public var decimal: UInt8?

  /// The thousands mark, in all columns of numbers.
  public var thousands: UInt8?

  /// Texts that mean a missing cell, besides the empty one.
  public var missing: [String]?

  /// Keeps what is declared.
  public init(
    delimiter: UInt8? = nil, encoding: String? = nil, dateFormat: DateFormat? = nil,
    decimal: UInt8? = nil, thousands: UInt8? = nil, missing: [String]? = nil
  ) {
    self.delimiter = delimiter
    self.encoding = encoding
    self.dateFormat = dateFormat
    self.decimal = decimal
    self.thousands = thousands
    self.missing = missing
  }

  /// What means a missing cell if nothing is declared, besides the empty one.
  public static let usualMissing = ["NA", "N/A", "NaN", "null", "NULL", "None", "#N/A"]

  /// The format of numbers, if it was declared.
  var numberFormat: NumberFormat? {
    if let decimal { return NumberFormat(decimal: decimal, thousands: thousands) }
    // A point that parts thousands leaves the comma for decimals, and any other mark the point.
    return thousands.map {
      NumberFormat(
        decimal: $0 == UInt8(ascii: ".") ? UInt8(ascii: ",") : UInt8(ascii: "."), thousands: $0)
    }
  }

  /// Refuses what cannot be meant.
  ///
  /// - Throws: ``TableError/badData(row:column:value:reason:)``.
  func check() throws(TableError) {
    let forbidden: [UInt8] = [
      UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "."), 0,
    ]
    if let delimiter, forbidden.contains(delimiter) || delimiter >= 0x80 {
      throw refused("delimiter", delimiter, "one of , ; | or a tab")
    }
    if let decimal, decimal != UInt8(ascii: "."), decimal != UInt8(ascii: ",") {
      throw refused("decimal", decimal, "\".\" or \",\"")
    }
    if let thousands, thousands == decimal || thousands &- UInt8(ascii: "0") <= 9 {
      throw refused("thousands", thousands, "a mark other than the decimal mark")
    }
    if let encoding, TextEncoding(name: encoding) == nil {
      throw .badData(
        row: nil, column: nil, value: encoding,
        reason:
          "encoding \(quoted(encoding)) is not known; it must be utf-8, utf-16le, utf-16be or "
          + "windows-1252")
    }
  }

  private func refused(_ name: String, _ byte: UInt8, _ allowed: String) -> TableError {
    let value = String(decoding: [byte], as: UTF8.self)
    return .badData(
      row: nil, column: nil, value: value,
      reason: "\(name) is \(quoted(value)) but must be \(allowed)")
  }
}
