//===-- Decimals ----------------------------------------------------------------------------===//
//
// Decimal text to the nearest double and back: the one leaf that both towers stand on, because
// a number in a JSON message and the same number in a CSV must become the same double.
//
//   in    bytes, or a double
//   out   the nearest double (ties to even), the shortest text that reads back as it, or the text
//         that a sentence shows
//   up    whatever reads or shows numbers, in both towers
//   down  nothing
//
// Read in this order: `NearestDouble` (the whole text), `ScannedNumber` (a number within a text),
// `Scaling` (digits and a power of ten to a double: three ways, each exact) with
// `SignificantDigits`, `PowersOfTen` (their table, computed by exact arithmetic at first use),
// `ExactComparison` and `BigNatural` (the last resort); `ShortestText` (the way back) with
// `ShortestDigits` and `DigitLayout`; `Words` (eight bytes at a time); `ReadableNumbers`.
//
//===----------------------------------------------------------------------------------------===//
