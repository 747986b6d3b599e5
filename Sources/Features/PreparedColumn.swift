/// How one input column becomes features, every step fitted.
public struct PreparedColumn: Equatable, Sendable {
  /// The column's name.
  public let name: String

  /// What its cells are and what stands in for a missing one.
  public let content: Content

  /// The unit its outputs are brought to.
  public let scaling: Scaling

  /// What the scaled values are multiplied with.
  public let weight: Double

  /// The features it becomes, in order: one for numbers and ordinals, one per value for other text.
  public let outputs: [PreparedOutput]

  /// Keeps what is given.
  public init(
    name: String, content: Content, scaling: Scaling, weight: Double, outputs: [PreparedOutput]
  ) {
    self.name = name
    self.content = content
    self.scaling = scaling
    self.weight = weight
    self.outputs = outputs
  }

  /// What a column's cells are.
  public enum Content: Equatable, Sendable {
    /// Numbers.
    case numbers(PreparedNumbers)
    /// Text.
    case texts(PreparedTexts)
  }
}

/// The fitted steps of a column of numbers, up to scaling.
public struct PreparedNumbers: Equatable, Sendable {
  /// What stands in for a missing cell, in the column's own unit; `nil`: the row is left out.
  public let imputed: Double?
  /// The bounds of outliers, where the recipe has a rule for them.
  public let outliers: OutlierBounds?
  /// The function that values go through.
  public let transform: Transform
  /// The exponent of ``Transform/yeoJohnson``; 1 with any other function.
  public let lambda: Double
  /// The smallest value in training, in the column's own unit.
  public let minimum: Double
  /// The largest value in training, in the column's own unit.
  public let maximum: Double

  /// Keeps what is given.
  public init(
    imputed: Double?, outliers: OutlierBounds? = nil, transform: Transform, lambda: Double = 1,
    minimum: Double, maximum: Double
  ) {
    self.imputed = imputed
    self.outliers = outliers
    self.transform = transform
    self.lambda = lambda
    self.minimum = minimum
    self.maximum = maximum
  }
}

/// The fitted steps of a column of text, up to scaling.
public struct PreparedTexts: Equatable, Sendable {
  /// What stands in for a missing cell; `nil`: the row is left out.
  public let imputed: String?
  /// How values become numbers.
  public let encoding: Encoding
  /// The known values, in the order of text; the place of `levels[i]` is `i`.
  ///
  /// One-hot, output `i` is 1 where a cell's place is `i`, else 0; as an ordinal the place itself is
  /// the output.
  public let levels: [String]
  /// What any other value does: place -1, or `otherOutput` with ``UnseenPolicy/other``.
  public let unseen: UnseenPolicy
  /// The place of other values, where there is one.
  public let otherOutput: Int?

  /// Keeps what is given.
  public init(
    imputed: String?, encoding: Encoding = .oneHot, levels: [String], unseen: UnseenPolicy,
    otherOutput: Int?
  ) {
    self.imputed = imputed
    self.encoding = encoding
    self.levels = levels
    self.unseen = unseen
    self.otherOutput = otherOutput
  }
}

/// One feature: a column of the matrix, `(value - center) / scale * weight`.
public struct PreparedOutput: Equatable, Sendable {
  /// `monetary`, or column and value: `Gender=Male`.
  public let name: String
  /// What is taken off.
  public let center: Double
  /// What it is divided by; above 0.
  public let scale: Double

  /// Keeps what is given.
  public init(name: String, center: Double, scale: Double) {
    self.name = name
    self.center = center
    self.scale = scale
  }
}
