import JSON
import Testing

@testable import SegmentService

@Suite("Feature 2: bit-reproducible fit")
struct ReproducibleFitTests {
  /// What a fit is asked for beside its rows.
  struct Task: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let options: String
    var isOfTransactions = false
    /// Whether every shuffle is fitted with every number of threads, and not with one in turn.
    var isThorough = false
  }

  private static let tasks = [
    Task(
      testDescription: "restarts, transfers and swaps", options: "\"k\":5,\"n_init\":4",
      isThorough: true),
    Task(
      testDescription: "weights, and segments that are too small merged",
      options: "\"k\":7,\"n_init\":2,\"sample_weight\":\"w\",\"min_share\":0.1,\"small\":\"merge\""),
    Task(
      testDescription: "weighted random starts beside a fixed centre",
      options:
        "\"k\":4,\"n_init\":3,\"init\":\"random\",\"sample_weight\":\"w\","
        + "\"recipe\":{\"id\":\"id\",\"exclude\":[\"w\",\"city\"]},\"fixed\":[[0,0,0]]"),
    Task(
      testDescription: "outliers, Yeo-Johnson, other scales and principal components",
      options:
        "\"k\":4,\"n_init\":2,\"recipe\":{\"id\":\"id\",\"pca\":{\"variance\":0.8},"
        + "\"features\":[{\"column\":\"a\",\"transform\":\"yeo-johnson\"},"
        + "{\"column\":\"b\",\"scale\":\"robust\",\"impute\":\"mean\","
        + "\"outliers\":{\"rule\":{\"iqr\":1.5},\"do\":\"clip\"}},"
        + "{\"column\":\"c\",\"scale\":\"minmax\",\"weight\":2},{\"column\":\"city\"}]}"),
    Task(
      testDescription: "the number of segments left to the criteria",
      options: "\"n_init\":2,\"k_range\":[2,4]"),
    Task(
      testDescription: "transactions, with what is carried and spread",
      options:
        "\"k\":4,\"n_init\":2,\"recipe\":{\"transactions\":{\"customer\":\"id\",\"date\":\"day\","
        + "\"amount\":\"b\",\"carry\":[\"city\"],"
        + "\"spread\":{\"column\":\"city\",\"as\":\"share\"}},"
        + "\"defaults\":{\"transform\":\"log1p\"}}", isOfTransactions: true),
  ]

  /// Rows and columns are shuffled together.
  @Test("one hash, however rows and columns come, with any number of threads", arguments: tasks)
  func hash(_ task: Task) throws {
    let rows = task.isOfTransactions ? ReproducibleFitTests.purchases : ReproducibleFitTests.table
    let first = try fingerprint(rows, task, threads: 1)
    var comparedCount = 0

    for shuffle in 0..<20 {
      let order = shuffled(rows.count, seed: UInt64(shuffle))
      let columns = shuffled(rows.names.count, seed: UInt64(100 + shuffle)).map { rows.names[$0] }
      let shuffledRows = rows.taking(order).keeping(columns)
      for threads in task.isThorough ? [1, 2, 8] : [[1, 2, 8][shuffle % 3]] {
        #expect(try fingerprint(shuffledRows, task, threads: threads) == first)
        comparedCount += 1
      }
    }

    print("one hash: \(comparedCount) fits with \(task.testDescription) compared")
    #expect(comparedCount == (task.isThorough ? 60 : 20))
  }

  /// What the hash covers does change it: a cell, a weight, an id, the seed of a search that differs.
  @Test func `another table has another hash`() throws {
    let task = ReproducibleFitTests.tasks[1]
    let first = try fingerprint(ReproducibleFitTests.table, task, threads: 1)

    for name in ["a", "w", "id"] {
      var rows = ReproducibleFitTests.table
      let column = try #require(rows.names.firstIndex(of: name))
      rows.columns[column][3] = name == "id" ? "\"another\"" : "2.25"
      #expect(try fingerprint(rows, task, threads: 1) != first, "\(name)")
    }
  }

  /// Two customers who differ in nothing but their weight are told apart by it.
  @Test func `weights tell rows apart that are equal otherwise`() throws {
    let rows = Rows(
      names: ["x", "y", "w"],
      columns: [
        (0..<40).map { "\($0 / 8)" }, (0..<40).map { "\($0 % 2)" }, (0..<40).map { "\($0 % 5)" },
      ])
    let task = Task(
      testDescription: "equal rows",
      options: "\"k\":3,\"n_init\":1,\"init\":\"random\",\"refine\":\"none\",\"max_iter\":1,"
        + "\"sample_weight\":\"w\",\"recipe\":{}")
    let first = try fingerprint(rows, task, threads: 1)

    for shuffle in 0..<20 as Range<UInt64> {
      let other = rows.taking(shuffled(40, seed: shuffle))
      #expect(try fingerprint(other, task, threads: 2) == first)
    }
  }

  private func fingerprint(_ rows: Rows, _ task: Task, threads: Int) throws -> String {
    let recipe = task.options.contains("\"recipe\"") ? "" : ",\"recipe\":{\"id\":\"id\"}"
    let reply = try Desk(threads: threads).ask(
      "fit", "{\"model\":\"m\",\"data\":\(rows.asColumns),\(task.options)\(recipe)}")
    return try reply.text("fingerprint")
  }

  /// Customers with missing cells, skew, ties, equal rows and weights.
  private static let table: Rows = {
    var generator = SeededGenerator(state: 7)
    func next(_ bound: Int) -> Int { Int(generator.next() % UInt64(bound)) }
    let count = 90
    var rows = Rows(
      names: ["id", "a", "b", "c", "city", "w"], columns: Array(repeating: [], count: 6))
    for row in 0..<count {
      let group = next(4)
      let cells = [
        "\"c\(row)\"", "\(Double(next(1000)) / 64 + Double(group * 40))",
        next(9) == 0 ? "null" : "\(next(50) * next(50) * next(50) + group * 3000)",
        "\(next(4))", next(11) == 0 ? "null" : quoted(["Bath", "Ely", "Rye", "Wells"][group]),
        "\(next(6))",
      ]
      for column in cells.indices { rows.columns[column].append(cells[column]) }
    }
    // Ten rows are there twice but for their names.
    for row in 0..<10 {
      for column in 1..<6 { rows.columns[column][count - 1 - row] = rows.columns[column][row] }
    }
    return rows
  }()

  /// Purchases of forty customers, some of them equal.
  private static let purchases: Rows = {
    var generator = SeededGenerator(state: 9)
    func next(_ bound: Int) -> Int { Int(generator.next() % UInt64(bound)) }
    var rows = Rows(names: ["id", "day", "b", "city"], columns: Array(repeating: [], count: 4))
    for _ in 0..<300 {
      let customer = next(40)
      let month = 1 + next(9)
      let cells = [
        "\"c\(customer)\"", "\"2024-0\(month)-1\(next(10))\"", "\(Double(1 + next(4000)) / 100)",
        quoted(["Bath", "Ely", "Rye"][next(3)]),
      ]
      for column in cells.indices { rows.columns[column].append(cells[column]) }
    }
    return rows
  }()
}
