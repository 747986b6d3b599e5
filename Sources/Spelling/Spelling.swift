//===-- Spelling ----------------------------------------------------------------------------===//
//
// The name that a misspelt one most likely meant, so that columns, parameters, methods, models and
// options of the command line all suggest names alike.
//
//   in    a name that is not known, and the names there are
//   out   the nearest of them, or nothing
//   up    both towers
//   down  nothing
//
//===----------------------------------------------------------------------------------------===//
