import Foundation
import Testing

/// The built program, run to its end.
enum Program {
  /// What a run left behind.
  struct Finished {
    let status: Int32
    let output: String
    let errors: String

    /// The lines of the output.
    var lines: [String] { output.split(separator: "\n").map(String.init) }

    /// The lines' words, one blank between them: what is said, however wide its columns are.
    var words: [String] {
      lines.map { $0.split(separator: " ").joined(separator: " ") }
    }
  }

  /// `SEGMENTD`, else the program beside the running test bundle.
  static let path: String =
    ProcessInfo.processInfo.environment["SEGMENTD"]
    ?? URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "segmentd").path

  /// A process of a program, not yet started, whose end a semaphore tells.
  static func process(
    _ executable: String, _ arguments: [String], in folder: Folder? = nil
  ) -> (Process, DispatchSemaphore) {
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(filePath: folder.path) }
    let end = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in end.signal() }
    return (process, end)
  }

  /// Runs the program with standard streams that are files, as `segmentd … < in > out` does.
  ///
  /// - Parameters:
  ///   - input: What standard input holds; `nil` for /dev/null.
  ///   - environment: Variables set beside those there are.
  ///   - seconds: After that long it is killed and the test fails.
  static func run(
    _ arguments: [String], input: String? = nil, in folder: Folder? = nil,
    environment: [String: String] = [:], within seconds: Double = 120
  ) throws -> Finished {
    try run(
      arguments, bytes: input.map { Data($0.utf8) }, in: folder, environment: environment,
      within: seconds)
  }

  /// The same with an input that may be no text.
  static func run(
    _ arguments: [String], bytes: Data?, in folder: Folder? = nil,
    environment: [String: String] = [:], within seconds: Double = 120
  ) throws -> Finished {
    let streams = try Folder()
    let inputPath = try bytes.map { try streams.write($0, to: "in") } ?? "/dev/null"
    let outputPath = try streams.write("", to: "out")
    let errorPath = try streams.write("", to: "err")
    let (process, end) = Program.process(path, arguments, in: folder)
    process.environment = ProcessInfo.processInfo.environment
      .merging(environment) { _, new in new }
    process.standardInput = try FileHandle(forReadingFrom: URL(filePath: inputPath))
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: outputPath))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: errorPath))
    try process.run()
    let isEnded = end.wait(timeout: .now() + seconds) == .success
    if !isEnded {
      kill(process.processIdentifier, SIGKILL)
      end.wait()
    }
    let finished = Finished(
      status: process.terminationStatus, output: try streams.read("out"),
      errors: try streams.read("err"))
    try #require(isEnded, "not ended after \(seconds) s: segmentd \(arguments)")
    return finished
  }
}
