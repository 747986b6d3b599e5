// Text in columns: padding and wrapping by characters.

extension String {
  /// The text with blanks behind it, up to a width.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(width - count, 0))
  }

  /// The text with blanks before it, up to a width.
  func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(width - count, 0)) + self
  }

  /// The text cut to a width, with an ellipsis where something is cut.
  func shortened(to width: Int) -> String {
    count <= width ? self : prefix(max(width - 1, 0)) + "…"
  }
}

/// Lines of at most that many characters, broken at blanks.
func wrapped(_ text: String, to width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    if !line.isEmpty && line.count + 1 + word.count > width {
      lines.append(line)
      line = String(word)
    } else {
      line += (line.isEmpty ? "" : " ") + word
    }
  }
  if !line.isEmpty || lines.isEmpty { lines.append(line) }
  return lines
}
