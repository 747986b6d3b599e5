import Foundation
import Transport

/// A running daemon and what it takes of the machine.
final class Daemon {
  /// What `/proc` says of the process.
  struct Footprint {
    var residentKilobytes = 0
    var peakKilobytes = 0
    var threads = 0
  }

  let address: Address
  private let process = Process()
  private let folder: URL

  /// Starts the program at a Unix socket of its own and waits until it answers.
  init(_ program: String, options: [String] = []) throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "segmentd-load-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appending(path: "socket").path
    address = .unix(path: path)
    process.executableURL = URL(filePath: program)
    process.arguments = ["serve", "--socket", path, "--log-level", "warning"] + options
    try process.run()
    for _ in 0..<1_000 {
      if (try? SocketChannel.connect(to: address)) != nil { return }
      usleep(10_000)
    }
    throw LoadFault("the daemon does not answer")
  }

  /// Whether it is still there.
  var isRunning: Bool { process.isRunning }

  var footprint: Footprint {
    var footprint = Footprint()
    let path = "/proc/\(process.processIdentifier)/status"
    for line in ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n")
    {
      let parts = line.split(whereSeparator: { $0 == ":" || $0 == "\t" || $0 == " " })
      guard parts.count > 1, let number = Int(parts[1]) else { continue }
      switch parts[0] {
      case "VmRSS": footprint.residentKilobytes = number
      case "VmHWM": footprint.peakKilobytes = number
      case "Threads": footprint.threads = number
      default: break
      }
    }
    return footprint
  }

  /// Processor time it has had, in seconds.
  var processorSeconds: Double {
    let path = "/proc/\(process.processIdentifier)/stat"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 12 else { return 0 }
    let ticks = (Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)
    return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// Waits until it has nothing to do, at most so long; whether it came to that.
  func waitUntilIdle(seconds: Int) -> Bool {
    for _ in 0..<seconds * 2 {
      let before = processorSeconds
      usleep(500_000)
      if processorSeconds - before < 0.02 { return true }
    }
    return false
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }
}

/// Why a run could not be made.
struct LoadFault: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
