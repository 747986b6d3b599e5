import JSON

/// A column to compare customers by, and how it is prepared.
public struct Feature: Sendable, WireValue {
  private let json: JSONObject

  /// A column; what its steps leave open, the recipe's defaults say.
  public init(_ column: String, _ steps: Steps = Steps()) {
    json = JSONObject([("column", .string(column))] + steps.json.members)
  }

  func write(to writer: inout JSONWriter) { json.write(to: &writer) }
}

extension Feature: ExpressibleByStringInterpolation {
  /// A column that is prepared as the recipe's defaults say.
  public init(stringLiteral column: String) { self.init(column) }
}

/// How a column is prepared, in this order: impute, outliers, transform, encode, scale, weight.
public struct Steps: Sendable, WireValue {
  let json: JSONObject

  /// What is nil has the daemon's default, the first of each list of choices.
  ///
  /// - Parameters:
  ///   - impute: What stands in for a missing cell.
  ///   - outliers: What becomes of numbers far out.
  ///   - transform: What is done before scaling.
  ///   - scale: How numbers are made comparable.
  ///   - encode: What becomes of text.
  ///   - levels: The most values of a column of text that become features; 25 unless said.
  ///   - unseen: What a value is that training never saw.
  ///   - weight: What the scaled values are multiplied with; above 0, 1 unless said.
  public init(
    impute: Impute? = nil, outliers: Outliers? = nil, transform: Transform? = nil,
    scale: Scale? = nil, encode: Encoding? = nil, levels: Int? = nil, unseen: Unseen? = nil,
    weight: Double? = nil
  ) {
    json = members(
      ("impute", impute), ("outliers", outliers), ("transform", transform), ("scale", scale),
      ("encode", encode), ("levels", levels), ("unseen", unseen), ("weight", weight))
  }

  func write(to writer: inout JSONWriter) { json.write(to: &writer) }

  /// What stands in for a missing cell.
  public enum Impute: Sendable, WireValue {
    /// The median of numbers.
    case median
    /// The most frequent value.
    case mode
    /// The mean of numbers.
    case mean
    /// Nothing: the row is left out of the fit.
    case drop
    /// A number.
    case number(Double)

    func write(to writer: inout JSONWriter) {
      switch self {
      case .median: writer.write("median")
      case .mode: writer.write("mode")
      case .mean: writer.write("mean")
      case .drop: writer.write("drop")
      case .number(let number): writer.write(number)
      }
    }
  }

  /// What is done before scaling.
  public enum Transform: String, Sendable, CaseIterable, WireValue {
    /// Nothing. (`none` would be read as the optional's own.)
    case identity = "none"
    /// The logarithm of 1 and the number.
    case log1p
    /// The square root.
    case sqrt
    /// The power that makes the numbers look most normal.
    case yeoJohnson = "yeo-johnson"
  }

  /// How numbers are made comparable.
  public enum Scale: String, Sendable, CaseIterable, WireValue {
    /// To mean 0 and standard deviation 1.
    case standard
    /// To 0 to 1.
    case minmax
    /// To median 0 and quartile distance 1.
    case robust
    /// Not at all.
    case unscaled = "none"
  }

  /// What becomes of text.
  public enum Encoding: String, Sendable, CaseIterable, WireValue {
    /// A feature per value.
    case onehot
    /// The place of the value in the order of text, from 0.
    case ordinal
  }

  /// What a value is that training never saw.
  public enum Unseen: String, Sendable, CaseIterable, WireValue {
    /// None of the values.
    case zero
    /// A value of its own.
    case other
    /// A reason to give no segment.
    case error
  }

  /// What becomes of numbers outside the bounds of a rule.
  public struct Outliers: Sendable, WireValue {
    /// Which numbers lie inside.
    public enum Rule: Sendable, WireValue {
      /// Those within so many quartile distances of the quartiles.
      case iqr(Double)
      /// Those within so many times their distance of two quantiles, 0 to 1.
      case quantiles(Double, Double, factor: Double? = nil)
      /// Those within so many median absolute deviations, times 1.4826, of the median.
      case mad(Double)

      func write(to writer: inout JSONWriter) {
        writer.object {
          switch self {
          case .iqr(let factor): $0.member("iqr", factor)
          case .quantiles(let lower, let upper, let factor):
            $0.member("quantiles", numbers: [lower, upper])
            if let factor { $0.member("factor", factor) }
          case .mad(let factor): $0.member("mad", factor)
          }
        }
      }
    }

    /// What is done with the others.
    public enum Action: String, Sendable, CaseIterable, WireValue {
      /// They are moved to the bound.
      case clip
      /// Their rows are left out of the fit, not of `assign`.
      case drop
      /// They are told.
      case flag
    }

    private let json: JSONValue

    /// No number is an outlier.
    public static let kept = Outliers(json: "none")

    /// A rule, and what is done.
    public init(_ rule: Rule, do action: Action? = nil) {
      json = .object(members(("rule", rule), ("do", action)))
    }

    private init(json: JSONValue) { self.json = json }

    func write(to writer: inout JSONWriter) { json.write(to: &writer) }
  }
}
