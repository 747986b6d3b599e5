//===-- Kernels -----------------------------------------------------------------------------===//
//
// Inner loops over rows and centres: distances, the nearest centre, sums of distances; and the search
// for the ends of cells in a text.
//
//   in    rows laid out by `RowLanes` (eight rows side by side), centres row-major
//   out   labels, squared distances and sums, in memory the caller gives
//   up    `Clustering` calls these, through `kernels`, and `Matrices` spreads them over threads;
//         `TableInput` calls those over texts
//   down  `KernelLoops`, and the same for newer CPUs, `KernelLoopsV3` and `KernelLoopsV4`
//
// Every squared distance is the plain sum of (x − c)² in the order of the features, in double
// precision: no layout, no lane width, no level of CPU and no thread changes one bit of it, and a
// row alone rounds like a row among a million. `Reference` says the same one scalar at a time; the
// tests compare every level bit for bit. Ties go to the lowest index. The loops allocate nothing.
//
// Read `RowLanes`, `ScreenRows`, `KernelSet` (what loops there are), `KernelLevel` (which ones run), `CenterDrifts`,
// `Reference`; the loops themselves are in `KernelLoops`.
//
//===----------------------------------------------------------------------------------------===//

/// Eight values side by side, one of each of eight consecutive rows.
///
/// Two, four or eight machine instructions wide, as the CPU has it; wider never pays, and the bits
/// do not depend on it.
public typealias Lanes = SIMD8<Double>
