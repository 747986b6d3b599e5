/// What a file is by its first bytes, where it is no text: why it cannot be read and what to do.
///
/// - Parameter bytes: The first bytes of the file, up to 64 KiB.
/// - Returns: `nil` where the bytes can be text in a supported encoding.
func reasonNoText(_ bytes: ArraySlice<UInt8>) -> String? {
  if let reason = reasonBySignature(bytes) { return reason }
  if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return nil }
  guard let zero = bytes.firstIndex(of: 0) else { return nil }
  let head = bytes.prefix(2_000)
  let zeros = head.indices.filter { head[$0] == 0 }
  let first = bytes.startIndex
  let odd = zeros.count { ($0 - first) % 2 == 1 }
  // Text of two bytes per letter has a zero in every second place, and always the same one.
  if zeros.count * 3 > head.count, odd == 0 || odd == zeros.count {
    let name = odd == 0 ? "utf-16be" : "utf-16le"
    return
      "looks like UTF-16 without a byte order mark; set encoding to \"\(name)\" or save it as UTF-8"
  }
  return "is binary, no text (byte \(zero - first) is zero); save it as CSV"
}

private func reasonBySignature(_ bytes: ArraySlice<UInt8>) -> String? {
  let workbook = "is an Excel workbook; save it as CSV (File, Save As, CSV UTF-8) and send that"
  for (signature, reason) in signatures where bytes.starts(with: signature) { return reason }
  if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { return workbook }
  guard
    bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06])
  else { return nil }
  if contains(bytes, "xl/") || contains(bytes, "[Content_Types].xml") { return workbook }
  if contains(bytes, "opendocument.spreadsheet") {
    return "is an OpenDocument spreadsheet; save it as CSV and send that"
  }
  return "is a zip archive; unpack it first"
}

private let signatures: [([UInt8], String)] = [
  ([0x1F, 0x8B], "is compressed with gzip; unpack it first (gzip -d)"),
  ([0x42, 0x5A, 0x68, 0x31], "is compressed with bzip2; unpack it first (bzip2 -d)"),
  ([0x42, 0x5A, 0x68, 0x39], "is compressed with bzip2; unpack it first (bzip2 -d)"),
  ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "is compressed with xz; unpack it first (xz -d)"),
  ([0x28, 0xB5, 0x2F, 0xFD], "is compressed with zstd; unpack it first (zstd -d)"),
  ([0x37, 0x7A, 0xBC, 0xAF], "is a 7z archive; unpack it first"),
  (Array("PAR1".utf8), "is a Parquet file; save it as CSV"),
  (Array("ARROW1".utf8), "is an Arrow file; save it as CSV"),
  (Array("%PDF-".utf8), "is a PDF; save the table in it as CSV"),
  (Array("SQLite format 3".utf8), "is a SQLite database; save the table in it as CSV"),
]

private func contains(_ bytes: ArraySlice<UInt8>, _ text: String) -> Bool {
  let wanted = Array(text.utf8)
  guard bytes.count >= wanted.count else { return false }
  return (bytes.startIndex...bytes.endIndex - wanted.count).contains {
    bytes[$0] == wanted[0] && bytes[$0..<$0 + wanted.count].elementsEqual(wanted)
  }
}
