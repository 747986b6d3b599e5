import Features
import Matrices
import Tables
import Testing

@Suite("Ordinals")
struct OrdinalTests {
  private func recipe(_ unseen: UnseenPolicy, levels: Int = 25) -> Recipe {
    Recipe(features: [
      FeatureRule(
        column: "size", scale: Scaling.none, encode: .ordinal, levels: levels, unseen: unseen)
    ])
  }

  /// In the order of text, as scikit-learn's `OrdinalEncoder` sorts: L, M, S.
  @Test func `a value becomes its place in the order of text`() throws {
    let table = Table([("size", .texts(["S", "L", "M", nil, "S"]))])

    let fit = try fit(table, recipe(.zero))

    #expect(fit.preparation.outputNames == ["size"])
    // The missing one is taken for the most frequent.
    #expect(fit.matrix.values == [2, 0, 1, 2, 2])
    #expect(fit.imputed == ["size": 1])
  }

  @Test(arguments: [(UnseenPolicy.zero, -1.0), (.other, 3)])
  func `an unseen value stands before the first or after the last`(
    unseen: UnseenPolicy, place: Double
  ) throws {
    let fit = try fit(Table([("size", .texts(["S", "L", "M"]))]), recipe(unseen))

    let prepared = try fit.preparation.apply(
      to: CustomerTable(table: Table([("size", .texts(["XL", "M"]))])))

    #expect(prepared.matrix.values == [place, 1])
    #expect(prepared.unseen == [0: ["size"]])
  }

  @Test func `an unseen value can be refused`() throws {
    let fit = try fit(Table([("size", .texts(["S", "L", "M"]))]), recipe(.error))

    let prepared = try fit.preparation.apply(
      to: CustomerTable(table: Table([("size", .texts(["XL", "M"]))])))

    #expect(prepared.unassignable == [0: "\"size\" is \"XL\", which was not there in training"])
  }

  @Test func `rare values beyond the levels count as unseen ones`() throws {
    let table = Table([("size", .texts(["S", "S", "L", "L", "M", "K"]))])

    let zero = try fit(table, recipe(.zero, levels: 2))
    let other = try fit(table, recipe(.other, levels: 2))

    #expect(zero.matrix.values == [1, 1, 0, 0, -1, -1])
    #expect(other.matrix.values == [1, 1, 0, 0, 2, 2])
    #expect(
      zero.warnings == ["\"size\" has 4 values; the 2 rarest count as none of them"])
  }

  /// Places 0, 1, 2, 2: mean 1.25, population variance 11/16.
  @Test func `a place is scaled and weighted like a number`() throws {
    let table = Table([("size", .texts(["L", "M", "S", "S"]))])
    let recipe = Recipe(defaults: FeatureDefaults(encode: .ordinal, weight: 2))

    let fit = try fit(table, recipe)

    let deviation = (11.0 / 16).squareRoot()
    for (value, place) in zip(fit.matrix.values, [0.0, 1, 2, 2]) {
      #expect(abs(value - (place - 1.25) / deviation * 2) < 1e-15)
    }
  }
}
