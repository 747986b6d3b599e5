public import SegmentProtocol

// The methods that look at a model.

extension Client {
  /// What each segment is like, what sets it apart, and what to do about it.
  ///
  /// - Parameters:
  ///   - model: Its name, or `name@version`.
  ///   - data: Other rows to profile; nil for those it was fitted on.
  ///   - columns: Columns of the customers, such as a country, to count the segments by.
  ///   - trend: How long a period is, to see how each segment develops.
  ///   - asOf: What recency is measured against; nil for the model's date.
  ///   - joins: The tables of the recipe's joins, where there is data.
  public func profile(
    _ model: String, _ data: Rows? = nil, by columns: [String]? = nil, trend: ProfileTrend? = nil,
    asOf: String? = nil, joins: [Rows]? = nil
  ) async throws -> Profile {
    try await profile(model, data, columns, trend, asOf, joins, isTable: false)
  }

  /// The same as flat records, for slicers.
  ///
  /// - Parameters:
  ///   - model: Its name, or `name@version`.
  ///   - data: Other rows to profile; nil for those it was fitted on.
  ///   - columns: Columns of the customers, such as a country, to count the segments by.
  ///   - trend: How long a period is, to see how each segment develops.
  ///   - asOf: What recency is measured against; nil for the model's date.
  ///   - joins: The tables of the recipe's joins, where there is data.
  public func profileTable(
    _ model: String, _ data: Rows? = nil, by columns: [String]? = nil, trend: ProfileTrend? = nil,
    asOf: String? = nil, joins: [Rows]? = nil
  ) async throws -> ProfileTable {
    try await profile(model, data, columns, trend, asOf, joins, isTable: true)
  }

  private func profile<Answer: Readable>(
    _ model: String, _ data: Rows?, _ columns: [String]?, _ trend: ProfileTrend?, _ asOf: String?,
    _ joins: [Rows]?, isTable: Bool
  ) async throws -> Answer {
    typealias Method = SegmentProtocol.Profile
    var request = Request(Method.method)
    request.send(Method.model, model)
    request.send(Method.asOf, asOf)
    request.send(Method.columns, columns)
    request.send(Method.trend, trend)
    request.send(Method.format, isTable ? ProfileFormat.table.rawValue : nil)
    request.send(Method.joins, joins)
    return try await answer(request, Method.data, data)
  }

  /// How well rows sit in their segments, from -1 to 1.
  ///
  /// - Parameters:
  ///   - model: Its name, or `name@version`.
  ///   - data: Other rows; nil for those it was fitted on.
  ///   - labels: One per row of `data`, instead of the model's segments.
  ///   - method: Which definition.
  ///   - sample: Rows to take, where they are sampled: 10,000.
  ///   - seed: Of the sample.
  ///   - values: Whether to tell the silhouette of every row.
  ///   - joins: The tables of the recipe's joins, where there is data.
  public func silhouette(
    _ model: String, _ data: Rows? = nil, labels: [Cell]? = nil, method: SilhouetteMethod? = nil,
    sample: Int? = nil, seed: Int? = nil, values: Bool = false, joins: [Rows]? = nil
  ) async throws -> Silhouette {
    typealias Method = SegmentProtocol.Silhouette
    var request = Request(Method.descriptor)
    request.send(Method.model, model)
    request.send(Method.labels, labels)
    request.send(Method.method, method)
    request.send(Method.sample, sample)
    request.send(Method.seed, seed)
    request.send(Method.values, values ? true : nil)
    request.send(Method.joins, joins)
    return try await answer(request, Method.data, data)
  }

  /// Who moved between two segmentations.
  ///
  /// - Parameters:
  ///   - a: What was before: a model, `name@version`, or customers and their segments.
  ///   - b: What is now.
  ///   - data: Customers that each model assigns; nil for those of each fit.
  ///   - joins: The tables of the recipe's joins, where there is data.
  public func compare(
    _ a: ComparisonSide, _ b: ComparisonSide, _ data: Rows? = nil, joins: [Rows]? = nil
  ) async throws -> Comparison {
    var request = Request(Compare.method)
    request.send(Compare.before, a)
    request.send(Compare.after, b)
    request.send(Compare.joins, joins)
    return try await answer(request, Compare.data, data)
  }

  /// Whether new customers still fit the model, and why.
  ///
  /// - Parameters:
  ///   - model: Its name, or `name@version`.
  ///   - data: The new customers.
  ///   - asOf: What recency is measured against; nil for the model's date.
  ///   - joins: The tables of the recipe's joins.
  public func drift(
    _ model: String, _ data: Rows, asOf: String? = nil, joins: [Rows]? = nil
  ) async throws -> Drift {
    typealias Method = SegmentProtocol.Drift
    var request = Request(Method.method)
    request.send(Method.model, model)
    request.send(Method.asOf, asOf)
    request.send(Method.joins, joins)
    return try await answer(request, Method.data, data)
  }

  /// Whether each segment comes back when customers are drawn anew.
  ///
  /// - Parameters:
  ///   - model: Its name, or `name@version`.
  ///   - data: Other rows; nil for those it was fitted on.
  ///   - repeats: How many samples are drawn: 100.
  ///   - seed: Of the samples.
  ///   - joins: The tables of the recipe's joins, where there is data.
  public func stability(
    _ model: String, _ data: Rows? = nil, repeats: Int? = nil, seed: Int? = nil,
    joins: [Rows]? = nil
  ) async throws -> Stability {
    typealias Method = SegmentProtocol.Stability
    var request = Request(Method.method)
    request.send(Method.model, model)
    request.send(Method.repeats, repeats)
    request.send(Method.seed, seed)
    request.send(Method.joins, joins)
    return try await answer(request, Method.data, data)
  }

  /// A picture as a Vega-Lite specification.
  ///
  /// - Parameters:
  ///   - kind: What to show.
  ///   - model: The model, which every kind but `migration` and `elbow` needs.
  ///   - data: Rows, where the model does not keep those it needs; for `elbow` those to try.
  ///   - a: For `migration`, what was before.
  ///   - b: For `migration`, what is now.
  ///   - column: For `by`, the column.
  ///   - features: The features to show, in this order; nil for those that matter most.
  ///   - trend: For `trend`, how long a period is.
  ///   - maxPoints: Customers that `pairs` and `scatter` draw at most: 5,000.
  ///   - joins: The tables of the recipe's joins, where there is data.
  public func chart(
    _ kind: ChartKind, model: String? = nil, data: Rows? = nil, a: String? = nil,
    b: String? = nil, by column: String? = nil, features: [String]? = nil,
    trend: ProfileTrend? = nil, maxPoints: Int? = nil, joins: [Rows]? = nil
  ) async throws -> Chart {
    typealias Method = SegmentProtocol.Chart
    var request = Request(Method.method)
    request.send(Method.kind, kind)
    request.send(Method.model, model)
    request.send(Method.before, a)
    request.send(Method.after, b)
    request.send(Method.column, column)
    request.send(Method.features, features)
    request.send(Method.trend, trend)
    request.send(Method.pointLimit, maxPoints)
    request.send(Method.joins, joins)
    return try await answer(request, Method.data, data)
  }
}
