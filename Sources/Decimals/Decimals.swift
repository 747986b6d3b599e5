//===-- Decimals ----------------------------------------------------------------------------===//
//
// Decimal text to the nearest double and back: the one leaf that both towers stand on, because
// a number in a JSON message and the same number in a CSV must become the same double.
//
//===----------------------------------------------------------------------------------------===//
