import Foundation
import SegmentClient
import Testing

/// What the article and the page of the client show, as it stands there.
@Suite("Article")
struct ArticleTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..")

  @Test func `what the pages show is what runs here`() throws {
    let ours = try Self.lines("Tests/SegmentClientTests/ArticleTests.swift")
    var count = 0
    for page in [
      "Sources/SegmentClient/SegmentClient.docc/SegmentClient.md", "clients/swift/README.md",
    ] {
      for block in try Self.blocks(page) where !block[0].hasPrefix(".p") {
        let code = block.filter { !$0.hasPrefix("import ") && !$0.isEmpty }
        count += 1
        let isThere = ours.indices.contains { ours[$0...].starts(with: code) }
        #expect(isThere, "\(page) shows what is not run: \(code[0])")
      }
    }
    #expect(count == 8)
  }

  /// In a process of its own, which may set a variable and be in a folder of its own.
  @Test func `what the pages show runs`() async throws {
    await #expect(processExitsWith: .success) { try await Self.run() }
  }

  private static func run() async throws {
    // Unsafe: no other thread asks for a variable yet.
    unsafe setenv("SEGMENTD", Daemon.program, 1)
    let folder = NSTemporaryDirectory() + "segmentd-client-" + UUID().uuidString
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: folder) }
    try Self.sales.write(toFile: folder + "/sales.csv", atomically: true, encoding: .utf8)
    try #require(manager.changeCurrentDirectoryPath(folder))

    let client = try await Client.spawn()  // or Client.connect("127.0.0.1:7464")
    let customers: Rows = .columns([
      "recency": [3, 5, 8, 210, 180, 240], "spend": [950, 870, 1020, 40, 65, 20],
    ])
    let model = try await client.fit("shop", customers, k: 2)
    for segment in model.segments { print(segment.name, segment.size, segment.advice) }

    let new = try await model.assign(
      .rows(["recency", "spend"], [[4, 900], [200, 50]], ids: ["Ann", "Bob"]),
      detail: [.margin])
    print(new.segments, new.segmentNames, new.margins ?? [])
    try #require(new.segments == [1, 2])

    let recipe = Recipe(
      transactions: Transactions(
        customer: "CustomerID", date: "InvoiceDate", invoice: "InvoiceNo",
        quantity: "Quantity", price: "UnitPrice"),
      defaults: Steps(transform: .log1p))
    let buyers = try await client.fit("buyers", .file("sales.csv"), recipe: recipe)
    print(buyers.choice?.suggestedReason ?? "", buyers.ledger.dropped)
    try #require(buyers.n == 30 && buyers.ledger.dropped["returns"] == 1)

    let updates = ProgressUpdates()
    async let fitted = client.options(progress: updates).fit("shop", customers, k: 2)
    for await update in updates { print(update.message, update.fraction ?? 0) }
    print(try await fitted.k)

    let quick = try await client.options(timeout: .seconds(5)).fit("shop", customers)
    print(quick.isComplete)

    do {
      _ = try await client.assign("shops", customers)
    } catch let error as SegmentdError where error.kind == .modelNotFound {
      print(error.message, error.available)
    }

    let answer = try await client.call("models.get", ["model": "shop"])
    print(answer["created"]?.string ?? "")
    try #require(answer["version"]?.integer == 2)
    await client.close()
  }

  private static let sales =
    "InvoiceNo,InvoiceDate,CustomerID,Quantity,UnitPrice\n9,2024-06-01,100,-1,5\n"
    + (0..<90).map { number in
      let customer = number % 30
      let price = [2, 20, 90][customer % 3] + customer
      return "\(number),2024-0\(1 + number / 30)-1\(customer % 9),\(100 + customer),1,\(price)\n"
    }.joined()

  private static func lines(_ path: String) throws -> [String] {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
      .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// The Swift code of a page, block by block.
  private static func blocks(_ path: String) throws -> [[String]] {
    var blocks: [[String]] = []
    var isInside = false
    for line in try lines(path) {
      if line.hasPrefix("```") {
        if line == "```swift" { blocks.append([]) }
        isInside = line == "```swift"
      } else if isInside {
        blocks[blocks.count - 1].append(line)
      }
    }
    return blocks
  }
}
