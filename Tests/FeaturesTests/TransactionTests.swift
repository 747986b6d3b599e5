import Features
import Tables
import Testing

/// Six customers' rows, small enough to work out by hand.
///
///     row  who  day  hour  invoice  pieces  price
///       0  ann   10    8   i1          2     2.50      5.00
///       1  ann   10    8   i1          1     0.10      0.10
///       2  bob   11    9   i2          3     1.00      3.00
///       3  ann   14    7   i3          1     4.20      4.20
///       4  ann   15   23   c1         -1     2.50     -2.50   a return
///       5  -     12    1   i4          1     1.00              no customer
///       6  bob   12    1   i5          1     0.00              no price
///       7  cat   16   12   c2         -2     3.00     -6.00   a return, and nothing else
private let shop = Table([
  ("who", .texts(["ann", "ann", "bob", "ann", "ann", nil, "bob", "cat"])),
  (
    "when",
    .dates([
      instant(10, 8), instant(10, 8), instant(11, 9), instant(14, 7), instant(15, 23),
      instant(12, 1), instant(12, 1), instant(16, 12),
    ])
  ),
  ("invoice", .texts(["i1", "i1", "i2", "i3", "c1", "i4", "i5", "c2"])),
  ("pieces", .numbers([2, 1, 3, 1, -1, 1, 1, -2])),
  ("price", .numbers([2.5, 0.1, 1, 4.2, 2.5, 1, 0, 3])),
])

private func recipe(_ change: (inout TransactionRecipe) -> Void = { _ in }) -> Recipe {
  var transactions = TransactionRecipe(
    customer: ["who"], date: "when", invoice: "invoice", quantity: "pieces", price: "price")
  change(&transactions)
  return Recipe(transactions: transactions)
}

@Suite("Transactions")
struct TransactionTests {
  /// The last purchase is on day 14 at 7:00, so as_of is day 15 at 7:00: ann 1 day, bob 3 days and
  /// 22 hours.
  @Test func `measures worked out by hand`() throws {
    let customers = try readCustomers(from: MemorySource(shop), recipe: recipe())

    #expect(customers.identifiers[0].labels.map(\.text) == ["ann", "bob"])
    #expect(customers.table.names == ["recency", "frequency", "monetary"])
    #expect(customers.table["recency"]?.numbers == [1, 3])
    #expect(customers.table["frequency"]?.numbers == [2, 1])
    #expect(customers.table["monetary"]?.numbers == [9.3, 3])
    #expect(customers.asOf == instant(15, 7))
    #expect(customers.orderCounts == [2, 1])
    #expect(customers.amounts == [9.3, 3])
  }

  @Test func `every measure worked out by hand`() throws {
    let customers = try readCustomers(
      from: MemorySource(shop), recipe: recipe { $0.measures = Measure.allCases })

    let values = customers.table.names.enumerated().map { index, name in
      "\(name) \(customers.table.columns[index].numbers)"
    }
    #expect(
      values == [
        "recency [1.0, 3.0]", "frequency [2.0, 1.0]", "monetary [9.3, 3.0]",
        "average_order [4.65, 3.0]", "average_line [3.1, 3.0]", "min_line [0.1, 3.0]",
        "max_line [5.0, 3.0]", "tenure [3.0, 0.0]", "first_purchase [4.0, 3.0]",
        "interval [3.0, nan]", "items [4.0, 3.0]", "one_time [0.0, 1.0]",
      ])
  }

  /// Calendar days: from 14 and 11 to 15; ann's first day is 10.
  @Test func `calendar days`() throws {
    let customers = try readCustomers(
      from: MemorySource(shop),
      recipe: recipe {
        $0.dayCount = .calendar
        $0.measures = [.recency, .tenure, .firstPurchase]
      })

    #expect(customers.table["recency"]?.numbers == [1, 4])
    #expect(customers.table["tenure"]?.numbers == [4, 0])
    #expect(customers.table["first_purchase"]?.numbers == [5, 4])
  }

  @Test(arguments: [
    (ReturnPolicy.drop, [9.3, 3], [2, 1], ["ann", "bob"]),
    (.net, [6.8, 3], [2, 1], ["ann", "bob"]),
    (.ignore, [6.8, 3, -6], [3, 1, 1], ["ann", "bob", "cat"]),
  ])
  func `what a return does`(
    policy: ReturnPolicy, monetary: [Double], frequency: [Double], names: [String]
  ) throws {
    let customers = try readCustomers(
      from: MemorySource(shop), recipe: recipe { $0.returns = policy })

    #expect(customers.table["monetary"]?.numbers == monetary)
    #expect(customers.table["frequency"]?.numbers == frequency)
    #expect(customers.identifiers[0].labels.map(\.text) == names)
  }

  @Test func `a netted return leaves its date out`() throws {
    let customers = try readCustomers(
      from: MemorySource(shop), recipe: recipe { $0.returns = .net })

    #expect(customers.asOf == instant(15, 7))
    #expect(
      customers.ledger.notes == [
        "1 customer with returns alone left out, for nothing was bought"
      ])
  }

  @Test(arguments: [
    (FrequencyUnit.invoices, [2.0, 1]), (.rows, [3, 1]), (.days, [2, 1]),
  ])
  func `what frequency counts`(unit: FrequencyUnit, expected: [Double]) throws {
    let customers = try readCustomers(
      from: MemorySource(shop), recipe: recipe { $0.frequencyCounts = unit })

    #expect(customers.table["frequency"]?.numbers == expected)
  }

  @Test func `without an invoice column the days are the orders`() throws {
    let customers = try readCustomers(
      from: MemorySource(shop), recipe: recipe { $0.invoice = nil })

    #expect(customers.table["frequency"]?.numbers == [2, 1])
    #expect(customers.ledger.invoices == nil)
    #expect(
      customers.ledger.notes == [
        "no column names the invoices, so the distinct days of a customer count as orders"
      ])
  }

  @Test(arguments: [
    ("max+1d", instant(15, 7), [1.0, 3]), ("max", instant(14, 7), [0, 2]),
    ("1970-01-21", instant(20), [5, 8]), ("1970-01-15T07:00:00", instant(14, 7), [0, 2]),
    // Midnight of the last day stands for the whole day.
    ("1970-01-15", instant(14), [0, 2]),
  ])
  func `the as-of date`(name: String, expected: Int64, recency: [Double]) throws {
    let asOf = try #require(AsOf(wireName: name))

    let customers = try readCustomers(
      from: MemorySource(shop), recipe: recipe { $0.asOf = asOf })

    #expect(customers.asOf == expected)
    #expect(customers.table["recency"]?.numbers == recency)
    #expect(asOf.wireName == name)
  }

  @Test func `a frozen as-of date is measured against, and a later purchase refused`() throws {
    let source = MemorySource(shop)

    let customers = try readCustomers(
      from: source, recipe: recipe(), asOf: .frozen(instant(30, 7)))
    let error = try #require(throws: FeatureError.self) {
      try readCustomers(from: source, recipe: recipe(), asOf: .frozen(instant(13, 12)))
    }

    #expect(customers.table["recency"]?.numbers == [16, 18])
    #expect(
      error == .laterThanAsOf(latest: instant(14, 7), asOf: instant(13, 12), isFit: false))
    #expect(
      error.description
        == "a purchase of 1970-01-15T07:00:00 is later than the as-of date 1970-01-14T12:00:00; "
        + "send \"as_of\": \"max+1d\" to measure against the rows sent, or fit again")
  }

  @Test func `a fit to an as-of date before the last purchase is refused`() throws {
    let asOf = try #require(AsOf(wireName: "1970-01-14"))

    let error = try #require(throws: FeatureError.self) {
      try readCustomers(from: MemorySource(shop), recipe: recipe { $0.asOf = asOf })
    }

    #expect(
      error.description
        == "a purchase of 1970-01-15T07:00:00 is later than the as-of date 1970-01-14T00:00:00; "
        + "name a later \"as_of\", or leave later rows out by \"where\" with \"max\"")
  }

  @Test func `a call's own earlier date leaves later rows out`() throws {
    let asOf = try #require(AsOf(wireName: "1970-01-13"))

    let customers = try readCustomers(
      from: MemorySource(shop), recipe: recipe(), asOf: .override(asOf))

    #expect(customers.table["monetary"]?.numbers == [5.1, 3])
    #expect(customers.ledger.dropped.last == Ledger.Drop(rule: "after_as_of", rowCount: 1))
    #expect(customers.asOf == instant(12))
  }

  /// Two days before day 14 at 7:00 plus 1 day: from day 13 at 7:00 on.
  @Test func `a window that ends with the last purchase reads twice`() throws {
    let source = MemorySource(shop, batchSize: 3)

    let customers = try readCustomers(from: source, recipe: recipe { $0.windowDays = 2 })

    #expect(source.startCount == 2)
    #expect(customers.identifiers[0].labels.map(\.text) == ["ann"])
    #expect(customers.table["monetary"]?.numbers == [4.2])
    #expect(customers.ledger.dropped.last == Ledger.Drop(rule: "outside_window", rowCount: 3))
    #expect(customers.ledger.rowsKept == 1)
  }

  @Test func `a window includes its first instant`() throws {
    let customers = try readCustomers(
      from: MemorySource(shop),
      recipe: recipe {
        $0.windowDays = 5
        $0.asOf = .date(instant(15, 8), text: "1970-01-16T08:00:00")
      })

    #expect(customers.table["monetary"]?.numbers == [9.3, 3])
  }

  @Test func `a name of two parts goes back in two parts`() throws {
    let table = Table([
      ("country", .texts(["UK", "FR", "UK", nil])), ("id", .numbers([1, 1, 1, 2])),
      ("when", .dates([instant(1), instant(2), instant(3), instant(4)])),
      ("spent", .numbers([1, 2, 4, 8])),
    ])
    let recipe = Recipe(
      transactions: TransactionRecipe(customer: ["country", "id"], date: "when", amount: "spent"))

    let customers = try readCustomers(from: MemorySource(table), recipe: recipe)

    #expect(customers.table["monetary"]?.numbers == [5, 2])
    #expect(customers.identifiers.map { $0.codes } == [[0, 1], [0, 0]])
    #expect(customers.identifiers[0].labels == [Label("UK"), Label("FR")])
    #expect(customers.identifiers[1].labels == [Label("1", isNumber: true)])
    #expect(customers.ledger.dropped[0] == Ledger.Drop(rule: "missing_customer", rowCount: 1))
  }

  @Test func `no rows at all leave no customers and no as-of date`() throws {
    let empty = Table([
      ("who", .texts([])), ("when", .dates([])), ("spent", .numbers([])),
    ])
    let recipe = Recipe(
      transactions: TransactionRecipe(customer: ["who"], date: "when", amount: "spent"))

    let customers = try readCustomers(from: MemorySource(empty), recipe: recipe)

    #expect(customers.table.rowCount == 0)
    #expect(customers.asOf == nil)
    #expect(customers.ledger.monetary == 0)
  }

  @Test func `work that is cancelled stops at the next batch`() throws {
    var asked = 0

    let error = try #require(throws: FeatureError.self) {
      try readCustomers(
        from: MemorySource(shop, batchSize: 2), recipe: recipe(),
        isCancelled: {
          asked += 1
          return asked == 3
        })
    }

    #expect(error == .cancelled)
    #expect(asked == 3)
  }
}
