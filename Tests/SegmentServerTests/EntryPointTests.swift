import Connection
import Foundation
import JSON
import SegmentServer
import Testing
import Transport

@Suite("Entry points")
struct EntryPointTests {
  /// Options that leave the test's own process alone, and the lines of the log.
  static func options() -> (options: ServerOptions, lines: Monitor<[String]>) {
    let lines = Monitor<[String]>([])
    var options = ServerOptions()
    options.watchesSignals = false
    options.log = Log(.info) { level, line in lines.with { $0.append("\(level) \(line)") } }
    return (options, lines)
  }

  @Test func `serve tells its port in a file and ends with status 0`() throws {
    var (options, lines) = Self.options()
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("segmentd-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appendingPathComponent("port").path
    options.portFile = path
    let status = Monitor<Int32?>(nil)
    _ = startThread { [options] in
      let ended = Server.serve(
        address: "localhost", port: 0, responder: TestResponder(), options: options)
      status.with { $0 = ended }
    }
    var port: Int?
    for _ in 0..<1000 where port == nil {
      port = (try? String(contentsOfFile: path, encoding: .utf8)).flatMap {
        $0.hasSuffix("\n") ? Int($0.dropLast()) : nil
      }
      _ = lines.wait(atMost: 20) { _ -> Bool? in nil }
    }

    let caller = Caller(
      try SocketChannel.connect(to: Endpoint(host: "127.0.0.1", port: #require(port))))
    #expect(try caller.call("server.shutdown").text == "{}")

    #expect(status.wait(atMost: 20_000) { $0 } == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["port"])
    #expect(
      lines.with { $0 } == [
        "info listening on 127.0.0.1:\(port ?? 0)",
        "info ending: what runs may finish, the rest is refused", "info ended",
      ])
  }

  @Test func `an address that may not be used ends with status 78`() {
    let (options, lines) = Self.options()

    #expect(
      Server.serve(address: "0.0.0.0", port: 1, responder: TestResponder(), options: options) == 78)
    #expect(
      lines.with { $0 } == [
        "error \"0.0.0.0\" is no address to use here; it must be 127.0.0.1, ::1 or localhost, "
          + "because there is no token yet"
      ])
  }

  @Test func `a port that is taken ends with status 69`() throws {
    let (options, lines) = Self.options()
    let listener = try TCPListener(Endpoint("127.0.0.1:0"))

    let status = Server.serve(
      address: "127.0.0.1", port: Int(listener.endpoint.port), responder: TestResponder(),
      options: options)

    #expect(status == 69)
    #expect(lines.with { $0.first?.hasPrefix("error cannot listen on 127.0.0.1:") } == true)
  }

  @Test func `a port file that cannot be written ends with status 73`() {
    var (options, lines) = Self.options()
    options.portFile = "/nowhere/at/all/port"

    #expect(
      Server.serve(address: "::1", port: 0, responder: TestResponder(), options: options) == 73)
    #expect(
      lines.with { $0 } == [
        "error cannot write the port file /nowhere/at/all/port: No such file or directory"
      ])
  }
}
