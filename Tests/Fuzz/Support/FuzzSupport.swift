//===-- FuzzSupport -------------------------------------------------------------------------===//
//
// What the fuzz targets beside this folder share.
//
//   in    the bytes that a fuzzer made up
//   out   a text with choices (`Draw`), pieces of it (`Cuts`), and an end where a property fails
//         (`require`)
//   up    the targets `fuzz-json`, `fuzz-framing`, `fuzz-csv`, `fuzz-dates`, `fuzz-recipe` and
//         `fuzz-documents`; `Tests/Fuzz/run` builds and runs them
//   down  `JSON`, to change texts so that they stay texts
//
//===----------------------------------------------------------------------------------------===//
