import Foundation
import TableInput
import Tables
import Testing

@Suite("Encodings")
struct EncodingTests {
  private let cells = ["a", "café", "a", "Zoë €5", "naïve"]
  private var text: String { "name,x\r\n" + cells.map { $0 + ",1\r\n" }.joined() }

  @Test(
    arguments: [
      (String.Encoding.utf8, [UInt8](), "utf-8"), (.utf8, [0xEF, 0xBB, 0xBF], "utf-8"),
      (.utf16LittleEndian, [0xFF, 0xFE], "utf-16le"), (.utf16BigEndian, [0xFE, 0xFF], "utf-16be"),
      (.windowsCP1252, [], "windows-1252"),
    ], [1, 2, 3, 7, 1 << 20])
  func `each encoding is recognised`(
    encoding: (String.Encoding, [UInt8], String), bufferSize: Int
  ) throws {
    let bytes = encoding.1 + (try #require(text.data(using: encoding.0)))

    let read = try readCSV(bytes, bufferSize: bufferSize)

    #expect(read.table.columns == [texts(cells), .numbers([1, 1, 1, 1, 1])])
    #expect(read.report.encoding == encoding.2)
    #expect(read.report.notes == [])
  }

  @Test func `a declared encoding needs no mark`() throws {
    for (encoding, name) in [
      (String.Encoding.utf16LittleEndian, "UTF-16LE"), (.utf16BigEndian, "utf-16be"),
      (.windowsCP1252, "latin1"),
    ] {
      let bytes = Array(try #require(text.data(using: encoding)))
      let read = try readCSV(bytes, options: CSVOptions(encoding: name))
      #expect(read.table.columns[0] == texts(cells))
    }
  }

  @Test func `all bytes of Windows-1252 have their letters`() throws {
    var bytes = Array("x\n".utf8)
    for byte in UInt8(0x80)...0xFF where ![0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(byte) {
      bytes += [UInt8(ascii: "v"), byte, 0x0A]
    }
    let expected = try #require(String(data: Data(bytes), encoding: .windowsCP1252))
      .split(separator: "\n").dropFirst().map(String.init)

    let read = try readCSV(bytes, options: CSVOptions(encoding: "windows-1252"))

    #expect(read.table.columns == [texts(expected)])
    #expect(expected.count == 123)
  }

  @Test func `a file of both reads each cell as what it is, with a note`() throws {
    let read = try readCSV(Array("x\ncafé\ncaf".utf8) + [0xE9, 0x0A])

    #expect(read.table.columns == [texts(["café", "café"])])
    #expect(
      read.report.notes == [
        "the file has letters in UTF-8 and in Windows-1252; each cell was read as what it is; set "
          + "encoding if that is wrong"
      ])
  }

  @Test func `broken letters in declared UTF-8 are replaced, with a note`() throws {
    let read = try readCSV(
      Array("x\ncaf".utf8) + [0xE9, 0x0A], options: CSVOptions(encoding: "utf-8"))

    #expect(read.table.columns == [texts(["caf\u{FFFD}"])])
    #expect(
      read.report.notes == [
        "1 cells are not valid UTF-8; what could not be read became U+FFFD; set encoding to "
          + "\"windows-1252\" if the file is that"
      ])
  }

  @Test func `numbers with currency signs are read in every encoding`() throws {
    let text = "x;y\n\"€ 1.234,50\";1\u{A0}000\n£5;2\u{A0}000\n"
    for encoding in [String.Encoding.utf8, .windowsCP1252] {
      let bytes = Array(try #require(text.data(using: encoding)))
      let read = try readCSV(bytes)
      #expect(read.table.columns == [.numbers([1234.5, 5]), .numbers([1000, 2000])])
    }
  }

  @Test func `a lone surrogate becomes a replacement character`() throws {
    let bytes: [UInt8] = [
      0xFF, 0xFE, 0x78, 0, 0x0A, 0, 0x00, 0xD8, 0x61, 0, 0x0A, 0, 0x62, 0, 0x00, 0xDC, 0x63,
    ]
    for bufferSize in [1, 4, 100] {
      let read = try readCSV(bytes, bufferSize: bufferSize)
      #expect(read.table.columns == [texts(["\u{FFFD}a", "b\u{FFFD}\u{FFFD}"])])
    }
  }
}
