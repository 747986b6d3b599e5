import Glibc

/// Ends the program where what must hold does not, so that the fuzzer keeps the input.
public func require(
  _ holds: Bool, _ sentence: @autoclosure () -> String, file: StaticString = #fileID,
  line: UInt = #line
) {
  guard !holds else { return }
  print("\(file):\(line): \(sentence())")
  fflush(nil)
  abort()
}

/// Ends the program where an error says nothing, or ends like a text of several sentences.
public func requireSentence(
  _ sentence: String, file: StaticString = #fileID, line: UInt = #line
) {
  require(
    sentence.count > 10 && sentence.last != "." && sentence.utf8.count < 20_000,
    "no sentence: \"\(sentence)\"", file: file, line: line)
}
