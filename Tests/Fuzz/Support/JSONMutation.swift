import JSON

/// The fuzzer's own change of bytes.
///
/// The C convention of this signature is Swift's, and there is no header to import it from.
@_silgen_name("LLVMFuzzerMutate")
private func mutateBytes(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ limit: Int) -> Int

/// Changes a JSON text so that it mostly stays one: a value is put in the place of another, a member
/// or element leaves or comes twice.
///
/// Bytes changed at random hardly ever leave a document of a thousand values whole, so what reads
/// its values would never be reached.
///
/// - Returns: The new size, at most `limit`.
public func mutateJSON(
  _ data: UnsafeMutablePointer<UInt8>, _ size: Int, limit: Int, seed: UInt32, words: [String]
) -> Int {
  var numbers = Cuts(seed: UInt64(seed), longest: 1)
  let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  guard numbers.next() % 16 != 0, let text = try? JSONText(bytes) else {
    return unsafe mutateBytes(data, size, limit)
  }
  var places: [Place] = []
  collect(text.root, before: text.root.range.lowerBound, into: &places)
  let place = places[Int(numbers.next() % UInt64(places.count))]
  let other = places[Int(numbers.next() % UInt64(places.count))]
  let value = place.slice.range
  let changed: ArraySlice<UInt8>
  switch numbers.next() % 8 {
  case 0, 1, 2:
    let word = words[Int(numbers.next() % UInt64(words.count))]
    changed = bytes[..<value.lowerBound] + Array(word.utf8) + bytes[value.upperBound...]
  case 3:
    changed =
      bytes[..<value.lowerBound] + bytes[other.slice.range] + bytes[value.upperBound...]
  case 4:
    // A comma left over makes it no text; the one behind it goes, too.
    let hasComma = value.upperBound < size && bytes[value.upperBound] == UInt8(ascii: ",")
    changed = bytes[..<place.start] + bytes[(value.upperBound + (hasComma ? 1 : 0))...]
  case 5:
    let member = bytes[place.start..<value.upperBound]
    changed = bytes[..<place.start] + member + [UInt8(ascii: ",")] + bytes[place.start...]
  case 6:
    let member = bytes[other.start..<other.slice.range.upperBound]
    changed = bytes[..<place.start] + member + bytes[value.upperBound...]
  default:
    guard value.count <= 100 else { return size }
    var part = Array(bytes[value]) + Array(repeating: 0, count: 20)
    let length = unsafe part.withUnsafeMutableBufferPointer { part in
      unsafe part.baseAddress.map { unsafe mutateBytes($0, value.count, value.count + 20) } ?? 0
    }
    changed = bytes[..<value.lowerBound] + part[..<length] + bytes[value.upperBound...]
  }
  guard changed.count <= limit else { return size }
  for (index, byte) in changed.enumerated() { unsafe data[index] = byte }
  return changed.count
}

/// A value and where it begins, its name included.
private struct Place {
  let slice: JSONSlice
  let start: Int
}

private func collect(_ slice: JSONSlice, before start: Int, into places: inout [Place]) {
  places.append(Place(slice: slice, start: start))
  var reader = JSONReader(slice)
  switch slice.kind {
  case .array:
    reader.enterArray()
    while reader.nextElement() {
      let element = reader.readSlice()
      collect(element, before: element.range.lowerBound, into: &places)
    }
  case .object:
    reader.enterObject()
    var end = slice.range.lowerBound + 1
    while reader.nextKey() != nil {
      let value = reader.readSlice()
      let hasComma = slice.bytes[end] == UInt8(ascii: ",")
      collect(value, before: end + (hasComma ? 1 : 0), into: &places)
      end = value.range.upperBound
    }
  default: break
  }
}

/// Values that stand at the edge of something, for any text.
public let usualWords = [
  "null", "true", "false", "0", "1", "2", "-1", "5.0", "0.5", "-0.0", "1e308", "-1e308", "1e-320",
  "1e140", "9007199254740992", "9223372036854775807", "9223372036854775808", "1e400", "[]", "{}",
  "[0]", "[[]]", "[null]", "\"\"", "\"a\"", "\"b\"", "\"\\u0000\"", "\"2011-12-10\"",
  "\"2011-12-10T08:26:00\"", "\"1\"", "\"Ä\"", "[\"a\",\"b\"]", "[1,2,3]", "{\"a\":1}",
]
