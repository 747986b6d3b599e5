/// The eleven names of the 125 codes of recency, frequency and monetary scores, each 1 to 5.
///
/// > Source: the table that marketing tools copy from each other. Most copies have 124 codes: 533 is
/// > missing, which complete ones list under Potential Loyalist. Here each code stands once.
public enum RFMCodes {
  /// The names with their codes, the best first.
  public static let table: [(name: String, codes: [Int])] = [
    ("Champions", [555, 554, 544, 545, 454, 455, 445]),
    ("Loyal", [543, 444, 435, 355, 354, 345, 344, 335]),
    (
      "Potential Loyalist",
      [
        553, 551, 552, 541, 542, 533, 532, 531, 452, 451, 442, 441, 431, 453, 433, 432, 423, 353,
        352, 351, 342, 341, 333, 323,
      ]
    ),
    ("New (Recent)", [512, 511, 422, 421, 412, 411, 311]),
    (
      "Promising",
      [525, 524, 523, 522, 521, 515, 514, 513, 425, 424, 413, 414, 415, 315, 314, 313]
    ),
    ("Need Attention", [535, 534, 443, 434, 343, 334, 325, 324]),
    ("About To Sleep", [331, 321, 312, 221, 213]),
    (
      "At Risk",
      [
        255, 254, 245, 244, 253, 252, 243, 242, 235, 234, 225, 224, 153, 152, 145, 143, 142, 135,
        134, 133, 125, 124,
      ]
    ),
    ("Can't Lose", [155, 154, 144, 214, 215, 115, 114, 113]),
    ("Hibernating", [332, 322, 231, 241, 251, 233, 232, 223, 222, 132, 123, 122, 212, 211]),
    ("Lost", [111, 112, 121, 131, 141, 151]),
  ]

  /// The name of three scores, each 1 to 5; `nil` for others.
  public static func name(recency: Int, frequency: Int, monetary: Int) -> String? {
    let scores = 1...5
    guard scores.contains(recency), scores.contains(frequency), scores.contains(monetary) else {
      return nil
    }
    return names[(recency - 1) * 25 + (frequency - 1) * 5 + monetary - 1]
  }

  /// The names by code, from 111 to 555.
  private static let names: [String?] = {
    var names = [String?](repeating: nil, count: 125)
    for (name, codes) in table {
      for code in codes {
        names[(code / 100 - 1) * 25 + (code / 10 % 10 - 1) * 5 + code % 10 - 1] = name
      }
    }
    return names
  }()
}

/// The name of the 25-cell grid for two scores, each 1 to 5; `nil` for others.
public func rfmGridName(recency: Int, frequency: Int) -> String? {
  guard 1...5 ~= recency, 1...5 ~= frequency else { return nil }
  return RFMGrid.cell(recencyScore: recency, frequencyScore: frequency).rawValue
}

/// The names of the grid, each once, from the best recency and frequency to the worst.
public let rfmGridNames: [String] = {
  var names: [String] = []
  for recency in (1...5).reversed() {
    for frequency in (1...5).reversed() {
      if let name = rfmGridName(recency: recency, frequency: frequency), !names.contains(name) {
        names.append(name)
      }
    }
  }
  return names
}()
