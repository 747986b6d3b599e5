import JSON

/// What some customers add to a step of a fit over many machines.
public struct FitPart: Sendable {
  /// Customers nearest to each centre.
  public let counts: [Int]
  /// The sums of those customers, scaled, a list per centre.
  public let sums: [[Double]]
  /// The sums of their squared distances to the centre.
  public let inertia: [Double]
}

extension FitPart: ReadableObject, WireValue {
  init(_ answer: Members) throws(Misread) {
    counts = try answer("counts")
    sums = try answer("sums")
    inertia = try answer("inertia")
  }

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("counts")
      counts.write(to: &writer)
      writer.key("sums")
      sums.write(to: &writer)
      writer.key("inertia")
      inertia.write(to: &writer)
    }
  }
}

/// The answer of ``Client/fitPart(_:_:centers:draw:joins:)``.
public struct MeasuredPart: Sendable {
  /// What ``Client/fitStep(centers:parts:tolerance:)`` takes.
  public let part: FitPart
  /// Rows that a fit leaves out, or that cannot be placed.
  public let leftOut: Int
  /// The rows that were drawn, where that was asked for.
  public let drawn: Drawn?
  /// What deserves a look.
  public let warnings: [String]

  /// Rows drawn on their own, and how many rows each of them stands for.
  public struct Drawn: Sendable {
    /// Scaled, a list per row.
    public let rows: [[Double]]
    /// Of each row one over its chance.
    public let weights: [Double]
  }
}

extension MeasuredPart: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    part = try answer("part")
    leftOut = try answer("left_out")
    drawn = try answer("drawn")
    warnings = try answer("warnings")
  }
}

extension MeasuredPart.Drawn: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    rows = try answer("rows")
    weights = try answer("weights")
  }
}

/// A step of Lloyd's algorithm over the parts of many machines.
public struct FitStep: Sendable {
  /// Where the step leads, scaled, a list per centre.
  public let centers: [[Double]]
  /// Customers of each centre before the step.
  public let counts: [Int]
  /// Customers in all.
  public let n: Int
  /// Sum of squared distances before the step.
  public let inertia: Double
  /// Sum of the centres' squared moves.
  public let shift: Double
  /// Whether the centres are at rest.
  public let hasConverged: Bool
}

extension FitStep: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    centers = try answer("centers")
    counts = try answer("counts")
    n = try answer("n")
    inertia = try answer("inertia")
    shift = try answer("shift")
    hasConverged = try answer("converged")
  }
}

/// The centres of weighted points.
public struct ReducedPoints: Sendable {
  /// Scaled, a list per centre.
  public let centers: [[Double]]
  /// Squared distances of the points, each times its weight.
  public let inertia: Double
  /// Twice the standard error of ``inertia`` as that of all rows, where points were drawn of them.
  public let inertiaError: Double
  /// Iterations of the run that was kept.
  public let iterations: Int
  /// Whether it came to rest.
  public let hasConverged: Bool
}

extension ReducedPoints: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    centers = try answer("centers")
    inertia = try answer("inertia")
    inertiaError = try answer("inertia_error")
    iterations = try answer("iterations")
    hasConverged = try answer("converged")
  }
}
