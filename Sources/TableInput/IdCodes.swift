import Tables

/// A code for each distinct text of a column, from those of its parts.
///
/// Texts that are numbered ids are kept as their numbers. Where nobody wants the texts back, ids with
/// the same beginning and neighbouring numbers get neighbouring codes: sixteen numbers share an entry,
/// so consecutive ids cost about a byte each, where a text costs 65. Then codes have gaps where
/// numbers are scattered; else they are in the order in which the texts came. 20,000,000
/// transactions of 3,333,334 invoices: 89 MB at the peak, 280 with all texts kept.
struct IdCodes {
  private let keepsTexts: Bool
  private var beginnings = TextInterner()
  private var texts = TextInterner()

  /// Per text its code, -1 where it has none yet.
  private var textCodes: [Int32] = []

  /// Per block of sixteen places which numbers it is of; the blocks of texts are of none.
  private var blocks: [UInt64] = []

  /// Per place that a hash tells one more than the index of a block, 0 where empty; a power of two, at
  /// most half full.
  private var slots: [UInt32] = Array(repeating: 0, count: 64)

  /// The block that was asked for last, as ids mostly follow each other.
  private var newest: (key: UInt64, block: Int) = (.max, 0)

  /// How many texts have a place, and the block that the next one has its place in.
  private var placedTextCount = 0
  private var textBlock = 0

  /// Where texts are kept: the code of each place, -1 where it has none yet, and the key of each code.
  private var codesOfPlaces: [Int32] = []
  private var keys: [UInt64] = []

  /// Whether there are more codes than fit in 32 bits; those that came since mean nothing.
  private(set) var isOverfull = false
  private let codeLimit: Int

  /// The most codes there are.
  static let mostCodes = Int(Int32.max)

  /// So that nobody can prepare numbers that collide; codes do not depend on it.
  private let seed = UInt64.random(in: .min ... .max)

  /// No texts yet.
  ///
  /// - Parameter codeLimit: At most ``mostCodes``; tests set a lower one.
  init(keepsTexts: Bool, codeLimit: Int = IdCodes.mostCodes) {
    self.keepsTexts = keepsTexts
    self.codeLimit = codeLimit
  }

  /// How many texts there are to go back to.
  var labelCount: Int { keys.count }

  /// The codes of a part's texts, in the order of its codes.
  mutating func codes(of runs: IdRuns) -> [Int32] {
    let beginningCodes = beginnings.codes(of: runs.beginnings)
    let ownTexts = texts.codes(of: runs.texts)
    textCodes.append(contentsOf: repeatElement(-1, count: texts.count - textCodes.count))
    var codes: [Int32] = []
    codes.reserveCapacity(runs.keys.count)
    defer { isOverfull = isOverfull || (keepsTexts ? keys.count : 16 * blocks.count) > codeLimit }
    for key in runs.keys {
      if key & IdRuns.textMark != 0 {
        codes.append(code(ofText: Int(ownTexts[Int(key ^ IdRuns.textMark)])))
      } else {
        let own = IdForm(ofKey: key)
        let form = IdForm(beginningCodes[Int(own.beginning)], width: own.width)
        codes.append(code(of: form, UInt32(truncatingIfNeeded: key)))
      }
    }
    return codes
  }

  @inline(__always)
  private mutating func code(of form: IdForm, _ number: UInt32) -> Int32 {
    let block = block(of: form.key(of: number &>> 4))
    let place = block &* 16 &+ Int(number & 15)
    guard keepsTexts else { return Int32(truncatingIfNeeded: place) }
    if codesOfPlaces[place] < 0 {
      codesOfPlaces[place] = Int32(truncatingIfNeeded: keys.count)
      keys.append(form.key(of: number))
    }
    return codesOfPlaces[place]
  }

  private mutating func code(ofText text: Int) -> Int32 {
    if textCodes[text] >= 0 { return textCodes[text] }
    if keepsTexts {
      textCodes[text] = Int32(truncatingIfNeeded: keys.count)
      keys.append(IdRuns.textMark | UInt64(truncatingIfNeeded: text))
    } else {
      if placedTextCount & 15 == 0 {
        textBlock = blocks.count
        blocks.append(.max)
      }
      textCodes[text] = Int32(truncatingIfNeeded: textBlock &* 16 &+ placedTextCount & 15)
      placedTextCount += 1
    }
    return textCodes[text]
  }

  /// The texts from a code on, in the order of their codes; none where they are not kept.
  func labels(from first: Int = 0) -> [Label] {
    var bytes: [UInt8] = []
    return (first..<max(first, keys.count)).map { code in
      let key = keys[code]
      if key & IdRuns.textMark != 0 {
        return texts.label(of: Int32(truncatingIfNeeded: key ^ IdRuns.textMark))
      }
      let form = IdForm(ofKey: key)
      let digits = String(UInt32(truncatingIfNeeded: key)).utf8
      bytes.removeAll(keepingCapacity: true)
      bytes += beginnings.label(of: form.beginning).text.utf8
      bytes += repeatElement(UInt8(ascii: "0"), count: max(0, form.width - digits.count))
      bytes += digits
      return Label(String(decoding: bytes, as: UTF8.self))
    }
  }

  @inline(__always)
  private mutating func block(of key: UInt64) -> Int {
    if newest.key == key { return newest.block }
    let block = find(key)
    newest = (key, block)
    return block
  }

  private mutating func find(_ key: UInt64) -> Int {
    var slot = place(of: key)
    while slots[slot] != 0 {
      let block = Int(slots[slot]) &- 1
      if blocks[block] == key { return block }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    blocks.append(key)
    if keepsTexts { codesOfPlaces.append(contentsOf: repeatElement(-1, count: 16)) }
    slots[slot] = UInt32(truncatingIfNeeded: blocks.count)
    if blocks.count * 2 > slots.count { grow() }
    return blocks.count - 1
  }

  private func place(of key: UInt64) -> Int {
    Int(truncatingIfNeeded: mixed(key ^ seed)) & (slots.count &- 1)
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for (block, key) in blocks.enumerated() where key != .max {
      var slot = place(of: key)
      while slots[slot] != 0 { slot = (slot &+ 1) & (slots.count &- 1) }
      slots[slot] = UInt32(truncatingIfNeeded: block + 1)
    }
  }
}
