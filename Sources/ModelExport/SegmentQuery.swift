public import Segmentation

/// One SELECT that gives every row of a customer table its segment, by the model's own arithmetic.
///
/// The layers follow the recipe: the cells as the model reads them, missing ones filled in,
/// transformed, scaled and encoded, the squared distance to each segment, the smallest. Sums run in
/// the order of the model's own, so labels are the same wherever the database's logarithm rounds as
/// ours does, and elsewhere but for rows that lie between two segments.
public struct SegmentQuery: Equatable, Sendable {
  /// The query, with comments, without a semicolon.
  public let text: String

  /// The most features of a query, below what databases take as columns of one SELECT.
  public static let featureLimit = 1_500

  /// The most segments of a query.
  public static let segmentLimit = 1_000

  /// Writes a model as a query.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - dialect: The database.
  ///   - table: The table's name, after those of its catalogue and schema where there are some.
  ///   - title: The model's name, for the first comment.
  ///   - names: Per segment its name.
  /// - Throws: ``ExportError`` where the database could not run it.
  public init(
    of model: SegmentModel, dialect: SQLDialect, table: [String], title: String, names: [String]
  ) throws(ExportError) {
    let draft = QueryDraft(model: model, dialect: dialect, table: table)
    try draft.check()
    text = draft.heading(title) + draft.layers + draft.ending(names)
  }
}
