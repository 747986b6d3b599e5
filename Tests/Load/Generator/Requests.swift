/// The requests that are sent.
enum Requests {
  /// How every good answer to a request with id 1 begins.
  static let goodStart = Array(#"{"jsonrpc":"2.0","id":1,"result":"#.utf8)

  static let features = ["recency", "frequency", "monetary", "tenure"]

  /// A request as one line.
  static func line(_ method: String, _ params: String, id: String = "1") -> [UInt8] {
    Array(#"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#.utf8) + [10]
  }

  /// A fit of a small model, short unless it is thorough; it tells how far it is to who says so.
  static func fit(
    _ model: String, rows: Int, seed: Int = 0, isThorough: Bool = false,
    progressTo token: Int? = nil
  ) -> [UInt8] {
    let effort = isThorough ? "" : #","n_init":2,"refine":"none""#
    let meta = token.map { #","_meta":{"progressToken":\#($0)}"# } ?? ""
    return line(
      "fit",
      #"{"model":"\#(model)","data":\#(data(rows: rows)),"k":4,"seed":\#(seed),"reuse":false"#
        + effort + meta + "}")
  }

  /// An assign of so many rows.
  static func assign(_ model: String, rows: Int, detail: Bool = false) -> [UInt8] {
    line("assign", #"{"model":"\#(model)","data":\#(data(rows: rows)),"detail":\#(detail)}"#)
  }

  /// Columns with the same numbers at every call: four clouds, and no two rows alike.
  static func data(rows: Int) -> String {
    var state: UInt64 = 88_172_645_463_325_252
    func next() -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % 10_000)
    }
    let columns = features.enumerated().map { column, name in
      let cells = (0..<rows).map { row in
        let whole = (row % 4) * 50 * (column + 1) + next() % 20
        return "\(whole).\(1_000 + next() % 9_000)"
      }
      return "\"\(name)\":[\(cells.joined(separator: ","))]"
    }
    return "{\"columns\":{\(columns.joined(separator: ","))}}"
  }
}
