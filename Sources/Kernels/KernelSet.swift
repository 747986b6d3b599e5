/// The loops, as compiled for one level of CPU; ``kernels`` is the one for this machine.
///
/// Every level gives the same bits. Each loop is described in full where it stands, in the files of
/// `KernelLoops`.
public protocol KernelSet: SendableMetatype {
  /// Finds the nearest centre of every row of some blocks, by squared Euclidean distance.
  static func nearestCenters(
    of vectors: Span<Lanes>, blocks: Range<Int>, to centers: Span<Double>, featureCount: Int,
    labels: inout MutableSpan<Int32>, squaredDistances: inout MutableSpan<Double>
  )

  /// Finds the two nearest centres of every row of some blocks, by squared Euclidean distance.
  static func nearestTwoCenters(
    of vectors: Span<Lanes>, blocks: Range<Int>, to centers: Span<Double>, featureCount: Int,
    labels: inout MutableSpan<Int32>, squaredDistances: inout MutableSpan<Double>,
    secondLabels: inout MutableSpan<Int32>, secondSquaredDistances: inout MutableSpan<Double>
  )

  /// Finds the nearest centre of rows in single precision, and by how much it is the nearest.
  static func screenRows(
    _ chosen: Span<Int32>, of rows: Span<Double>, origin: Span<Lanes>, scale: Double,
    factors: Span<Float>, squares: Span<Float>, slack: Float, staged: inout MutableSpan<Lanes>,
    block: inout MutableSpan<SIMD16<Float>>, labels: inout MutableSpan<SIMD16<Int32>>,
    margins: inout MutableSpan<SIMD16<Float>>
  )

  /// Finds the nearest centre of rows that are laid out in single precision already.
  static func screenBlocks(
    of vectors: Span<SIMD16<Float>>, blocks: Range<Int>, featureCount: Int, factors: Span<Float>,
    squares: Span<Float>, slack: Float, labels: inout MutableSpan<SIMD16<Int32>>,
    margins: inout MutableSpan<SIMD16<Float>>
  )

  /// Keeps the labels that a screen was sure of, with their thresholds.
  static func keepLabels(
    _ chosen: Span<Int32>, found: Span<SIMD16<Int32>>, margins: Span<SIMD16<Float>>,
    drifts: Span<Float>, labels: inout MutableSpan<Int32>, thresholds: inout MutableSpan<Float>,
    moved: inout MutableSpan<Int32>, sources: inout MutableSpan<Int32>,
    unsure: inout MutableSpan<Int32>
  ) -> (movedCount: Int, unsureCount: Int)

  /// Finds the nearest centre of some rows by exact distances, and keeps their labels and thresholds.
  static func decideRows(
    _ chosen: Span<Int32>, of rows: Span<Double>, to centers: Span<Double>, scale: Double,
    drifts: Span<Float>, block: inout MutableSpan<Lanes>, labels: inout MutableSpan<Int32>,
    thresholds: inout MutableSpan<Float>, moved: inout MutableSpan<Int32>,
    sources: inout MutableSpan<Int32>, movedCount: Int
  ) -> Int

  /// Finds those rows whose nearest centre may have changed since it was found.
  static func findRowsInDoubt(
    _ range: Range<Int>, labels: Span<Int32>, thresholds: Span<Float>, drifts: Span<Float>,
    doubtful: inout MutableSpan<Int32>
  ) -> Int

  /// The squared distance of each row to the centre of its label.
  static func labelledDistances(
    of rows: Span<Double>, to centers: Span<Double>, featureCount: Int, labels: Span<Int32>,
    squaredDistances: inout MutableSpan<Double>
  )

  /// Moves rows from the sums of clusters to those of others, as whole numbers.
  static func moveRows(
    _ moved: Span<Int32>, from sources: Span<Int32>, labels: Span<Int32>, rows: Span<Double>,
    featureCount: Int, scales: Span<Lanes>, high: inout MutableSpan<SIMD8<Int64>>,
    low: inout MutableSpan<SIMD8<Int64>>, counts: inout MutableSpan<Int64>
  )

  /// Finds those rows that a transfer might improve since the last time.
  static func findDoubtfulRows(
    _ range: Range<Int>, labels: Span<Int32>, own: Span<Double>, other: Span<Double>,
    reach: Span<Double>,
    growth: Double, shrinkage: Double, upper: inout MutableSpan<Double>,
    lower: inout MutableSpan<Double>,
    doubtful: inout MutableSpan<Int32>
  ) -> Int

  /// Finds the centre of least weighted distance of some rows, and makes their bounds anew.
  static func decideDoubtfulRows(
    _ doubtful: Span<Int32>, of rows: Span<Double>, to centers: Span<Double>,
    weights: Span<Double>, block: inout MutableSpan<Lanes>, labels: inout MutableSpan<Int32>,
    upper: inout MutableSpan<Double>, lower: inout MutableSpan<Double>
  )

  /// Adds up, for every candidate, how far rows would be from their nearest seed with it.
  static func addPotentials(
    of vectors: Span<Lanes>, blocks: Range<Int>, candidates: Span<Double>, featureCount: Int,
    nearest: Span<Double>, weights: Span<Lanes>, potentials: inout MutableSpan<Lanes>
  )

  /// Lowers D², the squared distance of rows to their nearest seed, for one more seed.
  static func lowerNearest(
    _ nearest: inout MutableSpan<Double>, limits: inout MutableSpan<Float>,
    of chosen: Span<Int32>, rows: Span<Double>, seed: Span<Double>, weights: Span<Double>,
    origin: Span<Double>, scale: Double, slack: Double, block: inout MutableSpan<Lanes>
  )

  /// Lays out rows side by side in single precision, moved and scaled.
  static func layOutRows(
    _ chosen: Span<Int32>, of rows: Span<Double>, origin: Span<Lanes>, scale: Double,
    staged: inout MutableSpan<Lanes>, block: inout MutableSpan<SIMD16<Float>>,
    vectors: inout MutableSpan<SIMD16<Float>>, squares: inout MutableSpan<Lanes>
  )

  /// Adds up, for every candidate, about how far rows would be from their nearest seed with it, and
  /// marks the rows that it may be nearer to.
  static func screenPotentials(
    of vectors: Span<SIMD16<Float>>, blocks: Range<Int>, candidates: Span<Float>,
    featureCount: Int, limits: Span<Float>, marks: inout MutableSpan<SIMD16<UInt16>>,
    sums: inout MutableSpan<SIMD16<Float>>, potentials: inout MutableSpan<Lanes>
  )

  /// Finds the rows that were marked for a candidate.
  static func findMarkedRows(
    _ marks: Span<SIMD16<UInt16>>, bit: UInt16, found: inout MutableSpan<Int32>
  ) -> Int

  /// Adds the Euclidean distances of some rows to others to sums of both.
  static func addPairDistances(
    of vectors: Span<Lanes>, rowCount: Int, to others: Span<Double>, featureCount: Int,
    rowSums: inout MutableSpan<Lanes>, otherSums: inout MutableSpan<Double>,
    at start: Int, lanes: inout MutableSpan<Lanes>
  )

  /// Adds the Euclidean distances of some rows to others to the sums of clusters.
  static func addCellDistances(
    of vectors: Span<Lanes>, to others: Span<Double>, featureCount: Int, from start: Int,
    pieces: Range<Int>, ends: Span<Int32>, places: Span<Int32>, sums: inout MutableSpan<Lanes>
  )

  /// Adds to each of eight rows its Euclidean distances to a run of other rows, each times a weight.
  static func addWeightedDistances(
    _ sums: inout Lanes, of block: Span<Lanes>, to others: Span<Double>, weights: Span<Double>
  )

  /// The squared distances of eight rows to every centre.
  static func centerDistances(
    of block: Span<Lanes>, to centers: Span<Double>, output: inout MutableSpan<Lanes>
  )

  /// Marks the bytes of a text at which cells and lines end with a bit each, and the words with a
  /// quotation mark.
  static func markCellEnds(
    of words: Span<UInt64>, delimiter: UInt8, cells: inout MutableSpan<UInt8>,
    lines: inout MutableSpan<UInt8>, quotes: inout MutableSpan<UInt8>
  )

  /// Lists the bytes that are marked as ends of cells, up to the first word with a quotation mark.
  static func listCellEnds(
    cells: Span<UInt64>, lines: Span<UInt64>, quotes: Span<UInt64>, offset: UInt32,
    places: inout MutableSpan<UInt32>, lineEnds: inout MutableSpan<UInt32>
  ) -> Int
}
