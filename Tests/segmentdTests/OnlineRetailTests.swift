import Foundation
import Testing

/// The data that lies beside the repository, where it does.
enum SharedData {
  static let root: String =
    ProcessInfo.processInfo.environment["SEGMENTD_SHARED"]
    ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared").path

  static let onlineRetail = root + "/data/online_retail/OnlineRetail.csv.xz"
}

extension ProgramTests {
  @Suite(
    "Online Retail",
    .enabled(
      if: FileManager.default.fileExists(atPath: SharedData.onlineRetail),
      "shared data not found: \(SharedData.onlineRetail)"))
  struct OnlineRetailTests {
    @Test func `segment shows the numbers that are known`() throws {
      let folder = try Folder()
      let (unpack, end) = Program.process(
        "/bin/sh", ["-c", "xz -dc \"$0\" > OnlineRetail.csv", SharedData.onlineRetail], in: folder)
      try unpack.run()
      end.wait()
      try #require(unpack.terminationStatus == 0, "xz cannot unpack \(SharedData.onlineRetail)")

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
