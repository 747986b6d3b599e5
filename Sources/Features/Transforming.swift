import Glibc

extension Transform {
  /// Whether the value has a result; one that has none counts as missing.
  public func isDefined(at value: Double) -> Bool {
    switch self {
    case .none: true
    case .log1p: value > -1
    case .sqrt: value >= 0
    }
  }

  /// The transformed value, where ``isDefined(at:)``.
  func apply(_ value: Double) -> Double {
    switch self {
    case .none: value
    case .log1p: Glibc.log1p(value)
    case .sqrt: value.squareRoot()
    }
  }

  /// The values without a result, in words.
  var undefinedRange: String {
    switch self {
    case .none: "none"
    case .log1p: "-1 or below"
    case .sqrt: "below 0"
    }
  }
}
