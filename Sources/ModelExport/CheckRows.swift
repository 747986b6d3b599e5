import Features
import Matrices
public import Segmentation
public import Tables

/// Rows that prove an export: whoever carries the model out must give them these segments.
///
/// They are made from the figures that the model shows anyway, the same every time: the middle of each
/// segment, ordinary values, and values that are missing, out of the training range, beyond a
/// transform or not seen in training. None is so near to two segments that rounding could decide.
public struct CheckRows: Equatable, Sendable {
  /// The columns that the model reads, with the cells of every row.
  public let table: Table

  /// Per row the index of its segment, or -1 where it cannot be assigned.
  public let labels: [Int32]

  /// How many rows an export carries.
  public static let count = 50

  /// Makes rows and asks the model for their segments.
  ///
  /// - Throws: What ``SegmentModel/assign(_:workers:monitor:)`` throws; never for a fitted model.
  public init(of model: SegmentModel) throws(SegmentationError) {
    var generator = RandomGenerator(seed: 50)
    let cells = CheckCells(model)
    var kept: [CheckCells.Row] = []
    for row in 0..<CheckRows.count {
      var candidate = cells.row(row, &generator)
      for _ in 0..<20 {
        let assigned = try model.assign([candidate], cells.names)
        if assigned.labels[0] < 0 || assigned.margins[0] > 1e-6 { break }
        candidate = cells.ordinaryRow(&generator)
      }
      kept.append(candidate)
    }
    table = CheckCells.table(kept, cells.names)
    labels = try model.assign(kept, cells.names).labels
  }

  /// The segments that a model gives to rows which came with its document.
  ///
  /// - Throws: What ``SegmentModel/assign(_:workers:monitor:)`` throws.
  public static func labels(
    of table: Table, by model: SegmentModel
  ) throws(SegmentationError) -> [Int32] {
    try model.assign(
      CustomerTable(table: table), workers: .single, monitor: .none
    ).labels
  }
}

extension SegmentModel {
  fileprivate func assign(
    _ rows: [CheckCells.Row], _ names: [String]
  ) throws(SegmentationError) -> Assigned {
    try assign(
      CustomerTable(table: CheckCells.table(rows, names)), workers: .single, monitor: .none)
  }
}
