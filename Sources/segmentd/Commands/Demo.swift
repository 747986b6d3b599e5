import Connection
import JSON
import JSONRPC
import SegmentServer
import SegmentService
import Transport

extension Command {
  /// `segmentd demo`: the whole job on transactions that the project makes, then the daemon.
  static let demo = Command(
    name: "demo", operands: "", operandCount: 0...0,
    summary: "make 2,000 customers' transactions, segment them, ask the daemon over TCP",
    options: [
      OptionDescription(
        name: "--out", value: "DIR",
        meaning: "a folder for its files (default: a new temporary one)")
    ],
    settings: [.config, .threads]
  ) { (options) throws(UsageError) in
    guard let folder = options.text("--out") ?? System.temporaryFolder() else {
      throw UsageError(
        message: "cannot make a temporary folder; name one with --out",
        status: ExitStatus.cannotCreate)
    }
    let sample = SampleTransactions()
    let path = folder + "/transactions.csv"
    if let reason = System.save(sample.csv, to: path) {
      throw UsageError(
        message: "cannot write \(path) (\(reason)); name another folder with --out",
        status: ExitStatus.cannotCreate)
    }
    System.output(
      """
      Made \(path)
        two years of a small shop's sales, as an office would export them: with
        returns, lost customer ids, and names in Windows-1252

      """)
    let threads = options[.threads].map { ["--threads", $0] } ?? []
    let job = try SegmentJob(
      try CommandLineOptions(
        [path, "--out", folder + "/segments.csv", "--model", folder + "/model.json"] + threads,
        for: .segment))
    let status = try job.run()
    guard status == ExitStatus.success else { return status }
    return DemoDaemon(service: job.service).run()
  }
}

/// A daemon on a free port, and one question to it over TCP.
private struct DemoDaemon {
  let service: Service

  /// Two orders of a customer whom the model has never seen.
  private var request: [UInt8] {
    let columns: JSONValue = [
      "CustomerID": ["N1", "N1", "N1"],
      "InvoiceNo": ["900001", "900001", "900002"],
      "InvoiceDate": ["2025-11-03 10:15", "2025-11-03 10:15", "2025-11-28 16:40"],
      "Quantity": [6, 2, 12],
      "UnitPrice": [6.95, 19.99, 8.25],
    ]
    let params: JSONValue = [
      "model": "segments", "data": ["columns": columns], "detail": ["name", "distance", "margin"],
    ]
    let request: JSONValue = [
      "jsonrpc": "2.0", "id": 1, "method": "assign", "params": params,
    ]
    return Array(request.description.utf8)
  }

  func run() -> Int32 {
    var options = ServerOptions()
    options.log = .none
    options.watchesSignals = false
    do {
      let token = AccessTokens.makeToken()
      options.tokens = try AccessTokens(admin: token)
      let server = try Server.start(
        at: [.tcp(try Endpoint(host: "127.0.0.1", port: 0))], responder: service,
        options: options)
      defer { server.stop() }
      let address = server.addresses[0]
      let channel = try SocketChannel.connect(to: address)
      defer { channel.close() }
      let auth: JSONValue = [
        "jsonrpc": "2.0", "id": 0, "method": "auth", "params": ["token": .string(token)],
      ]
      guard ask(channel, Array(auth.description.utf8)) != nil, let reply = ask(channel, request)
      else {
        System.error("segmentd demo: the daemon on \(address) did not answer\n")
        return ExitStatus.unavailable
      }
      System.output(
        "\nThe daemon on \(address) holds the model. A new customer, over TCP:\n\n")
      System.output("--> " + String(decoding: request, as: UTF8.self) + "\n")
      System.output("<-- " + reply + "\n")
      return ExitStatus.success
    } catch {
      System.error("segmentd demo: \(error)\n")
      return ExitStatus.unavailable
    }
  }

  /// Sends one line and reads one, byte for byte as any client would.
  private func ask(_ channel: SocketChannel, _ request: [UInt8]) -> String? {
    let line = request + [UInt8(ascii: "\n")]
    var sent = 0
    while sent < line.count {
      switch channel.trySend(line, from: sent) {
      case .sent(0): channel.waitToSend(milliseconds: 1_000)
      case .sent(let count): sent += count
      case .broken: return nil
      }
    }
    var reply: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while reply.last != UInt8(ascii: "\n") {
      guard case .bytes(let count) = channel.read(into: &buffer) else { return nil }
      reply += buffer[..<count]
    }
    return String(decoding: reply.dropLast(), as: UTF8.self)
  }
}
