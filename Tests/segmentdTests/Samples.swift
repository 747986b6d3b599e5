import Foundation

/// Files and requests that the tests make.
enum Samples {
  /// A fit of six customers in two segments, as parameters.
  static func smallFit(model: String) -> String {
    """
    {"model":"\(model)","k":2,"data":{"fields":["recency","spend"],\
    "rows":[[3,950],[5,870],[8,1020],[210,40],[180,65],[240,20]]}}
    """
  }

  /// An assign of two customers, who belong to the segments 1 and 2 of the small fit.
  static func smallAssign(model: String) -> String {
    """
    {"model":"\(model)","data":{"fields":["recency","spend"],"rows":[[4,900],[200,50]]}}
    """
  }

  /// A request on one line.
  static func request(_ id: Int, _ method: String, _ params: String? = nil) -> String {
    let tail = params.map { ",\"params\":\($0)" } ?? ""
    return "{\"jsonrpc\":\"2.0\",\"id\":\(id),\"method\":\"\(method)\"\(tail)}"
  }

  /// A fit of 300,000 × 8 evenly spread numbers in 64 segments, as parameters; it takes minutes.
  static func largeFit(model: String, more: String = "") -> String {
    fit(model: model, rowCount: 300_000, clusterCount: 64, more: ",\"n_init\":50" + more)
  }

  /// A fit of `rowCount` × 8 numbers in base64, as parameters.
  static func fit(model: String, rowCount: Int, clusterCount: Int, more: String = "") -> String {
    var state: UInt64 = 20_240_101
    var bytes = Data(capacity: rowCount * 32)
    for _ in 0..<rowCount * 8 {
      // Knuth's linear congruential generator; its upper 24 bits fill a float's fraction.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var bits = (Float(state >> 40) / 16_777_216).bitPattern.littleEndian
      unsafe withUnsafeBytes(of: &bits) { unsafe bytes.append(contentsOf: $0) }
    }
    return """
      {"model":"\(model)","k":\(clusterCount)\(more),"data":{\
      "fields":["a","b","c","d","e","f","g","h"],"dtype":"<f4","shape":[\(rowCount),8],\
      "b64":"\(bytes.base64EncodedString())"}}
      """
  }

  /// 60 customers in three groups of 20: twelve orders of 101 to 303, three of 21 to 63, one of 9
  /// to 27; and three rows that the rules drop, one each.
  static let transactions: String = {
    var rows = ["InvoiceNo,InvoiceDate,CustomerID,Quantity,UnitPrice"]
    let groups: [(orders: Int, days: Int, start: Int)] = [(12, 28, 5), (3, 60, 100), (1, 1, 2)]
    let prices = ["50.50", "10.50", "4.50"]
    var invoice = 1_000
    for customer in 0..<60 {
      let group = groups[customer % 3]
      for order in 0..<group.orders {
        invoice += 1
        let day = group.start + customer % 7 + order * group.days
        rows.append(
          "\(invoice),\(date(day)),\(20_000 + customer),\(2 + customer % 5),"
            + prices[customer % 3])
      }
    }
    rows.append("2001,2024-03-01 10:00,,5,1.00")
    rows.append("C2002,2024-03-01 10:00,20000,-1,50.50")
    rows.append("2003,2024-03-01 10:00,20001,1,0.00")
    return rows.map { $0 + "\n" }.joined()
  }()

  /// 90 customers in three groups of 30.
  static let customers: String = {
    var rows = ["customer_id,age,income,score"]
    for row in 0..<90 {
      let group = row % 3
      rows.append(
        "\(row),\(20 + row % 7 + group * 15),\(1_000 * (group + 1) + row),\(group * 30 + row % 4)")
    }
    return rows.map { $0 + "\n" }.joined()
  }()

  /// The morning of a day after 2024-01-01.
  private static func date(_ day: Int) -> String {
    var days = day
    var month = 0
    let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    while days >= lengths[month] {
      days -= lengths[month]
      month += 1
    }
    let text = { (number: Int) in (number < 10 ? "0" : "") + String(number) }
    return "2024-\(text(month + 1))-\(text(days + 1)) 09:00"
  }
}
