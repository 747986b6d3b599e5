import Foundation
import SharedFiles
import Testing

extension ProgramTests {
  @Suite(
    "Online Retail",
    .enabled(
      if: SharedData.has(onlineRetail), Comment(rawValue: SharedData.absence(of: onlineRetail))))
  struct OnlineRetailTests {
    @Test func `segment shows the numbers that are known`() throws {
      let folder = try Folder()
      try SharedData.copy(onlineRetail, to: folder.path + "/OnlineRetail.csv")

      let begin = ContinuousClock.now
      let finished = try Program.run(["segment", "OnlineRetail.csv"], in: folder)

      print("Online Retail: segmented in \((ContinuousClock.now - begin) / .milliseconds(1)) ms")
      #expect(finished.status == 0)
      #expect(finished.errors == "")
      let kept = try #require(finished.words.firstIndex(of: "Kept"))
      #expect(
        finished.words[kept...].prefix(9) == [
          "Kept",
          "rows read 541,909",
          "dropped: missing customer -135,080",
          "dropped: non positive price -40",
          "dropped: returns -8,905",
          "rows kept 397,884",
          "customers 4,338",
          "invoices 18,532",
          "spent 8,911,407.904",
        ])
      #expect(finished.lines.filter { $0.count > 80 } == [])
      #expect(try folder.read("segments.csv").split(whereSeparator: \.isNewline).count == 4_339)
    }
  }
}

private let onlineRetail = "data/online_retail/OnlineRetail.csv"
