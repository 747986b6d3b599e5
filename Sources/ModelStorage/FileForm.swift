/// How every file of the state directory begins, so that it can tell that it is whole.
///
///     0  "segmentd"                16  identity         40  length of the content
///     8  form, 4 bytes             24  mark             48  checksum of the content
///    12  kind, 4 bytes             32  parts, 8 bytes   56  per part: name (16), length, checksum
///    ..  checksum of all before    ..  the content
///
/// Numbers are little-endian, of eight bytes unless said. The head is summed up apart, so that the
/// files of a folder can be told from each other without reading what they hold.
struct FileForm: Equatable {
  /// The newest form; every older one is read for ever.
  static let current = 1

  /// What a file is.
  enum Kind: UInt32 {
    /// The document of a version.
    case version = 1
    /// What stands in the place of the newest version once it was deleted, so that its number stays
    /// taken.
    case tombstone = 2
    /// More of a version than its document.
    case part = 3
    /// What belongs to the name, not to a version.
    case notes = 4
  }

  /// A part of a version, as its document knows it.
  struct Part: Equatable {
    let name: String
    let byteCount: Int
    let checksum: UInt64
  }

  let kind: Kind
  /// A number that no other version has; the parts of a version have it, too.
  let identity: UInt64
  /// A number of the caller's that outlives the content: a tombstone and a damaged file have it.
  let mark: UInt64
  let parts: [Part]
  let byteCount: Int
  let checksum: UInt64

  private static let magic = Array("segmentd".utf8)
  /// The bytes before the parts.
  static let fixedByteCount = 56
  static let partByteCount = 32
  static let partLimit = 16
  static let headLimit = fixedByteCount + partLimit * partByteCount + 8

  /// The bytes of the head.
  var headByteCount: Int { FileForm.fixedByteCount + parts.count * FileForm.partByteCount + 8 }

  /// The head for a content.
  init(_ kind: Kind, identity: UInt64, mark: UInt64, parts: [Part] = [], content: [UInt8]) {
    precondition(parts.count <= FileForm.partLimit)
    self.kind = kind
    self.identity = identity
    self.mark = mark
    self.parts = parts
    byteCount = content.count
    checksum = Checksum(of: content.span).value
  }

  /// The head as it is written.
  var head: [UInt8] {
    var bytes = FileForm.magic
    bytes.append(UInt32(FileForm.current))
    bytes.append(kind.rawValue)
    bytes.append(identity)
    bytes.append(mark)
    bytes.append(UInt64(parts.count))
    bytes.append(UInt64(byteCount))
    bytes.append(checksum)
    for part in parts {
      bytes += part.name.utf8
      bytes += [UInt8](repeating: 0, count: max(0, 16 - part.name.utf8.count))
      bytes.append(UInt64(part.byteCount))
      bytes.append(part.checksum)
    }
    bytes.append(Checksum(of: bytes.span).value)
    return bytes
  }

  /// Reads a head.
  ///
  /// - Parameter bytes: The first bytes of the file, as many as there are up to ``headLimit``.
  /// - Parameter path: The file's path, for the error.
  /// - Parameter fileByteCount: The size of the whole file.
  /// - Throws: ``StorageError/damaged(path:reason:)`` or ``StorageError/newerForm(path:form:)``.
  init(_ bytes: [UInt8], fileByteCount: Int, path: String) throws(StorageError) {
    func damaged(_ reason: String) -> StorageError { .damaged(path: path, reason: reason) }
    guard bytes.count >= FileForm.fixedByteCount + 8 else {
      throw damaged("it ends after \(fileByteCount) bytes, within its head")
    }
    guard Array(bytes[..<8]) == FileForm.magic else {
      throw damaged("it does not begin with \"segmentd\"")
    }
    let form = Int(bytes.number(at: 8, byteCount: 4))
    let count = bytes.number(at: 32)
    // A later form may have another head; what only looks like one is caught by no checksum.
    guard form <= FileForm.current else { throw .newerForm(path: path, form: form) }
    guard form >= 1, count <= FileForm.partLimit else { throw damaged("its head makes no sense") }
    let end = FileForm.fixedByteCount + Int(count) * FileForm.partByteCount
    guard bytes.count >= end + 8 else {
      throw damaged("it ends after \(fileByteCount) bytes, within its head")
    }
    guard Checksum(of: Array(bytes[..<end]).span).value == bytes.number(at: end) else {
      throw damaged("the checksum of its head is wrong")
    }
    guard let kind = Kind(rawValue: UInt32(bytes.number(at: 12, byteCount: 4))),
      let length = Int(exactly: bytes.number(at: 40))
    else { throw damaged("its head makes no sense") }
    guard fileByteCount - end - 8 == length else {
      throw damaged(
        "it has \(fileByteCount - end - 8) bytes of content and was written with \(length)")
    }
    self.kind = kind
    identity = bytes.number(at: 16)
    mark = bytes.number(at: 24)
    byteCount = length
    checksum = bytes.number(at: 48)
    parts = (0..<Int(count)).map { index in
      let start = FileForm.fixedByteCount + index * FileForm.partByteCount
      return Part(
        name: String(decoding: bytes[start..<start + 16].prefix { $0 != 0 }, as: UTF8.self),
        byteCount: Int(clamping: bytes.number(at: start + 16)),
        checksum: bytes.number(at: start + 24))
    }
  }

  /// Checks a content against the head.
  func check(_ content: [UInt8], path: String) throws(StorageError) {
    guard Checksum(of: content.span).value == checksum else {
      throw .damaged(path: path, reason: "the checksum of its content is wrong")
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ number: some FixedWidthInteger) {
    for place in 0..<number.bitWidth / 8 {
      append(UInt8(truncatingIfNeeded: number >> (place * 8)))
    }
  }

  fileprivate func number(at place: Int, byteCount: Int = 8) -> UInt64 {
    (0..<byteCount).reduce(0) { $0 | UInt64(self[place + $1]) << (8 * UInt64($1)) }
  }
}
