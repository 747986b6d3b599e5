import Clustering
import Foundation
import SharedFiles
import Testing

/// Where a curve bends, by the rules of two Python packages.
@Suite("Knees")
struct KneeTests {
  private struct Curve: Decodable {
    let first: Int
    let values: [Double]
    let shape: String
    let kneed: Int?
    let yellowbrick: Int?
  }

  /// The curves of Tests/Comparison, where the packages themselves are asked for the answers.
  @Test func `a thousand curves bend where kneed and yellowbrick say`() throws {
    let file = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Comparison/knees.json")
    let curves = try JSONDecoder().decode([Curve].self, from: Data(contentsOf: file))
    var wrongCount = 0

    for curve in curves {
      let counts = Array(curve.first..<curve.first + curve.values.count)
      let shape: CurveShape = curve.shape == "elbow" ? .convexDecreasing : .concaveIncreasing
      if kneedElbow(counts, curve.values, shape: shape) != curve.kneed { wrongCount += 1 }
      if yellowbrickElbow(counts, curve.values, shape: shape) != curve.yellowbrick {
        wrongCount += 1
      }
    }

    print("knees: \(2 * curves.count) compared, \(wrongCount) wrong")
    #expect(curves.count >= 950)
    #expect(wrongCount == 0)
  }

  @Test(
    .enabled(
      if: SharedData.has(SharedData.golden),
      Comment(rawValue: SharedData.absence(of: SharedData.golden))))
  func `the golden curves`() throws {
    let golden = try SharedData.json(SharedData.golden)
    let curves = try #require(golden["knee"] as? [String: [String: Any]])
    let disagreement = try #require(golden["knee_disagreement"] as? [String: Any])
    let examples = try #require(disagreement["examples"] as? [[String: Any]])
    var comparedCount = 0

    for curve in curves.values.filter({ $0["kneed"] != nil }) + examples {
      let counts = try #require(curve["x"] as? [Int])
      let values = try #require(curve["y"] as? [Double])
      #expect(kneedElbow(counts, values) == curve["kneed"] as? Int)
      #expect(yellowbrickElbow(counts, values) == curve["yellowbrick"] as? Int)
      comparedCount += 1
    }
    let silhouettes = try #require(curves["silhouette_curve_yb"])
    let found = yellowbrickElbow(
      try #require(silhouettes["x"] as? [Int]), try #require(silhouettes["y"] as? [Double]),
      shape: .concaveIncreasing)

    #expect(found == silhouettes["yellowbrick_elbow"] as? Int)
    #expect(comparedCount == 10)
  }

  @Test(arguments: [[], [7], [5, 5, 5, 5], [3, 1], [8, 6, 4, 2]] as [[Double]])
  func `a curve that does not bend has no knee`(values: [Double]) {
    let counts = Array(2..<2 + values.count)

    #expect(kneedElbow(counts, values) == nil)
    #expect(yellowbrickElbow(counts, values) == nil)
  }

  /// The distances to the diagonal are 0, 1/2, 0, and a step is 1/2: the fall is not more than that.
  @Test func `a fall of exactly one step is not enough`() {
    #expect(kneedElbow([1, 2, 3], [2, 0, 0]) == nil)
    #expect(yellowbrickElbow([1, 2, 3], [2, 0, 0]) == nil)
    #expect(kneedElbow([1, 2, 3, 4], [2, 0, 0, 0]) == 2)
  }
}
