//===-- segmentdTests -----------------------------------------------------------------------===//
//
// The program as a user has it: started as a process, spoken to over its streams and over TCP.
//
//   in    the program that was built beside the tests (or the one that SEGMENTD names)
//   out   what it prints, its exit statuses, how long its end takes
//
// Read `Program` (runs it to its end), `Session` (talks to it while it runs), `Wire` (lines over
// descriptors), `Samples` (files and requests), then the suites, which are all parts of
// `ProgramTests` so that they run one after another: several of them keep every core busy.
//
//===----------------------------------------------------------------------------------------===//

import Testing

/// Everything about the program, one test at a time.
@Suite("The program", .serialized)
struct ProgramTests {}
