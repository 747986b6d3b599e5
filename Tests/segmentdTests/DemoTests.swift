import Foundation
import Testing

extension ProgramTests {
  @Suite("segmentd demo")
  struct DemoTests {
    @Test func `it segments its own transactions and shows a question and its answer`() throws {
      let folder = try Folder()

      let finished = try Program.run(["demo", "--out", folder.path])

      #expect(finished.status == 0)
      #expect(finished.errors == "")
      #expect(try folder.names() == ["model.json", "segments.csv", "transactions.csv"])
      let wide = finished.lines.filter {
        $0.count > 80 && !$0.contains(folder.path) && !$0.hasPrefix("-->") && !$0.hasPrefix("<--")
      }
      #expect(wide == [])
      let question = try #require(finished.lines.first { $0.hasPrefix("--> ") })
      let answer = try #require(finished.lines.first { $0.hasPrefix("<-- ") })
      #expect(try Reply(String(question.dropFirst(4))).method == "assign")
      let reply = try Reply(String(answer.dropFirst(4)))
      #expect(reply.id == 1)
      #expect((reply.result?["segment"] as? [Int])?.count == 1, "\(reply.error)")
    }

    @Test func `it makes the same transactions each time`() throws {
      let folders = [try Folder(), try Folder()]

      for folder in folders {
        #expect(try Program.run(["demo", "--out", folder.path]).status == 0)
      }

      let tables = try folders.map {
        try Data(contentsOf: URL(filePath: $0.path(of: "transactions.csv")))
      }
      #expect(tables[0].count > 1_000_000)
      #expect(tables[0] == tables[1])
    }

    @Test func `a folder that is not there is refused`() throws {
      let finished = try Program.run(["demo", "--out", "/nowhere"])

      #expect(
        finished.errors
          == "segmentd demo: cannot write /nowhere/transactions.csv (No such file or directory); "
          + "name another folder with --out\n")
      #expect(finished.output == "")
      #expect(finished.status == 73)
    }
  }
}
