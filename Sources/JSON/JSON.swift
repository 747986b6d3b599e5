//===-- JSON --------------------------------------------------------------------------------===//
//
// JSON texts as RFC 8259 has them: checked whole, read in place, written compactly.
//
//   in    the bytes of one message, or calls to a writer
//   out   a `JSONText` (checked, with ranges into the bytes) or a `JSONError` that says where and
//         what to do; compact valid UTF-8
//   up    `JSONRPC` reads envelopes with it, `SegmentService` reads parameters and rows
//   down  `Decimals` for numbers
//
// A message is checked once, by `Validator`; whatever reads it afterwards trusts it. Read in this
// order: `JSONText`, `Validator`, `Validator+Tokens`, `JSONError+Hints`; `JSONSlice`,
// `JSONReader` and its `+Numbers` and `+Pieces`, `Scanning`; `Base64Numbers` and `Base64`;
// `JSONValue` for small things; `JSONWriter`.
//
// Nothing here recurses over nesting while it checks, skips or writes raw text; a tree of values is
// at most as deep as the checker let through.
//
//===----------------------------------------------------------------------------------------===//
