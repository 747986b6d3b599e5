import Features
import Foundation
import Matrices
import SharedFiles
import Tables
import Testing

/// scikit-learn's transforms and principal components on the twelve rows of `golden.json`.
@Suite("Golden preparation", .needsShared("golden/golden.json"))
struct GoldenPreparationTests {
  private let golden: [String: Any]
  private let rows: [[Double]]
  private let table: Table

  init() throws {
    let data = try Data(contentsOf: SharedData.file("golden/golden.json"))
    golden = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let rows = try #require(golden["X"] as? [[Double]])
    self.rows = rows
    table = Table(
      names: ["a", "b", "c"],
      columns: (0..<3).map { column in .numbers(rows.map { $0[column] }) }, rowCount: rows.count)
  }

  private func fit(_ recipe: Recipe) throws -> PreparedFit {
    try Preparation.fit(
      recipe, to: CustomerTable(table: table))
  }

  /// The likelihood is flat to the last bit within 1e-8 of its maximum: scipy's own exponents move
  /// that far with the rounding of its logarithms, so an exponent is found no more exactly.
  @Test func `Yeo-Johnson's exponents are as likely as scipy's, and as near as can be`()
    throws
  {
    let expected = try #require(golden["yeo_johnson"] as? [String: Any])
    let lambdas = try #require(expected["lambdas"] as? [Double])
    let likelihoods = try #require(expected["llf_at_lambda"] as? [Double])

    let fit = try fit(
      Recipe(defaults: FeatureDefaults(transform: .yeoJohnson, scale: Scaling.none)))

    for (index, column) in fit.preparation.columns.enumerated() {
      guard case .numbers(let steps) = column.content else { continue }
      #expect(abs(steps.lambda - lambdas[index]) < 1e-7)
      let moved = rows.indices.map { fit.matrix[$0, index] }
      let mean = moved.reduce(0, +) / 12
      let variance = moved.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 12
      let sum = rows.reduce(0) { $0 + log1p($1[index]) }
      let likelihood = -6 * log(variance) + (steps.lambda - 1) * sum
      #expect(abs(likelihood - likelihoods[index]) < 1e-11)
    }
    #expect(fit.preparation.columns.count == 3)
  }

  @Test func `Yeo-Johnson's values are scipy's for scipy's exponents`() throws {
    let expected = try #require(golden["yeo_johnson"] as? [String: Any])
    let lambdas = try #require(expected["lambdas"] as? [Double])
    let values = try #require(expected["T"] as? [[Double]])

    let prepared = try preparation(lambdas).apply(to: CustomerTable(table: table))

    var compared = 0
    for (row, expected) in values.enumerated() {
      for (value, expected) in zip(prepared.matrix.row(row), expected) {
        #expect(abs(value - expected) <= 1e-14 * max(1, abs(expected)))
        compared += 1
      }
    }
    #expect(compared == 36)
  }

  /// A model whose columns have these exponents and neither centre nor scale.
  private func preparation(_ lambdas: [Double]) -> Preparation {
    Preparation(
      columns: zip(["a", "b", "c"], lambdas).map { name, lambda in
        PreparedColumn(
          name: name,
          content: .numbers(
            PreparedNumbers(
              imputed: 0, transform: .yeoJohnson, lambda: lambda, minimum: -5, maximum: 5)),
          scaling: .none, weight: 1, outputs: [PreparedOutput(name: name, center: 0, scale: 1)])
      })
  }

  @Test func `Yeo-Johnson's formula on both sides of zero`() throws {
    let expected = try #require(golden["yeo_johnson_pointwise"] as? [String: Any])
    let values = try #require(expected["x"] as? [Double])

    var compared = 0
    for lambda in [0, 0.5, 1, 2, 3] {
      let results = try #require(expected["lambda=\(lambda)"] as? [Double])
      let prepared = try preparation([lambda]).apply(
        to: CustomerTable(table: Table(names: ["a"], columns: [.numbers(values)], rowCount: 7)))

      for (value, expected) in zip(prepared.matrix.values, results) {
        #expect(abs(value - expected) <= 1e-14 * max(1, abs(expected)))
        compared += 1
      }
    }
    #expect(compared == 35)
  }

  @Test func `principal components are scikit-learn's`() throws {
    let expected = try #require(golden["pca_on_Z"] as? [String: Any])
    let components = try #require(expected["components"] as? [[Double]])
    let variances = try #require(expected["explained_variance"] as? [Double])
    let ratios = try #require(expected["ratio"] as? [Double])
    let standard = try #require((golden["standard"] as? [String: Any])?["Z"] as? [[Double]])

    let fit = try fit(Recipe(components: .components(3)))

    let projection = try #require(fit.preparation.projection)
    for axis in 0..<3 {
      #expect(abs(projection.axes.variances[axis] - variances[axis]) < 1e-12)
      #expect(abs(projection.shares[axis] - ratios[axis]) < 1e-12)
      for (loading, expected) in zip(projection.axes.components.row(axis), components[axis]) {
        #expect(abs(loading - expected) < 1e-12)
      }
      for row in 0..<standard.count {
        let coordinate = zip(standard[row], components[axis]).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(fit.matrix[row, axis] - coordinate) < 1e-12)
      }
    }
    #expect(fit.preparation.outputNames == ["PC1", "PC2", "PC3"])
    #expect(fit.preparation.featureNames == ["a", "b", "c"])
  }

  @Test(arguments: [(0.8, "n_for_0.8"), (0.95, "n_for_0.95")])
  func `as many components as scikit-learn takes for a share of the variance`(
    share: Double, key: String
  ) throws {
    let expected = try #require((golden["pca_on_Z"] as? [String: Any])?[key] as? Int)

    let fit = try fit(Recipe(components: .variance(share)))

    #expect(fit.matrix.columnCount == expected)
  }
}
