//===-- Segmentation ------------------------------------------------------------------------===//
//
// The domain: from a plan and customers to a model, and from a model to answers.
//
//   in    a `FitPlan` and a `CustomerTable`
//   out   a `SegmentModel`: recipe, fitted preparation, centres, segments, profile
//   up    `SegmentService` calls this, one call per method
//   down  `Features` prepares, `Clustering` partitions, `Tables` orders rows
//
// Read `FitPlan`, `SegmentModel` (what a fit leaves), `SegmentModel+Fit` with `FitStart` and
// `FitPlan+Search`, and `ModelDraft`, then
// `Assigned`; `Profile` with `Profiler`, `SpreadSums`, `TrendSums` and `Breakdown` (what segments are
// like, in figures); the same in words: `FeatureWords` and `Vocabulary`, `Describer` and
// `Profile+Reasons`, `TraitFinder`, `NamePhrase`, `SegmentNamer` and `UniqueNames`, `MoveFinder`,
// `Playbook` and `Adviser`; `SilhouetteScore` with `SilhouetteWork`; then what needs no model:
// `ScoreRule` with `RFMScores` and `RFMCodes`, `RFMGrid`. Pure functions: no clock, no file, no global.
//
//===----------------------------------------------------------------------------------------===//
