import Glibc
import Matrices

extension Transform {
  /// Whether the value has a result; one that has none counts as missing.
  public func isDefined(at value: Double) -> Bool {
    switch self {
    case .none: true
    case .log1p: value > -1
    case .sqrt: value >= 0
    case .yeoJohnson: true
    }
  }

  /// The transformed value, where ``isDefined(at:)``.
  ///
  /// - Parameter lambda: The exponent of ``yeoJohnson``; the others have none.
  @inline(__always)
  func apply(_ value: Double, lambda: Double) -> Double {
    switch self {
    case .none: value
    case .log1p: Glibc.log1p(value)
    case .sqrt: value.squareRoot()
    case .yeoJohnson: YeoJohnson.apply(value, lambda: lambda)
    }
  }

  /// The value that has this result; NaN where none has.
  func invert(_ result: Double, lambda: Double) -> Double {
    switch self {
    case .none: result
    case .log1p: Glibc.expm1(result)
    case .sqrt: result >= 0 ? result * result : .nan
    case .yeoJohnson: YeoJohnson.invert(result, lambda: lambda)
    }
  }

  /// The exponent for values in canonical order; 1 where the function has none, nil where stopped.
  func fit(_ values: [Double], workers: Workers, monitor: WorkMonitor) -> Double? {
    switch self {
    case .none, .log1p, .sqrt: 1
    case .yeoJohnson: YeoJohnson.fit(values, workers: workers, monitor: monitor)
    }
  }

  /// The values without a result, in words.
  var undefinedRange: String {
    switch self {
    case .none, .yeoJohnson: "none"
    case .log1p: "-1 or below"
    case .sqrt: "below 0"
    }
  }
}
