//===-- Clustering --------------------------------------------------------------------------===//
//
// k-means: from a table of prepared features to centres and labels; how well they fit; how many.
//
//   in    a `Matrix` of finite doubles in canonical order of rows, and options
//   out   a `KMeansFit`, an `Assignment`, silhouettes and other indices, a study of the numbers of
//         clusters, how far partitions agree and how stable they are, or a `ClusteringError`
//   up    `Segmentation` calls this
//   down  `Kernels` for the inner loops, `Matrices` for tables, exact sums and parallel loops,
//         `Decimals` for numbers in sentences
//
// Labels always belong to the centres they come with: `assignment(of:to:)` of the same rows, or of
// any one of them alone, says the same. The same rows in the same order give the same bits with any
// number of threads: chunks have a fixed size, sums of rows are whole numbers, and each restart and
// each swap has random numbers of its own.
//
// Read in the order of the algorithm: `KMeans`, `PreparedRows`, `Search` (restarts and swaps),
// `Seeding` with `SeedingPotential`, `Run`, `Partition` with `Partition+Lloyd` and
// `Partition+Transfers`, `RandomSwap`, `KMeansFit`, `KMeans+Dissolving`; then `Assignment`,
// `PairDistances` and the silhouettes; of several partitions `Agreement`, `OptimalMatching` and
// `BootstrapStability`; and to choose k `ClusterIndices`, `Knees`, `ReferenceTables`, `GapStatistic`,
// `StudyClusterCounts` with `ClusterCountMeasures` (what is computed) and `ClusterCountBallot` (what
// is made of it, in words).
//
//===----------------------------------------------------------------------------------------===//
