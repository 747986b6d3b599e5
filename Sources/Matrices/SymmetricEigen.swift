/// Eigenvalues and eigenvectors of a symmetric matrix, the largest eigenvalue first.
///
/// The matrix is brought to tridiagonal form by Householder reflections and from there to diagonal
/// form by the implicit QL method. One thread works, in one order: the same matrix gives the same
/// bits.
///
/// > Source: Bowdler, Martin, Reinsch and Wilkinson, *The QR and QL Algorithms for Symmetric
/// > Matrices*, Numer. Math. 11, 1968; after EISPACK's `tred2` and `tql2` as JAMA writes them.
struct SymmetricEigen {
  /// Descending.
  private(set) var values: [Double]

  /// The vector of each value, one after another: unit length, at right angles to one another.
  private(set) var vectors: [Double]

  private let size: Int

  /// Below the diagonal of the tridiagonal form.
  private var offDiagonal: [Double]

  /// A value that is not found in so many steps is taken as it is; two or three are usual.
  private static let stepLimit = 60

  /// Decomposes a matrix.
  ///
  /// - Parameters:
  ///   - matrix: `size × size`, symmetric and finite.
  ///   - watch: Asked once per row and per eigenvalue; nil where it says stop.
  /// - Complexity: O(*d*³).
  init?(of matrix: Matrix, watch: LoopWatch) {
    size = matrix.rowCount
    values = [Double](repeating: 0, count: size)
    offDiagonal = values
    // A power of two brings every number near 1, so that no square leaves the range of a double.
    let largest = matrix.values.reduce(0) { max($0, $1.magnitude) }
    let scale = largest > 0 ? Double(sign: .plus, exponent: largest.exponent, significand: 1) : 1
    // Row `j` of `vectors` is column `j` of the textbook, so that inner loops run along memory.
    vectors = matrix.values.map { $0 / scale }
    guard size > 0 else { return }
    guard reduce(watch), accumulate(watch), diagonalise(watch) else { return nil }
    sort()
    for index in values.indices { values[index] *= scale }
  }

  /// To tridiagonal form; the reflections stay in `vectors`.
  private mutating func reduce(_ watch: LoopWatch) -> Bool {
    for j in 0..<size { values[j] = vectors[j * size + size - 1] }
    for i in stride(from: size - 1, to: 0, by: -1) {
      guard watch.mayGoOn() else { return false }
      var scale = 0.0
      for k in 0..<i { scale += values[k].magnitude }
      guard scale > 0 else {
        offDiagonal[i] = values[i - 1]
        for j in 0..<i {
          values[j] = vectors[j * size + i - 1]
          vectors[j * size + i] = 0
          vectors[i * size + j] = 0
        }
        values[i] = 0
        continue
      }
      values[i] = reflect(i, scale)
    }
    return true
  }

  /// Applies the reflection that clears row `i` left of the diagonal.
  private mutating func reflect(_ i: Int, _ scale: Double) -> Double {
    var h = 0.0
    for k in 0..<i {
      values[k] /= scale
      h += values[k] * values[k]
    }
    let f = values[i - 1]
    let g = f > 0 ? -h.squareRoot() : h.squareRoot()
    offDiagonal[i] = scale * g
    h -= f * g
    values[i - 1] = f - g
    for j in 0..<i { offDiagonal[j] = 0 }
    for j in 0..<i {
      let f = values[j]
      vectors[i * size + j] = f
      let row = j * size
      var g = offDiagonal[j] + vectors[row + j] * f
      for k in j + 1..<i {
        g += vectors[row + k] * values[k]
        offDiagonal[k] += vectors[row + k] * f
      }
      offDiagonal[j] = g
    }
    var sum = 0.0
    for j in 0..<i {
      offDiagonal[j] /= h
      sum += offDiagonal[j] * values[j]
    }
    let half = sum / (h + h)
    for j in 0..<i { offDiagonal[j] -= half * values[j] }
    for j in 0..<i {
      let (f, g) = (values[j], offDiagonal[j])
      let row = j * size
      for k in j..<i { vectors[row + k] -= f * offDiagonal[k] + g * values[k] }
      values[j] = vectors[row + i - 1]
      vectors[row + i] = 0
    }
    return h
  }

  /// The product of all reflections.
  private mutating func accumulate(_ watch: LoopWatch) -> Bool {
    for i in 0..<size - 1 {
      guard watch.mayGoOn() else { return false }
      vectors[i * size + size - 1] = vectors[i * size + i]
      vectors[i * size + i] = 1
      let next = (i + 1) * size
      let h = values[i + 1]
      if h != 0 {
        for k in 0...i { values[k] = vectors[next + k] / h }
        for j in 0...i {
          let row = j * size
          var g = 0.0
          for k in 0...i { g += vectors[next + k] * vectors[row + k] }
          for k in 0...i { vectors[row + k] -= g * values[k] }
        }
      }
      for k in 0...i { vectors[next + k] = 0 }
    }
    for j in 0..<size {
      values[j] = vectors[j * size + size - 1]
      vectors[j * size + size - 1] = 0
    }
    vectors[size * size - 1] = 1
    offDiagonal[0] = 0
    return true
  }

  /// To diagonal form, an eigenvalue at a time.
  private mutating func diagonalise(_ watch: LoopWatch) -> Bool {
    for i in 1..<size { offDiagonal[i - 1] = offDiagonal[i] }
    offDiagonal[size - 1] = 0
    var shift = 0.0
    // Of the whole matrix, not of the rows so far: a row of tiny numbers before large ones would
    // make a step divide by next to nothing.
    let magnitude = zip(values, offDiagonal).reduce(0) {
      max($0, $1.0.magnitude + $1.1.magnitude)
    }
    for low in 0..<size {
      guard watch.mayGoOn() else { return false }
      // The last entry below the diagonal is 0, so the search ends.
      var end = low
      while end < size - 1, offDiagonal[end].magnitude > .ulpOfOne * magnitude { end += 1 }
      if end > low {
        var steps = 0
        repeat {
          shift += step(low, end)
          steps += 1
        } while offDiagonal[low].magnitude > .ulpOfOne * magnitude && steps < Self.stepLimit
      }
      values[low] += shift
      offDiagonal[low] = 0
    }
    return true
  }

  /// One implicit QL step between two rows; returns by how much the rest was shifted.
  private mutating func step(_ low: Int, _ end: Int) -> Double {
    let g = values[low]
    var p = (values[low + 1] - g) / (2 * offDiagonal[low])
    var r = length(p, 1)
    if p < 0 { r = -r }
    values[low] = offDiagonal[low] / (p + r)
    values[low + 1] = offDiagonal[low] * (p + r)
    let next = values[low + 1]
    let h = g - values[low]
    for i in low + 2..<size { values[i] -= h }

    p = values[end]
    var (c, c2, c3) = (1.0, 1.0, 1.0)
    let below = offDiagonal[low + 1]
    var (s, s2) = (0.0, 0.0)
    for i in stride(from: end - 1, through: low, by: -1) {
      (c3, c2, s2) = (c2, c, s)
      let g = c * offDiagonal[i]
      let h = c * p
      r = length(p, offDiagonal[i])
      offDiagonal[i + 1] = s * r
      // Both are 0 where rows came apart; no turn is needed then.
      (s, c) = r == 0 ? (0, 1) : (offDiagonal[i] / r, p / r)
      p = c * values[i] - s * g
      values[i + 1] = h + s * (c * g + s * values[i])
      rotate(i, c, s)
    }
    p = -s * s2 * c3 * below * offDiagonal[low] / next
    offDiagonal[low] = s * p
    values[low] = c * p
    return h
  }

  /// Turns two neighbouring vectors.
  private mutating func rotate(_ index: Int, _ c: Double, _ s: Double) {
    let size = size
    let (first, second) = (index * size, (index + 1) * size)
    var vectors = vectors.mutableSpan
    for k in 0..<size {
      let h = vectors[second + k]
      vectors[second + k] = s * vectors[first + k] + c * h
      vectors[first + k] = c * vectors[first + k] - s * h
    }
  }

  /// The largest value first; equal ones stay in the order in which they were found.
  private mutating func sort() {
    let order = values.indices.sorted { (values[$0], $1) > (values[$1], $0) }
    vectors = order.flatMap { vectors[$0 * size..<($0 + 1) * size] }
    values = order.map { values[$0] }
  }
}

/// The length of a vector of two numbers, which are near 1 or do not matter.
private func length(_ first: Double, _ second: Double) -> Double {
  (first * first + second * second).squareRoot()
}
