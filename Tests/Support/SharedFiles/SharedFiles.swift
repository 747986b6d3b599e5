//===-- SharedFiles -------------------------------------------------------------------------===//
//
// The data that lies beside the repository and is no part of it, for every test target.
//
//   in    a path such as `data/mall/Mall_Customers.csv`, and `SEGMENTD_SHARED`
//   out   where the file is, unpacked if need be, or the line that a skipped test shows
//   up    the test targets
//   down  Foundation
//
// Read `SharedData`.
//
//===----------------------------------------------------------------------------------------===//
