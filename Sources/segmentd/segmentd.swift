//===-- segmentd ----------------------------------------------------------------------------===//
//
// The program: reads its arguments, sets up a `Service`, and runs one command.
//
//   in    the command line; standard input where a command reads it
//   out   standard output (the wire, or what was asked for), standard error, an exit status
//   down  `SegmentServer` serves, `SegmentService` answers
//
// Read `Program` (which command), `Command` and `CommandLineOptions` (commands and options as data,
// and their parsing), `Settings/` (what can be set, and by what: flag, environment, file, default),
// `ServiceSetup` (from settings to a service), `Commands/` (one file per command), `SegmentReport`
// (what `segment` prints) with `TextLayout`, `ReportPage`, `Help` and `Completions/`; beside them
// `DaemonDoor`, `ProgressLine` and `System`.
//
//===----------------------------------------------------------------------------------------===//
