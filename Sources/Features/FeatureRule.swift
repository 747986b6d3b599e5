/// How one column becomes features; what is `nil` follows the recipe's defaults.
public struct FeatureRule: Equatable, Sendable {
  /// The column, measured or given.
  public var column: String
  /// What stands in for a missing cell.
  public var impute: Imputation?
  /// Which numbers are outliers, and what becomes of them.
  public var outliers: OutlierRule?
  /// The function that numbers go through.
  public var transform: Transform?
  /// The unit it is brought to.
  public var scale: Scaling?
  /// How text becomes numbers.
  public var encode: Encoding?
  /// The most values of a text column, 1 to 1,000.
  public var levels: Int?
  /// What a value does that was not there in training.
  public var unseen: UnseenPolicy?
  /// What the scaled values are multiplied with; above 0.
  public var weight: Double?

  /// Keeps what is given; the rest is left to the defaults.
  public init(
    column: String, impute: Imputation? = nil, outliers: OutlierRule? = nil,
    transform: Transform? = nil, scale: Scaling? = nil, encode: Encoding? = nil,
    levels: Int? = nil, unseen: UnseenPolicy? = nil, weight: Double? = nil
  ) {
    self.column = column
    self.impute = impute
    self.outliers = outliers
    self.transform = transform
    self.scale = scale
    self.encode = encode
    self.levels = levels
    self.unseen = unseen
    self.weight = weight
  }
}

/// What holds for a feature whose rule leaves it open.
public struct FeatureDefaults: Equatable, Sendable {
  /// What stands in for a missing cell.
  public var impute: Imputation
  /// Which numbers are outliers, and what becomes of them.
  public var outliers: OutlierRule
  /// The function that numbers go through.
  public var transform: Transform
  /// The unit a feature is brought to.
  public var scale: Scaling
  /// How text becomes numbers.
  public var encode: Encoding
  /// The most values of a text column, 1 to 1,000.
  public var levels: Int
  /// What a value does that was not there in training.
  public var unseen: UnseenPolicy
  /// What the scaled values are multiplied with; above 0.
  public var weight: Double

  /// Keeps what is given; the rest are the protocol's defaults.
  public init(
    impute: Imputation = .median, outliers: OutlierRule = .none, transform: Transform = .none,
    scale: Scaling = .standard, encode: Encoding = .oneHot, levels: Int = 25,
    unseen: UnseenPolicy = .zero, weight: Double = 1
  ) {
    self.impute = impute
    self.outliers = outliers
    self.transform = transform
    self.scale = scale
    self.encode = encode
    self.levels = levels
    self.unseen = unseen
    self.weight = weight
  }
}

/// What stands in for a missing cell; text always takes its most frequent value unless it is
/// ``drop``.
public enum Imputation: Equatable, Sendable {
  /// The median.
  case median
  /// The mean.
  case mean
  /// The most frequent value; of several the smallest.
  case mode
  /// Nothing: the row is left out of the fit and cannot be assigned.
  case drop
  /// This number.
  case number(Double)

  /// The name on the wire; `nil` for a number, which goes as itself.
  public var wireName: String? {
    switch self {
    case .median: "median"
    case .mean: "mean"
    case .mode: "mode"
    case .drop: "drop"
    case .number: nil
    }
  }

  /// The names on the wire, the default first; a number goes as itself.
  public static let wireNames = ["median", "mode", "mean", "drop"]

  /// The choice of that name, if there is one.
  public init?(wireName: String) {
    switch wireName {
    case "median": self = .median
    case "mean": self = .mean
    case "mode": self = .mode
    case "drop": self = .drop
    default: return nil
    }
  }
}

/// The function that a column of numbers goes through before scaling.
public enum Transform: String, WireNamed {
  /// As it is.
  case none
  /// ln(1 + x); a value of -1 or below counts as missing.
  case log1p
  /// The square root; a value below 0 counts as missing.
  case sqrt
  /// A power on both sides of 0, fitted so that the values look most like a normal sample.
  case yeoJohnson = "yeo-johnson"
}

/// The unit a feature is brought to.
public enum Scaling: String, WireNamed {
  /// Mean 0, population standard deviation 1.
  case standard
  /// Training minimum 0, training maximum 1; new values are not clipped.
  case minMax = "minmax"
  /// Median 0, distance of the quartiles 1.
  case robust
  /// As it is.
  case none
}

/// How text becomes numbers.
public enum Encoding: String, WireNamed {
  /// A feature per value, 1 where the cell has it and 0 elsewhere.
  case oneHot = "onehot"
  /// One feature: the place of the value among the known ones in the order of text, from 0.
  case ordinal
}

/// What a value does that was not there in training.
public enum UnseenPolicy: String, WireNamed {
  /// It is none of the known values: 0 in each of their features, or -1 as an ordinal.
  case zero
  /// It is the value `other`, together with values beyond the most frequent `levels`; as an ordinal
  /// it comes after the last known value.
  case other
  /// The row cannot be assigned.
  case error
}
