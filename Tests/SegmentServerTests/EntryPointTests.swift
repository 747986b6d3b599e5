import Connection
import Foundation
import JSON
import JSONRPC
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
    options.tokens = try? AccessTokens(admin: ServerTests.token)
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
    let loopback = [Address.tcp(try Endpoint("localhost:0"))]
    _ = startThread { [options] in
      let ended = Server.serve(
        at: loopback, responder: TestResponder(), options: options)
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
    #expect(try caller.authenticate(ServerTests.token) == .admin)
    #expect(try caller.call("server.shutdown").text == "{}")

    #expect(status.wait(atMost: 20_000) { $0 } == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
    #expect(
      lines.with { $0 } == [
        "info listening on 127.0.0.1:\(port ?? 0)",
        "info ending: what runs may finish, the rest is refused", "info ended",
      ])
  }

  @Test func `an address that may not be used ends with status 78`() throws {
    var (options, lines) = Self.options()
    options.tokens = nil
    let everywhere = Address.tcp(try Endpoint("0.0.0.0:1"))

    #expect(Server.serve(at: [everywhere], responder: TestResponder(), options: options) == 78)
    #expect(
      lines.with { $0 } == [
        "error 0.0.0.0:1 can be reached from other machines, which needs a token file that was "
          + "named: give --token-file FILE, or listen on 127.0.0.1 and let others in by ssh or a "
          + "TLS proxy"
      ])
  }

  @Test func `a port that is taken ends with status 69`() throws {
    let (options, lines) = Self.options()
    let listener = try SocketListener(.tcp(Endpoint("127.0.0.1:0")))

    let status = Server.serve(
      at: [listener.address], responder: TestResponder(), options: options)

    #expect(status == 69)
    #expect(lines.with { $0.first?.hasPrefix("error cannot listen on 127.0.0.1:") } == true)
  }

  @Test func `a port file that cannot be written ends with status 73`() throws {
    var (options, lines) = Self.options()
    options.portFile = "/nowhere/at/all/port"

    #expect(
      Server.serve(
        at: [.tcp(try Endpoint("[::1]:0"))], responder: TestResponder(), options: options) == 73)
    #expect(
      lines.with { $0 } == [
        "error cannot write the port file /nowhere/at/all/port: No such file or directory"
      ])
  }
}
