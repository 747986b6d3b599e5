//===-- Locks -------------------------------------------------------------------------------===//
//
// `Guarded`, a value that threads share under a lock.
//
//   in    a value, and what is to be done with it
//   out   what came of that
//   up    the wire tower, the bridge and `TableInput`; where threads wait for a value, `Transport`
//         has `Monitor`
//   down  nothing
//
//===----------------------------------------------------------------------------------------===//
