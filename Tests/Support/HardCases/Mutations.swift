import JSON

/// Small valid texts with everything JSON has, for prefixes and mutations.
public let seedTexts: [String] = [
  #"{"jsonrpc":"2.0","id":1,"method":"fit","params":{"model":"vip","k":"auto"}}"#,
  #"{"fields":["a","b"],"rows":[[1,2.5],[null,-3e-7],[0.12345678,100]]}"#,
  "[[1,-2.5,30],[4,5,6],[0.25,-0,7], [10, 20, 0.1234567890123456],[1e3,2,-0.5],[9,8]]",
  #"[1.5,-0,0.0,1E+2,2e-3,123456789012345678901234567890,true,false,null,"",{},[]]"#,
  #"{"text":"\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00 caffè €uro 𝄞","more":["x\u0000y"]}"#,
  " \t\r\n[ { \"a\" : [ 1 , 2 ] , \"b\" : { \"c\" : null } } , 3 ] \n",
  #"[[[[[[[[{"a":[[[{"b":[[[]]]}]]]}]]]]]]]]"#,
  #""a plain string, long enough for more than two words of eight bytes""#,
  #"{"":0,"a":1,"a":2,"é":3,"columns":{"recency":[3,9,27],"country":["UK","DE","FR"]}}"#,
  #"[{"jsonrpc":"2.0","id":"x","method":"a"},{"jsonrpc":"2.0","method":"b","params":[1]}]"#,
  "-12.5e+10", "true", "null", "\"\u{2028}\u{2029}\u{85}\"",
]

/// Every prefix of every text: checks that each is judged as the reference judges it.
public func compareOnPrefixes(of texts: [[UInt8]]) -> Comparison {
  var comparison = Comparison()
  for text in texts {
    for length in 0...text.count { judge(Array(text[..<length]), &comparison) }
  }
  return comparison
}

/// One, two or three bytes changed, put in, taken out or doubled, again and again.
public func compareOnMutations(of texts: [[UInt8]], count: Int, seed: UInt64) -> Comparison {
  let likely = Array(#"{}[],:"\'/0123456789.-+eEtfnaulrsNIx# "#.utf8) + [0, 9, 10, 0x1F, 0x7F]
  var random = SplitMix(seed: seed)
  var comparison = Comparison()
  for index in 0..<count {
    var text = texts[index % texts.count]
    for _ in 0...(index % 3) {
      let offset = Int(random.next() % UInt64(text.count + 1))
      let isLikely = random.next() & 1 == 0
      let byte =
        isLikely
        ? likely[Int(random.next() % UInt64(likely.count))]
        : UInt8(truncatingIfNeeded: random.next())
      switch random.next() % 4 {
      case 0 where offset < text.count: text[offset] = byte
      case 1 where offset < text.count: text.remove(at: offset)
      case 2:
        let end = min(text.count, offset + 1 + Int(random.next() % 12))
        text.insert(contentsOf: text[min(offset, end)..<end], at: offset)
      default: text.insert(byte, at: offset)
      }
    }
    judge(text, &comparison)
  }
  return comparison
}

/// Accepted and refused alike; and what is accepted reads, writes and reads back as the same.
private func judge(_ text: [UInt8], _ comparison: inout Comparison) {
  let depthLimit = 12
  let expected = ReferenceChecker.accepts(text, depthLimit: depthLimit)
  let isRight: Bool
  do {
    let json = try JSONText(text, depthLimit: depthLimit)
    isRight = expected && comesBack(json, depthLimit: depthLimit)
  } catch {
    isRight = !expected && (0...text.count).contains(error.offset) && !error.reason.isEmpty
  }
  comparison.add(isRight, String(decoding: text, as: UTF8.self))
}

/// The tree, its text and the slice's text on one line are all the same value.
private func comesBack(_ text: JSONText, depthLimit: Int) -> Bool {
  let value = JSONValue(text.root)
  var tree = JSONWriter()
  tree.write(value)
  var line = JSONWriter()
  line.write(text.root)
  do {
    let first = try JSONText(tree.bytes, depthLimit: depthLimit)
    let second = try JSONText(line.bytes, depthLimit: depthLimit)
    var again = JSONWriter()
    again.write(JSONValue(first.root))
    let isOneLine = !line.bytes.contains { $0 < 0x20 } && !tree.bytes.contains { $0 < 0x20 }
    return JSONValue(first.root) == value && JSONValue(second.root) == value && isOneLine
      && again.bytes == tree.bytes
  } catch {
    return false
  }
}
