//===-- Spelling ----------------------------------------------------------------------------===//
//
// The name that a misspelt one most likely meant: a leaf, because columns, parameters, methods,
// models and options of the command line all suggest names alike.
//
//===----------------------------------------------------------------------------------------===//
