import Decimals
import JSON

/// Numbers of few digits, and what looks like some: checks that the short way gives what the long
/// one gives, or leaves the number to it.
///
/// - Returns: What was compared, and how many took the short way.
public func compareShortNumbers(
  count: Int, seed: UInt64
) -> (comparison: Comparison, shortCount: Int) {
  var random = SplitMix(seed: seed)
  var comparison = Comparison()
  var shortCount = 0
  func digits(_ count: Int) -> [UInt8] { (0..<count).map { _ in 0x30 + UInt8(random.next() % 10) } }
  for _ in 0..<count {
    var text = random.next() % 2 == 0 ? [UInt8(ascii: "-")] : []
    text += random.next() % 8 == 0 ? [0x30] : digits(Int(random.next() % 10))
    if random.next() % 3 > 0 { text += [UInt8(ascii: ".")] + digits(Int(random.next() % 10)) }
    if random.next() % 8 == 0 { text += Array("eE-+.,x".utf8).shuffled(using: &random).prefix(2) }
    text += [Array(",]} \n".utf8), digits(1), [], [0xFF]][Int(random.next() % 4)].prefix(1)
    let start = Int(random.next() % 3)
    let bytes = Array(repeating: UInt8(ascii: "1"), count: start) + text
    let found = scanShortNumber(bytes.span, from: start)
    let expected = scanNumber(bytes.span, from: start)
    if found != nil { shortCount += 1 }
    // Zeros compare equal whatever their signs are.
    let isSame =
      found == nil
      || found == expected && found?.value.bitPattern == expected?.value.bitPattern
    comparison.add(isSame, String(decoding: text, as: UTF8.self))
  }
  return (comparison, shortCount)
}

/// Bytes searched from every offset on: checks that a search 64 at a time finds what one by one finds.
public func compareSearches(count: Int, seed: UInt64) -> Comparison {
  var random = SplitMix(seed: seed)
  var comparison = Comparison()
  for _ in 0..<count {
    let near: [UInt8] = [0x09, 0x0A, 0x0B, 0x8A, 0x00, 0xFF, 0x01, 0x80]
    let bytes = (0..<Int(random.next() % 200)).map { _ in
      random.next() % 40 == 0 ? near[Int(random.next() % 8)] : UInt8(0x20 + random.next() % 64)
    }
    let wanted = near[Int(random.next() % 8)]
    let start = Int(random.next() % UInt64(bytes.count + 1))
    let found = offset(of: wanted, in: bytes.span, from: start)
    comparison.add(
      found == bytes[start...].firstIndex(of: wanted) ?? bytes.count, "\(bytes) \(wanted)")
  }
  return comparison
}

/// Numbers in base64, with strangers among the letters and every padding: checks that parts read at
/// once are what the bytes behind all letters are, or refused where those are.
public func compareBase64(seed: UInt64) -> Comparison {
  var random = SplitMix(seed: seed)
  var comparison = Comparison()
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  func check(_ letters: [UInt8], isSingle: Bool) {
    guard let text = try? JSONText([0x22] + letters + [0x22]) else { return }
    let bytes = decodeBase64(letters[...])
    let width = isSingle ? 4 : 8
    let expected = bytes.flatMap { $0.count % width == 0 ? $0 : nil }
    var found: [UInt64]?
    if let numbers = Base64Numbers(text.root, isSinglePrecision: isSingle) {
      let middle = numbers.count / 2 / Base64Numbers.grain * Base64Numbers.grain
      var (first, second): ([Double], [Double]) = ([], [])
      if numbers.read(0..<middle, into: &first), numbers.read(middle..<numbers.count, into: &second)
      {
        found = (first + second).map(\.bitPattern)
      }
    }
    let values = expected.map { bytes in
      stride(from: 0, to: bytes.count, by: width).map { start in
        let bits = (0..<width).reduce(UInt64(0)) {
          $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1)
        }
        return isSingle
          ? Double(Float(bitPattern: UInt32(bits))).bitPattern : Double(bitPattern: bits).bitPattern
      }
    }
    comparison.add(found == values, String(decoding: letters, as: UTF8.self))
  }
  for length in 0..<200 {
    for padding in 0..<4 {
      let letters = (0..<length).map { _ in alphabet[Int(random.next() % 64)] }
      for isSingle in [false, true] {
        check(letters + Array(repeating: UInt8(ascii: "="), count: padding), isSingle: isSingle)
      }
    }
  }
  // 86 letters are eight doubles, six of which are read at once.
  let letters = (0..<86).map { _ in alphabet[Int(random.next() % 64)] }
  for place in letters.indices {
    for stranger in UInt8.min...UInt8.max {
      var changed = letters
      changed[place] = stranger
      check(changed, isSingle: place % 2 == 0)
    }
  }
  return comparison
}
