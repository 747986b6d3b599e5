import Foundation
import Glibc
import Testing

/// The program while it runs, with a wire on its standard streams.
final class Session {
  let wire: Wire
  private let process: Process
  private let end: DispatchSemaphore
  private let streams: Folder

  /// Starts `segmentd` with these arguments.
  ///
  /// - Parameters:
  ///   - executable: Another program, which starts it in turn.
  ///   - environment: Variables set beside those there are.
  init(
    _ arguments: [String], executable: String = Program.path, environment: [String: String] = [:]
  ) throws {
    // A program that has ended must not end the tests when they write to it.
    Glibc.signal(SIGPIPE, SIG_IGN)
    streams = try Folder()
    let errors = try streams.write("", to: "err")
    (process, end) = Program.process(executable, arguments)
    process.environment = ProcessInfo.processInfo.environment
      .merging(environment) { _, new in new }
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: URL(filePath: errors))
    try process.run()
    // Descriptors of our own: when a pipe's handles close theirs is for Foundation to say.
    wire = Wire(
      reading: dup(output.fileHandleForReading.fileDescriptor),
      writing: dup(input.fileHandleForWriting.fileDescriptor))
    try output.fileHandleForReading.close()
    try input.fileHandleForWriting.close()
    try #require(process.isRunning || end.wait(timeout: .now()) == .success)
  }

  deinit {
    guard process.isRunning else { return }
    kill(process.processIdentifier, SIGKILL)
  }

  /// The admin's token of every daemon that a test starts.
  static let token = "a-token-for-tests-alone"

  /// Starts a daemon on a free port, with its token in the file `token`; gives the port.
  static func daemon(
    in folder: Folder, _ more: [String] = []
  ) throws -> (Session, UInt16) {
    let file = folder.path(of: "port")
    let tokens = try folder.write(token + "\n", to: "token")
    _ = unsafe chmod(tokens, 0o600)
    let session = try Session(
      ["serve", "--listen", "127.0.0.1:0", "--port-file", file, "--token-file", tokens] + more)
    for _ in 0..<600 {
      if let text = try? folder.read("port"),
        let port = UInt16(text.trimmingCharacters(in: .whitespacesAndNewlines))
      {
        return (session, port)
      }
      usleep(50_000)
    }
    throw SessionError.noPortFile(try session.errors)
  }

  /// What it wrote to standard error so far.
  var errors: String { get throws { try streams.read("err") } }

  /// What the system says of the process: a number of `/proc/PID/status`, such as `VmHWM` (the
  /// most memory it ever took, in KiB) or `Threads`.
  func status(_ name: String) throws -> Int {
    let text = try String(
      contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
    let number = line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }
    return try #require(number, "the system does not tell \(name)")
  }

  /// Its process id.
  var id: Int32 { process.processIdentifier }

  /// Waits until it has written something to standard error.
  func wait(for text: String) throws {
    for _ in 0..<1_200 where try !errors.contains(text) { usleep(25_000) }
    let errors = try errors
    try #require(errors.contains(text), "\(text) is not in: \(errors)")
  }

  /// Sends a signal.
  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Waits for the end.
  ///
  /// - Returns: The status and how long it took; the test fails after `seconds`.
  func status(within seconds: Double) throws -> (status: Int32, milliseconds: Int) {
    let begin = ContinuousClock.now
    let isEnded = end.wait(timeout: .now() + seconds) == .success
    try #require(isEnded, "segmentd has not ended after \(seconds) s")
    return (process.terminationStatus, Int((ContinuousClock.now - begin) / .milliseconds(1)))
  }
}

/// Why a session could not begin.
enum SessionError: Error {
  case noPortFile(String)
}
