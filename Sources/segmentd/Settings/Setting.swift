/// Something that can be set by a flag, by a variable of the environment, in the configuration
/// file, or is left as it is.
struct Setting: Sendable {
  /// What its value has to be.
  enum Kind: Sendable {
    /// Any text, such as a path.
    case text
    /// One of these words.
    case choice([String])
    /// A whole number.
    case whole(ClosedRange<Int>)
    /// A number of bytes, with K, M or G for the powers of 1,024.
    case size(ClosedRange<Int>)
  }

  /// The name that all three ways are made of: `log-level`.
  let name: String
  /// What its value is called in help.
  let value: String
  /// What it does.
  let meaning: String
  /// What its value has to be.
  var kind = Kind.text
  /// The value where nobody sets one, as it would be written; `nil` for none.
  var standard: String?
  /// What help says of the default, where the value does not say it.
  var standardWords: String?
  /// Whether it may have several values: a flag or a line each, a colon between them in a variable.
  var isList = false
  /// Whether its value is never shown, and taken from the environment alone.
  var isSecret = false

  /// The flag: `--log-level`.
  var flag: String { "--" + name }

  /// The variable: `SEGMENTD_LOG_LEVEL`.
  var variable: String { "SEGMENTD_" + name.uppercased().replacing("-", with: "_") }

  private var choices: [String] {
    if case .choice(let words) = kind { words } else { [] }
  }

  /// What help says of it.
  var description: OptionDescription {
    let words = standardWords ?? standard
    return OptionDescription(
      name: flag, value: value, meaning: meaning + (words.map { " (default: \($0))" } ?? ""),
      isRepeatable: isList, choices: choices)
  }
}

extension Setting.Kind {
  /// What a value has to be, for a sentence; `nil` where any will do.
  var requirement: String {
    switch self {
    case .text: "a text that is not empty"
    case .choice(let words):
      words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    case .whole(let range):
      "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .size(let range):
      "a number of bytes from \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound)), "
        + "such as 512M"
    }
  }

  /// Whether the value is one.
  func allows(_ text: String) -> Bool {
    switch self {
    case .text: !text.isEmpty && !text.utf8.contains(0)
    case .choice(let words): words.contains(text)
    case .whole, .size: number(text) != nil
    }
  }

  /// The number that a value says; `nil` for none, and for one out of bounds.
  func number(_ text: String) -> Int? {
    switch self {
    case .text, .choice: return nil
    case .whole(let range): return digits(text[...], in: range)
    case .size(let range):
      let shift: Int
      switch text.last {
      case "K", "k": shift = 10
      case "M", "m": shift = 20
      case "G", "g": shift = 30
      default: return digits(text[...], in: range)
      }
      guard let count = digits(text.dropLast(), in: 0...(Int.max >> shift)) else { return nil }
      return range.contains(count << shift) ? count << shift : nil
    }
  }

  /// A number of bytes as it is written: `64M`.
  static func text(_ byteCount: Int) -> String {
    for (shift, letter) in [(30, "G"), (20, "M"), (10, "K")] {
      if byteCount > 0, byteCount & ((1 << shift) - 1) == 0 {
        return "\(byteCount >> shift)\(letter)"
      }
    }
    return "\(byteCount)"
  }

  private func digits(_ text: Substring, in range: ClosedRange<Int>) -> Int? {
    guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text),
      range.contains(number)
    else { return nil }
    return number
  }
}
