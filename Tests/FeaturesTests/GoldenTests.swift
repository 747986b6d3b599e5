import Features
import Foundation
import SharedFiles
import Testing

/// scikit-learn's scalers on the twelve rows of `golden.json`.
@Suite("Golden scalers", .needsShared("golden/golden.json"))
struct GoldenTests {
  private let golden: [String: Any]
  private let columns: [[Double]]

  init() throws {
    let data = try Data(contentsOf: SharedData.file("golden/golden.json"))
    golden = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let rows = try #require(golden["X"] as? [[Double]])
    columns = rows[0].indices.map { column in rows.map { $0[column] } }
  }

  @Test(arguments: [
    (Scaling.standard, "standard", "mean", "scale"),
    (.minMax, "minmax", "data_min", "data_range"), (.robust, "robust", "center", "scale"),
  ])
  func `scalers equal scikit-learn's`(
    scaling: Scaling, name: String, centerKey: String, scaleKey: String
  ) throws {
    let expected = try #require(golden[name] as? [String: Any])
    let centers = try #require(expected[centerKey] as? [Double])
    let scales = try #require(expected[scaleKey] as? [Double])
    let scaled = try #require(expected["Z"] as? [[Double]])

    var compared = 0
    for (index, values) in columns.enumerated() {
      let (center, scale) = scaling.fit(values)
      #expect(isClose(center, centers[index]))
      #expect(isClose(scale, scales[index]))
      for (row, value) in values.enumerated() {
        #expect(isClose((value - center) / scale, scaled[row][index]))
        compared += 1
      }
    }

    #expect(compared == 36)
  }

  @Test func `a new row is not clipped by min-max`() throws {
    let expected = try #require(golden["minmax"] as? [String: Any])
    let row = try #require(expected["new_row_unclipped"] as? [[Double]])[0]

    // The golden file's new row is (400, 0, 100000), by what it scales to.
    for (index, value) in [400.0, 0, 100_000].enumerated() {
      let (center, scale) = Scaling.minMax.fit(columns[index])
      #expect(isClose((value - center) / scale, row[index]))
    }
  }

  @Test func `a constant column has scale 1`() throws {
    let expected = try #require(golden["constant_column"] as? [String: Any])
    let scales = try #require(expected["standard_scale"] as? [Double])

    #expect(isClose(Scaling.standard.fit([5, 5, 5]).scale, scales[0]))
    #expect(isClose(Scaling.standard.fit([1, 2, 3]).scale, scales[1]))
    #expect(Scaling.minMax.fit([5, 5, 5]).scale == 1)
    #expect(expected["robust_scale"] as? [Double] == [1, 1])
    #expect(Scaling.robust.fit([5, 5, 5]).scale == 1)
    #expect(Scaling.robust.fit([1, 2, 3]).scale == 1)
  }
}

private func isClose(_ value: Double, _ expected: Double) -> Bool {
  abs(value - expected) <= 1e-12 * max(1, abs(expected))
}
