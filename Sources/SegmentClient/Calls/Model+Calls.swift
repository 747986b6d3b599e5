public import SegmentProtocol

extension Model {
  /// The segment of each row or customer; see ``Client/assign(_:_:detail:asOf:joins:)``.
  public func assign(
    _ data: Rows, detail: [DetailColumn] = [], asOf: String? = nil, joins: [Rows]? = nil
  ) async throws -> Assignments {
    try await client.assign(name, data, detail: detail, asOf: asOf, joins: joins)
  }

  /// What each segment is like; see ``Client/profile(_:_:by:trend:asOf:joins:)``.
  public func profile(
    _ data: Rows? = nil, by columns: [String]? = nil, trend: ProfileTrend? = nil,
    asOf: String? = nil, joins: [Rows]? = nil
  ) async throws -> Profile {
    try await client.profile(name, data, by: columns, trend: trend, asOf: asOf, joins: joins)
  }

  /// How well rows sit in their segments; ``Client`` has more options.
  public func silhouette(
    _ data: Rows? = nil, method: SilhouetteMethod? = nil, values: Bool = false
  ) async throws -> Silhouette {
    try await client.silhouette(name, data, method: method, values: values)
  }

  /// Whether each segment comes back when customers are drawn anew.
  public func stability(
    _ data: Rows? = nil, repeats: Int? = nil, seed: Int? = nil
  ) async throws -> Stability {
    try await client.stability(name, data, repeats: repeats, seed: seed)
  }

  /// Whether new customers still fit; see ``Client/drift(_:_:asOf:joins:)``.
  public func drift(
    _ data: Rows, asOf: String? = nil, joins: [Rows]? = nil
  ) async throws -> Drift {
    try await client.drift(name, data, asOf: asOf, joins: joins)
  }

  /// A picture of it; ``Client`` has more options.
  public func chart(
    _ kind: ChartKind, by column: String? = nil, features: [String]? = nil,
    trend: ProfileTrend? = nil
  ) async throws -> Chart {
    try await client.chart(kind, model: name, by: column, features: features, trend: trend)
  }

  /// The model as a document, which ``Client/importModel(_:as:)`` reads.
  public func export(includesMembers: Bool = false) async throws -> ExportedModel {
    try await client.exportModel(name, includesMembers: includesMembers)
  }
}
