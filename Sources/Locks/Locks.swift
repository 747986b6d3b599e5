//===-- Locks -------------------------------------------------------------------------------===//
//
// `Guarded`, the one way in which threads share a value: a leaf, because both the wire tower and
// the bridge need it.
//
//===----------------------------------------------------------------------------------------===//
