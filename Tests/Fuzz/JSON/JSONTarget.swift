import Decimals
import FuzzSupport
import JSON

/// One run: the whole input as a JSON text, then as numbers.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  checkText(bytes)
  checkNumber(bytes)
  checkDouble(bytes)
  return 0
}

/// A text is taken where the grammar has it, is read the same by every way, and survives writing.
private func checkText(_ bytes: [UInt8]) {
  let limit = 20
  let depth = bytes.count <= 4096 ? Reference.depth(of: bytes) : nil
  let text: JSONText
  do throws(JSONError) {
    text = try JSONText(bytes, depthLimit: limit)
  } catch {
    require((depth ?? .max) > limit, "a text is refused: \(error)")
    require((0...bytes.count).contains(error.offset), "offset \(error.offset) is outside")
    requireSentence(error.description)
    return
  }
  if bytes.count <= 4096 {
    require(depth.map { $0 <= limit } == true, "what is no text is taken, depth \(depth ?? -1)")
  }
  let value = JSONValue(text.root)
  checkWriting(value, of: text)
  checkReading(text.root, value)
  if let shallower = depth, shallower > 0 {
    require((try? JSONText(bytes, depthLimit: shallower - 1)) == nil, "the depth limit is passed")
    require((try? JSONText(bytes, depthLimit: shallower)) != nil, "the depth limit is too strict")
  }
}

/// What is written is a text, compact, equal, and is written the same again.
private func checkWriting(_ value: JSONValue, of text: JSONText) {
  var writer = JSONWriter()
  writer.write(value)
  guard let again = try? JSONText(writer.bytes) else {
    return require(false, "what was written is no text: \(value)")
  }
  let second = JSONValue(again.root)
  // A number beyond range is written as null.
  require(second == value || !text.outOfRange.isEmpty, "written and read again it is \(second)")
  var rewriter = JSONWriter()
  rewriter.write(second)
  require(rewriter.bytes == writer.bytes, "it is written differently the second time")
  require(
    !writer.bytes.contains { $0 < 0x20 } && again.root.range == 0..<writer.bytes.count,
    "what was written is not on one line")

  var raw = JSONWriter()
  raw.write(text.root)
  guard let copied = try? JSONText(raw.bytes) else {
    return require(false, "what was copied is no text")
  }
  require(JSONValue(copied.root) == value, "the copy of a text is another value")
  require(!raw.bytes.contains(0x0A), "the copy of a text is not on one line")
}

/// Every way of reading agrees with the tree.
private func checkReading(_ slice: JSONSlice, _ value: JSONValue) {
  require(slice.kind == value.kind, "the kinds differ")
  require((try? JSONText(Array(slice.bytes[slice.range]))) != nil, "a part is no text by itself")
  var reader = JSONReader(slice)
  switch value {
  case .array(let elements):
    checkNumbers(slice, elements)
    checkRows(slice, elements)
    reader.enterArray()
    var index = 0
    while reader.nextElement() {
      require(index < elements.count, "the reader finds more elements")
      if index < 50 {
        checkReading(reader.readSlice(), elements[index])
      } else {
        reader.skip()
      }
      index += 1
    }
    require(index == elements.count, "the reader finds fewer elements")
  case .object(let object):
    reader.enterObject()
    var index = 0
    while let key = reader.nextKey() {
      require(index < object.members.count, "the reader finds more members")
      require(Array(key.utf8) == Array(object.members[index].key.utf8), "the names differ")
      checkReading(reader.readSlice(), object.members[index].value)
      index += 1
    }
    require(index == object.members.count, "the reader finds fewer members")
    for (key, _) in object.members { require(object[key] != nil, "a member is not found") }
  case .string(let string):
    require(reader.readString() == string, "the strings differ")
  case .number(let number):
    require(reader.readNumber() == number.value, "the numbers differ")
    if let integer = number.integer { require(Double(integer) == number.value, "no integer") }
  case .bool(let bool): require(reader.readBool() == bool, "the truths differ")
  case .null, .slice: reader.readNull()
  }
}

/// The run of numbers at the beginning of an array, read at once and one by one.
private func checkNumbers(_ slice: JSONSlice, _ elements: [JSONValue]) {
  for limit in [1, 3, Int.max] {
    var reader = JSONReader(slice)
    reader.enterArray()
    var numbers: [Double] = []
    let hasMore = reader.readNumbers(into: &numbers, limit: limit)
    require(numbers.count <= min(limit, elements.count), "too many numbers")
    for (number, element) in zip(numbers, elements) {
      require(
        element.isNull ? number.isNaN : number == element.double, "\(number) is no \(element)")
    }
    if hasMore {
      require(numbers.count < elements.count || limit == numbers.count, "more, and none is there")
    } else {
      require(numbers.count == elements.count, "an end, and elements follow")
    }
  }
}

/// Rows of numbers, read at once and one by one.
private func checkRows(_ slice: JSONSlice, _ elements: [JSONValue]) {
  guard let width = elements.first?.array?.count, width > 0 else { return }
  var reader = JSONReader(slice)
  reader.enterArray()
  var cells: [Double] = []
  let rowCount = reader.readNumericRows(width: width, limit: .max, into: &cells)
  require(cells.count == rowCount * width && rowCount <= elements.count, "too many rows")
  for row in 0..<rowCount {
    for (place, element) in (elements[row].array ?? []).enumerated() {
      let cell = cells[row * width + place]
      require(element.isNull ? cell.isNaN : cell == element.double, "\(cell) is no \(element)")
    }
  }
  require(reader.nextElement() == (rowCount < elements.count), "the rows end elsewhere")
}
