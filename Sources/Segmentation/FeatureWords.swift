/// A column as people speak of it: `Annual Income (k$)` is "income", in k$.
struct FeatureWords: Equatable {
  /// The column's name.
  let column: String

  /// Its words, in lower case, without what goes without saying.
  let words: String

  /// The unit that stood in brackets, such as `k$`; `nil` without one, or where it is a range.
  let unit: String?

  /// What it means, as far as its words tell.
  let meaning: Meaning

  /// What a column means to whoever sells something.
  enum Meaning: Equatable {
    case recency, frequency, money, averageOrder, averageLine, smallestLine, largestLine
    case tenure, firstPurchase, interval, items, oneTime
    case spendingScore, income, age, gender, occupation, place, children
    case other
  }

  /// Reads a column's name.
  init(_ column: String) {
    // A value of a category or of a spread, `Category=Bikes`, speaks for itself.
    if let mark = column.lastIndex(of: "="), mark != column.startIndex,
      column.index(after: mark) != column.endIndex
    {
      let value = shown(String(column[column.index(after: mark)...]))
      self.init(column: column, words: value, unit: nil, meaning: .other)
      return
    }
    let (stem, bracket) = FeatureWords.split(column)
    let all = FeatureWords.wordList(stem)
    let told = FeatureWords.telling(all)
    let words = told.isEmpty ? FeatureWords.whole(column) : shown(told.joined(separator: " "))
    self.init(
      column: column, words: words, unit: bracket.flatMap { FeatureWords.isRange($0) ? nil : $0 },
      meaning: FeatureWords.meaning(words, all: all.joined(separator: " ")))
  }

  /// The same column by all of its words, where fewer would be another column's.
  init(allWordsOf column: String) {
    let short = FeatureWords(column)
    let all = FeatureWords.wordList(FeatureWords.split(column).stem)
    self.init(
      column: column,
      words: all.isEmpty ? FeatureWords.whole(column) : shown(all.joined(separator: " ")),
      unit: short.unit, meaning: short.meaning)
  }

  private init(column: String, words: String, unit: String?, meaning: Meaning) {
    (self.column, self.words, self.unit, self.meaning) = (column, words, unit, meaning)
  }

  /// A name that holds no words, as it is; a table may have a column without a name.
  private static func whole(_ column: String) -> String {
    column.allSatisfy(\.isWhitespace) ? "unnamed column" : shown(column)
  }

  /// What stands before the first bracket, and what stands in it.
  private static func split(_ column: String) -> (stem: Substring, bracket: String?) {
    let stem = column.prefix { $0 != "(" && $0 != "[" }
    let inside = column.dropFirst(stem.count + 1).prefix { $0 != ")" && $0 != "]" }
    return (stem, inside.isEmpty ? nil : String(inside))
  }

  /// Words parted by spaces, marks and humps: `YearlyIncome`, `order_count`, `CustomerAGE`.
  private static func wordList(_ stem: Substring) -> [String] {
    var words: [String] = []
    var word = ""
    let letters = Array(stem)
    func close() {
      if !word.isEmpty { words.append(word.lowercased()) }
      word = ""
    }
    for (place, letter) in letters.enumerated() {
      if letter == "_" || letter == "." || letter == "-" || letter == "/" || letter.isWhitespace {
        close()
        continue
      }
      if letter.isUppercase, place > 0 {
        let follows = letters[place - 1].isLowercase || letters[place - 1].isNumber
        let begins =
          place + 1 < letters.count && letters[place + 1].isLowercase
          && letters[place - 1].isUppercase
        if follows || begins { close() }
      }
      word.append(letter)
    }
    close()
    return words
  }

  /// Leaves out leading and trailing words that tell nothing, as long as one is left.
  private static func telling(_ words: [String]) -> [String] {
    var words = words[...]
    while words.count > 1, let first = words.first, leadingFillers.contains(first) {
      words.removeFirst()
    }
    while words.count > 1, let last = words.last, trailingFillers.contains(last) {
      words.removeLast()
    }
    return words.map { abbreviations[$0] ?? $0 }
  }

  private static let leadingFillers: Set = [
    "yearly", "annual", "total", "number", "no", "num", "nr", "n", "of", "the", "customer",
    "english",
    "is", "has", "estimated", "dum", "dummy",
  ]

  private static let trailingFillers: Set = ["flag", "value", "val", "usd", "eur", "gbp"]

  private static let abbreviations = ["avg": "average", "qty": "quantity", "freq": "frequency"]

  private static func isRange(_ text: String) -> Bool {
    text.contains { $0.isNumber } || text.count > 12
  }

  private static func meaning(_ words: String, all: String) -> Meaning {
    if let known = meanings[words] ?? meanings[all] { return known }
    let last = words.split(separator: " ").last.map(String.init) ?? words
    switch last {
    case "income", "salary", "earnings": return .income
    case "occupation", "profession", "job": return .occupation
    case "country", "city", "region", "state", "province": return .place
    case "children", "kids": return .children
    default: return words.contains("children") ? .children : .other
    }
  }

  private static let meanings: [String: Meaning] = [
    "recency": .recency, "days since last purchase": .recency, "days since purchase": .recency,
    "days since last order": .recency, "recency days": .recency, "days since order": .recency,
    "frequency": .frequency, "orders": .frequency, "order count": .frequency,
    "order frequency": .frequency, "purchases": .frequency, "purchase count": .frequency,
    "purchase frequency": .frequency, "visits": .frequency, "invoices": .frequency,
    "transactions": .frequency, "monetary": .money, "revenue": .money, "sales": .money,
    "spend": .money, "spending": .money, "spent": .money, "amount": .money, "turnover": .money,
    "money": .money, "sales amount": .money, "amount spent": .money, "money spent": .money,
    "expenditure": .money, "purchase amount": .money, "average order": .averageOrder,
    "average order value": .averageOrder, "average basket": .averageOrder, "basket": .averageOrder,
    "average line": .averageLine, "average spend": .averageLine, "average sale": .averageLine,
    "min line": .smallestLine, "max line": .largestLine, "tenure": .tenure,
    "first purchase": .firstPurchase, "days since first purchase": .firstPurchase,
    "interval": .interval, "items": .items, "units": .items, "quantity": .items,
    "one time": .oneTime, "spending score": .spendingScore, "age": .age, "gender": .gender,
    "sex": .gender,
  ]
}
