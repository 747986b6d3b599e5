import HardCases
import JSON
import SharedFiles
import Testing

@Suite(
  "JSONTestSuite",
  .enabled(
    if: SharedData.has(SharedData.suite),
    Comment(rawValue: SharedData.absence(of: SharedData.suite))))
struct SuiteTests {
  @Test func `everything that must be accepted is`() throws {
    let files = try SharedData.files(in: "test_parsing").filter { $0.name.hasPrefix("y_") }

    let refused = files.filter { !isAccepted($0.bytes) }.map(\.name)

    #expect(refused == [])
    #expect(files.count == 95)
  }

  @Test func `everything that must be refused is, with an offset within the text`() throws {
    let files = try SharedData.files(in: "test_parsing").filter { $0.name.hasPrefix("n_") }

    let accepted = files.filter { isAccepted($0.bytes) }.map(\.name)

    #expect(accepted == [])
    #expect(files.count == 188)
    for file in files {
      let error = #expect(throws: JSONError.self) { try JSONText(file.bytes) }
      #expect((0...file.bytes.count).contains(error?.offset ?? -1))
    }
  }

  /// What the standard leaves open, and our answers: numbers of any size are accepted (beyond double
  /// range they are reported), 500 levels are within our limit of 512, and whatever is not valid
  /// UTF-8, or has half a surrogate pair, or a byte order mark, is refused.
  @Test func `what is left open is decided group by group`() throws {
    let files = try SharedData.files(in: "test_parsing").filter { $0.name.hasPrefix("i_") }

    let accepted = files.filter { isAccepted($0.bytes) }.map(\.name)

    let numbers = files.map(\.name).filter { $0.hasPrefix("i_number") }
    #expect(accepted == numbers + ["i_structure_500_nested_arrays.json"])
    #expect(numbers.count == 10)
    #expect(files.count == 35)
  }

  @Test func `numbers beyond double range are reported`() throws {
    let files = try SharedData.files(in: "test_parsing").filter { $0.name.hasPrefix("i_number") }

    let reported = try files.filter { try !JSONText($0.bytes).outOfRange.isEmpty }.map(\.name)

    #expect(
      reported == [
        "i_number_huge_exp.json", "i_number_neg_int_huge_exp.json",
        "i_number_pos_double_huge_exp.json", "i_number_real_neg_overflow.json",
        "i_number_real_pos_overflow.json",
      ])
  }

  /// Numbers keep their token, equal names stay two members, names are compared byte by byte, and
  /// text that is not Unicode is refused.
  @Test func `the transformations keep every distinction`() throws {
    var texts: [String: String] = [:]
    for file in try SharedData.files(in: "test_transform") {
      texts[file.name] =
        isAccepted(file.bytes) ? try JSONValue(JSONText(file.bytes).root).description : "refused"
    }

    #expect(texts.count == 22)
    #expect(texts.filter { $0.value == "refused" }.keys.allSatisfy { $0.contains("codepoint") })
    #expect(texts.filter { $0.value == "refused" }.count == 6)
    #expect(texts["number_10000000000000000999.json"] == "[10000000000000000999]")
    #expect(texts["number_1.000000000000000005.json"] == "[1.000000000000000005]")
    #expect(texts["number_1e-999.json"] == "[1E-999]")
    #expect(texts["object_same_key_different_values.json"] == #"{"a":1,"a":2}"#)
    #expect(texts["object_same_key_unclear_values.json"] == #"{"a":0,"a":-0}"#)
    #expect(texts["object_key_nfc_nfd.json"] == "{\"\u{e9}\":\"NFC\",\"e\u{301}\":\"NFD\"}")
    #expect(texts["string_with_escaped_NULL.json"] == #"["A\u0000B"]"#)
  }

  @Test func `prefixes and mutations of the suite are judged as the reference does`() throws {
    let texts = try SharedData.files(in: "test_parsing").map(\.bytes).filter { $0.count < 200 }

    let prefixes = compareOnPrefixes(of: texts)
    let mutations = compareOnMutations(of: texts, count: 300_000, seed: 4)
    print("suite: compared \(prefixes.count) prefixes and \(mutations.count) mutations")

    #expect(prefixes.differing == [])
    #expect(mutations.differing == [])
    #expect(prefixes.count >= 3_000 && mutations.count >= 200_000)
  }

  private func isAccepted(_ bytes: [UInt8]) -> Bool {
    do {
      _ = try JSONText(bytes)
      return true
    } catch {
      return false
    }
  }
}
