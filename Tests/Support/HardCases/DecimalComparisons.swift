import Decimals

/// Reads texts of every family by `nearestDouble` and by the standard library.
public func compareReadingWithStandardLibrary(seed: UInt64) -> Comparison {
  var comparison = Comparison()
  for family in TextFamily.allCases {
    var random = SplitMix(seed: seed)
    for index in 0..<family.count {
      let text = family.text(index, &random)
      let string = String(decoding: text, as: UTF8.self)
      let isSame = nearestDouble(text.span)?.bitPattern == Double(string)?.bitPattern
      comparison.add(isSame, string)
    }
  }
  return comparison
}

/// Writes doubles by `shortestText`, reads them back, and compares the digits with those of the
/// standard library, which are the shortest and of these the nearest.
public func compareWritingWithStandardLibrary(seed: UInt64, count: Int) -> Comparison {
  var random = SplitMix(seed: seed)
  var comparison = Comparison()
  for index in 0..<count {
    let value = sample(index, &random)
    guard value.isFinite else { continue }
    let text = shortestText(of: value)
    let isSame =
      nearestDouble(text.utf8.span)?.bitPattern == value.bitPattern
      && (index % 4 != 0 || Double(text)?.bitPattern == value.bitPattern)
      && significantDigits(text) == significantDigits(value.description)
    comparison.add(isSame, value.description)
  }
  return comparison
}

/// Random bits, decimals with few digits, whole numbers, subnormals, powers of two and neighbours.
private func sample(_ index: Int, _ random: inout SplitMix) -> Double {
  let bits = random.next()
  return switch index % 8 {
  case 0, 1, 2: Double(bitPattern: bits)
  case 3: Double(Int64(truncatingIfNeeded: bits >> 32)) / 10_000
  case 4: Double(Int64(bitPattern: bits) >> Int64(bits & 31))
  case 5: Double(bitPattern: bits >> 12)
  case 6: Double(bitPattern: ((bits >> 8) % 2047) << 52 &+ (bits & 3) &- 1)
  default: Double(bits >> 11) * 0x1p-53
  }
}

/// The digits without zeros on either side, as one integer.
private func significantDigits(_ text: String) -> UInt64 {
  var digits: UInt64 = 0
  var zeros: UInt64 = 1
  for byte in text.utf8 {
    if byte == UInt8(ascii: "e") { break }
    guard byte >= 0x30, byte <= 0x39 else { continue }
    if byte == 0x30 {
      zeros &*= 10
    } else {
      digits = digits &* zeros &* 10 &+ UInt64(byte - 0x30)
      zeros = 1
    }
  }
  return digits
}
