import JSON
import SegmentProtocol

/// Cuts a result to what an assistant's host will take.
///
/// Every list is cut at its end to the same length, the longest that fits, so that the lists of a
/// table stay in step; so are maps, and texts of many lines. The result then says so: `truncated`
/// and how long each list was. What is left still satisfies the schema, because lists are cut to
/// no less than 8 elements, of which no schema asks more, and no object with fixed members has as
/// many as 64.
enum Truncation {
  /// Bytes of a whole tool result, in which the text stands twice.
  static let limit = 1 << 20

  /// Bytes for what stands around the text: the envelope, its id, `_meta`.
  private static let margin = 4096

  /// Elements that every list keeps, members that every object keeps, bytes that every text keeps.
  private static let (leastElements, leastMembers, leastBytes) = (8, 64, 1000)

  /// What the schema of a result gains.
  static let members: [Schema.Property] = [
    .optional("truncated", .boolean, "True where lists were cut at their ends to fit 1 MiB."),
    .optional(
      "truncated_counts", .object([], open: .integer(min: 0)),
      "How many elements each list that was cut has in full, by its path."),
  ]

  /// The result, cut if need be.
  ///
  /// - Parameter text: One JSON object, as a `JSONWriter` wrote it.
  /// - Returns: nil where it cannot be cut as far as that.
  /// - Complexity: O(n), where it is to be cut in about 20 passes over what is kept.
  static func fitting(_ text: [UInt8]) -> [UInt8]? {
    if text.count <= limit / 2, cost(of: text) <= limit - margin { return text }
    guard let root = try? JSONText(text, depthLimit: JSONText.greatestDepthLimit).root else {
      return nil
    }
    var (low, high) = (leastElements - 1, limit / 4)
    while low < high {
      let middle = (low + high + 1) / 2
      if Cut(root, keeping: middle).fits { low = middle } else { high = middle - 1 }
    }
    guard low >= leastElements else { return nil }
    var cut = Cut(root, keeping: low)
    return cut.finish(root)
  }

  /// Bytes that a text takes where it stands once as it is and once in quotes.
  fileprivate static func cost(of text: [UInt8]) -> Int {
    text.reduce(into: 2 * text.count) { cost, byte in
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { cost += 1 }
    }
  }

  /// One try.
  private struct Cut {
    private let elements: Int
    private let members: Int
    private var writer = JSONWriter()
    private var isOver = false
    /// Where something was cut: found in the last pass alone, which has the time to count.
    private var counts: [(path: String, count: Int)] = []

    /// Room for the counts, which are written last.
    private static let countsMargin = 8192
    private static let mostCounts = 50

    init(_ root: JSONSlice, keeping elements: Int) {
      self.elements = elements
      members = max(elements, Truncation.leastMembers)
      var reader = JSONReader(root)
      write(&reader)
    }

    var fits: Bool {
      !isOver
        && Truncation.cost(of: writer.bytes) <= Truncation.limit - margin - Self.countsMargin
    }

    /// The text with what was cut.
    mutating func finish(_ root: JSONSlice) -> [UInt8] {
      var reader = JSONReader(root)
      count(&reader, "")
      var text = writer.bytes
      text.removeLast()
      var end = JSONWriter()
      end.object { writer in
        writer.member("truncated", true)
        writer.object("truncated_counts") { writer in
          for (path, count) in counts { writer.member(path, count) }
        }
      }
      if text.count > 1 { text.append(UInt8(ascii: ",")) }
      return text + end.bytes.dropFirst()
    }

    private mutating func write(_ reader: inout JSONReader) {
      guard !isOver else { return reader.skip() }
      switch reader.kind {
      case .array:
        var after = reader
        after.skip()
        writer.beginArray()
        reader.enterArray()
        var count = 0
        while count < elements, reader.nextElement() {
          write(&reader)
          count += 1
        }
        writer.endArray()
        reader = after
      case .object:
        var after = reader
        after.skip()
        writer.beginObject()
        reader.enterObject()
        var count = 0
        while count < members, let key = reader.nextKey() {
          writer.key(key)
          write(&reader)
          count += 1
        }
        writer.endObject()
        reader = after
      case .string:
        let slice = reader.readSlice()
        if slice.range.count > Truncation.leastBytes {
          var text = JSONReader(slice)
          writer.write(shortened(text.readString()))
        } else {
          writer.writeRaw(slice.bytes[slice.range])
        }
      case .number, .bool, .null:
        let slice = reader.readSlice()
        writer.writeRaw(slice.bytes[slice.range])
      }
      isOver = writer.bytes.count > Truncation.limit / 2
    }

    private func shortened(_ text: String) -> String {
      // A quarter as many code points are never more bytes than allowed; a character may be.
      String(String.UnicodeScalarView(text.unicodeScalars.prefix(Truncation.leastBytes / 4))) + "…"
    }

    /// Finds the lists and maps that are longer than what was kept, and how long.
    private mutating func count(_ reader: inout JSONReader, _ path: String) {
      var count = 0
      switch reader.kind {
      case .array:
        reader.enterArray()
        while reader.nextElement() {
          if count < elements { self.count(&reader, path + "[]") } else { reader.skip() }
          count += 1
        }
        note(path, count, elements)
      case .object:
        reader.enterObject()
        while let key = reader.nextKey() {
          let place = path.isEmpty ? key : "\(path).\(key)"
          if count < members { self.count(&reader, place) } else { reader.skip() }
          count += 1
        }
        note(path, count, members)
      default: reader.skip()
      }
    }

    private mutating func note(_ path: String, _ count: Int, _ kept: Int) {
      guard count > kept else { return }
      if let place = counts.firstIndex(where: { $0.path == path }) {
        counts[place].count = max(counts[place].count, count)
      } else if counts.count < Self.mostCounts, path.utf8.count <= 100 {
        counts.append((path, count))
      }
    }
  }
}
