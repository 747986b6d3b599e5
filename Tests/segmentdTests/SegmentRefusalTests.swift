import Foundation
import Glibc
import Testing

extension ProgramTests {
  @Suite("What segmentd segment refuses")
  struct SegmentRefusalTests {
    /// A file's name, its bytes, what is said of it and the status.
    struct File: Sendable, CustomTestStringConvertible {
      let name: String
      let bytes: Data
      let sentence: String
      let status: Int32

      init(_ name: String, _ bytes: Data, _ sentence: String, _ status: Int32 = 66) {
        self.name = name
        self.bytes = bytes
        self.sentence = sentence
        self.status = status
      }

      var testDescription: String { name }
    }

    static let files = [
      File(
        "empty.csv", Data(),
        "\"empty.csv\" is empty; it needs a header line with the names of the columns and a line "
          + "per row"),
      File(
        "sales.csv.gz", Data([0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 3]),
        "\"sales.csv.gz\" is compressed with gzip; unpack it first (gzip -d)"),
      File(
        "book.xlsx", Data("PK\u{3}\u{4}\u{14}\0\u{6}\0[Content_Types].xml xl/workbook.xml".utf8),
        "\"book.xlsx\" is an Excel workbook; save it as CSV (File, Save As, CSV UTF-8) and send "
          + "that"),
      File(
        "book.xls", Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]),
        "\"book.xls\" is an Excel workbook; save it as CSV (File, Save As, CSV UTF-8) and send "
          + "that"),
      File(
        "picture.csv", Data([0x61, 0x2C, 0x62, 0x0A, 0x00, 0x01, 0x02]),
        "\"picture.csv\" is binary, no text (byte 4 is zero); save it as CSV"),
      File(
        "header.csv", Data("customer_id,age\n".utf8),
        "the data has no rows; send at least one", 65),
    ]

    @Test(arguments: files)
    func `a file that is no table is one sentence`(file: File) throws {
      let folder = try Folder()
      try folder.write(file.bytes, to: file.name)

      let finished = try Program.run(["segment", file.name], in: folder, within: 20)

      #expect(finished.errors == "segmentd segment: \(file.sentence)\n")
      #expect(finished.output == "")
      #expect(finished.status == file.status)
      #expect(try folder.names() == [file.name])
    }

    @Test func `what is no file is one sentence, at once`() throws {
      let folder = try Folder()
      try FileManager.default.createDirectory(
        atPath: folder.path(of: "folder.csv"), withIntermediateDirectories: false)
      #expect(unsafe mkfifo(folder.path(of: "pipe.csv"), 0o600) == 0)
      let sentences = [
        ("folder.csv", "\"folder.csv\" is a directory; name a file in it"),
        (
          "pipe.csv",
          "\"pipe.csv\" is a FIFO (a named pipe); save what comes out of it to a file first"
        ),
        ("/dev/zero", "\"/dev/zero\" is a device; name a file"),
        ("nowhere.csv", "\"nowhere.csv\" is missing; check the name and the folder"),
      ]

      for (name, sentence) in sentences {
        let finished = try Program.run(["segment", name], in: folder, within: 20)

        #expect(finished.errors == "segmentd segment: \(sentence)\n")
        #expect(finished.output == "")
        #expect(finished.status == 66)
      }
    }

    /// The options, what is said of them and the status.
    static let choices: [(options: [String], sentence: String, status: Int32)] = [
      (
        ["--customer", "CustomerId"],
        "column \"CustomerId\" is needed but the columns are \"InvoiceNo\", \"InvoiceDate\", "
          + "\"CustomerID\", \"Quantity\", \"UnitPrice\"; did you mean \"CustomerID\"?", 65
      ),
      (
        ["--k", "500"],
        "60 rows cannot fill 500 segments; send more rows or ask for fewer segments", 65
      ),
      (["--k", "0"], "k is 0 but must be \"auto\" or a whole number of at least 1", 64),
      (["--k", "many"], "k is \"many\" but must be \"auto\" or a whole number of at least 1", 64),
      (["--seed", "-1"], "seed is -1 but must be a whole number of at least 0", 64),
      (
        ["--recipe", "nowhere.json"],
        "cannot read the recipe nowhere.json; name a file that holds a JSON object", 66
      ),
      (
        ["--out", "./sales.csv"],
        "--out would write over sales.csv, the file that is read; name another file", 64
      ),
      (
        ["--out", "/nowhere/out.csv"],
        "cannot write /nowhere/out.csv (No such file or directory); name another place", 73
      ),
    ]

    @Test(arguments: choices)
    func `a wrong choice is one sentence and nothing is written`(
      choice: (options: [String], sentence: String, status: Int32)
    ) throws {
      let folder = try Folder()
      try folder.write(Samples.transactions, to: "sales.csv")

      let finished = try Program.run(["segment", "sales.csv"] + choice.options, in: folder)

      #expect(finished.errors == "segmentd segment: \(choice.sentence)\n")
      #expect(finished.output == "")
      #expect(finished.status == choice.status)
      #expect(try folder.names() == ["sales.csv"])
      #expect(try folder.read("sales.csv") == Samples.transactions)
    }

    @Test func `a report is refused before any work where Python cannot write it`() throws {
      let folder = try Folder()
      try folder.write(Samples.transactions, to: "sales.csv")

      let finished = try Program.run(
        ["segment", "sales.csv", "--report"], in: folder, environment: ["PATH": folder.path])

      #expect(
        finished.errors
          == "segmentd segment: --report needs the Python package, which python3 cannot import; "
          + "from the sources: python3 -m pip install \"clients/python[report]\"\n")
      #expect(finished.output == "")
      #expect(finished.status == 69)
      #expect(try folder.names() == ["sales.csv"])
    }

    @Test func `a report that nobody could keep is no success`() throws {
      let folder = try Folder()
      let command = "\"$0\" --help > /dev/full; echo $?"
      let session = try Session(["-c", command, Program.path], executable: "/bin/bash")

      #expect(try session.wire.line() == "74")
      #expect(
        try session.errors
          == "segmentd: cannot write to standard output (No space left on device)\n")
      #expect(try folder.names() == [])
    }
  }
}
