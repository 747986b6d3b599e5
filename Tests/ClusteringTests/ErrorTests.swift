import Clustering
import Matrices
import Testing

@Suite("What cannot be clustered")
struct ErrorTests {
  private func fitError(_ values: [Double], columns: Int = 1, clusterCount: Int) throws
    -> ClusteringError?
  {
    let rows = Matrix(rowCount: values.count / columns, columnCount: columns, values: values)
    let kMeans = try KMeans(clusterCount: clusterCount)
    return #expect(throws: ClusteringError.self) { try kMeans.fit(rows) }
  }

  @Test func `too few rows: the message says what to do`() throws {
    let error = try fitError([1, 2, 3], clusterCount: 4)

    #expect(error == .tooFewRows(rowCount: 3, clusterCount: 4))
    #expect(
      error?.description
        == "3 rows cannot fill 4 segments; send more rows or ask for fewer segments")
    #expect(try fitError([], clusterCount: 1) == .tooFewRows(rowCount: 0, clusterCount: 1))
  }

  @Test func `too few different rows: the message says how many there are`() throws {
    let error = try fitError([1, 2, 3, 3, 2, 1], clusterCount: 4)

    #expect(error == .tooFewDistinctRows(distinctCount: 3, clusterCount: 4))
    #expect(
      error?.description
        == "3 different rows cannot fill 4 segments; ask for at most 3, or add a feature that "
        + "tells the rows apart")
    // −0 is 0.
    #expect(
      try fitError([0, -0.0, 1], clusterCount: 3)
        == .tooFewDistinctRows(distinctCount: 2, clusterCount: 3))
  }

  /// The squares of 1e-170 and less are 0.
  @Test func `rows that differ by less than the arithmetic holds`() throws {
    let error = try fitError([1, 1e-170, 2e-170, 3e-170], clusterCount: 4)

    #expect(error == .tooFewDistinctRows(distinctCount: 2, clusterCount: 4))
  }

  @Test func `rows that are all alike`() throws {
    let error = try fitError([7, 8, 7, 8, 7, 8], columns: 2, clusterCount: 2)

    #expect(error == .allRowsAlike(rowCount: 3))
    #expect(
      error?.description
        == "all 3 rows have the same values, so there is nothing to segment; add a feature that "
        + "tells them apart")
  }

  @Test func `values that are not finite or too large`() throws {
    let error = try fitError([1, 2, 3, .nan, 5, .infinity], columns: 2, clusterCount: 2)

    #expect(error == .notFinite(row: 1, column: 1))
    #expect(
      error?.description
        == "the value at row 1, column 1 is not a finite number; impute it or drop the row")
    let large = try fitError([1, 2, -1e200], clusterCount: 2)
    #expect(large == .tooLarge(row: 2, column: 0))
    #expect(
      large?.description
        == "the value at row 2, column 0 is beyond 1e140 and its square cannot be added up; scale "
        + "the column")
    #expect(
      try KMeans(clusterCount: 2).fit(
        Matrix(rowCount: 3, columnCount: 1, values: [1e140, -1e140, 0.9e140])
      ).inertia.isFinite)
  }

  @Test func `options out of range are named as the caller spells them`() {
    func error(_ make: () throws(ClusteringError) -> KMeans) -> String? {
      #expect(throws: ClusteringError.self) { try make() }?.description
    }

    #expect(
      error { () throws(ClusteringError) in try KMeans(clusterCount: 0) }
        == "k is 0 but must be at least 1")
    #expect(
      error { () throws(ClusteringError) in try KMeans(clusterCount: 2, restartCount: 0) }
        == "n_init is 0 but must be at least 1")
    #expect(
      error { () throws(ClusteringError) in try KMeans(clusterCount: 2, iterationLimit: -1) }
        == "max_iter is -1 but must be at least 1")
    #expect(
      error { () throws(ClusteringError) in try KMeans(clusterCount: 2, tolerance: .nan) }
        == "tol is nan but must be 0 or more")
  }

  @Test func `tables that do not belong together`() throws {
    let two = Matrix(rowCount: 2, columnCount: 1, values: [0, 1])
    let wide = Matrix(rowCount: 2, columnCount: 2, values: [0, 1, 2, 3])

    #expect(throws: ClusteringError.wrongShape(name: "init", found: 2, expected: 3)) {
      try KMeans(clusterCount: 3, initialisation: .centers(two))
    }
    let error = #expect(throws: ClusteringError.self) {
      try KMeans(clusterCount: 2, initialisation: .centers(two)).fit(wide)
    }
    #expect(
      error?.description == "a row of init has 1 but must have 2; send tables that belong together")
    #expect(throws: ClusteringError.wrongShape(name: "a row", found: 1, expected: 2)) {
      try assignment(of: two, to: wide, workers: .single, monitor: .none)
    }
    #expect(throws: ClusteringError.wrongShape(name: "labels", found: 1, expected: 2)) {
      try exactSilhouette(
        of: two, labels: [0], clusterCount: 2, workers: .single, monitor: .none)
    }
    #expect(
      throws: ClusteringError.invalidOption(
        name: "the label of row 1", value: "2", requirement: "at least 0 and less than 2")
    ) {
      try exactSilhouette(
        of: two, labels: [0, 2], clusterCount: 2, workers: .single, monitor: .none)
    }
  }

  @Test func `silhouettes of one cluster, or of as many as rows`() {
    let rows = Matrix(rowCount: 3, columnCount: 1, values: [0, 1, 2])
    for labels in [[0, 0, 0], [0, 1, 2]] as [[Int32]] {
      for silhouette in [exactSilhouette, squaredSilhouette, simplifiedSilhouette] {
        #expect(
          throws: ClusteringError.silhouetteUndefined(
            clusterCount: Set(labels).count, rowCount: 3)
        ) {
          try silhouette(rows, labels, 3, .single, .none)
        }
      }
    }
    #expect(
      ClusteringError.silhouetteUndefined(clusterCount: 1, rowCount: 3).description
        == "a silhouette of 1 segment over 3 rows is not defined; it needs at least 2 segments and "
        + "fewer segments than rows: send more rows or ask for another number")
  }

  @Test func `a choice of k leaves out what the rows cannot fill`() throws {
    let rows = Matrix(rowCount: 6, columnCount: 1, values: [0, 0, 5, 5, 9, 10])

    let study = try studyClusterCounts(
      of: rows, range: 3...10, workers: .single, monitor: .none
    ).study

    #expect(study.rows.map(\.clusterCount) == [3, 4])
    #expect(study.suggested.clusterCount == 3)
    #expect(
      study.limit
        == ClusterCountStudy.Limit(
          clusterCount: 5,
          reason:
            "4 different rows cannot fill 5 segments; ask for at most 4, or add a feature that "
            + "tells the rows apart"))
    #expect(throws: ClusteringError.tooFewDistinctRows(distinctCount: 4, clusterCount: 5)) {
      try studyClusterCounts(of: rows, range: 5...6, workers: .single, monitor: .none)
    }
    #expect(
      throws: ClusteringError.invalidOption(
        name: "the smallest k", value: "0", requirement: "at least 1")
    ) {
      try studyClusterCounts(of: rows, range: 0...6, workers: .single, monitor: .none)
    }
  }

  @Test func `extreme options and empty tables end in results or errors, never in a trap`() throws {
    let rows = Matrix(rowCount: 4, columnCount: 1, values: [0, 2, 10, 14])
    let none = Matrix(rowCount: 0, columnCount: 1, values: [])
    let flat = Matrix(rowCount: 3, columnCount: 0, values: [])

    let fit = try KMeans(
      clusterCount: 2, iterationLimit: .max, tolerance: .greatestFiniteMagnitude, seed: .max
    ).fit(rows)
    #expect(fit.inertia == 10)
    #expect(
      try assignment(of: none, to: rows, workers: .single, monitor: .none).labels.isEmpty)
    #expect(throws: ClusteringError.self) { try KMeans(clusterCount: 2).fit(flat) }
    #expect(throws: ClusteringError.self) {
      try assignment(of: flat, to: flat, workers: .single, monitor: .none)
    }
    for clusterCount in [-1, 0] {
      #expect(throws: ClusteringError.self) {
        try exactSilhouette(
          of: none, labels: [], clusterCount: clusterCount, workers: .single, monitor: .none)
      }
      #expect(throws: ClusteringError.self) {
        try sampledSilhouette(
          of: none, labels: [], clusterCount: clusterCount, workers: .single, monitor: .none)
      }
    }
    #expect(throws: ClusteringError.self) {
      try sampledSilhouette(
        of: none, labels: [], clusterCount: 2, workers: .single, monitor: .none)
    }
    #expect(throws: ClusteringError.self) {
      try studyClusterCounts(
        of: rows, range: Int.max - 1 ... .max, workers: .single, monitor: .none)
    }
  }
}
