import Foundation
import Transport

/// One client of the soak: does one thing after the other, by chance but the same in every run.
struct SoakClient {
  /// What one step came to.
  enum Outcome: Sendable {
    case answer
    case refusal(String)
    case disconnect
    case fault(String)
  }

  private let number: Int
  private let address: Address
  private var asker: Asker?
  private var state: UInt64

  init(number: Int, address: Address) {
    self.number = number
    self.address = address
    state = UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15
  }

  /// Does the next thing.
  mutating func step() -> Outcome {
    do {
      let asker = try asker ?? Asker(address)
      self.asker = asker
      return try step(asker)
    } catch {
      asker?.close()
      asker = nil
      return .fault("client \(number): \(error)")
    }
  }

  mutating func leave() {
    asker?.close()
    asker = nil
  }

  private mutating func next(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(bound))
  }

  private mutating func step(_ asker: Asker) throws -> Outcome {
    let own = "own \(number)"
    let shared = "shared \(next(4))"
    switch next(20) {
    case 0: return try ask(asker, Requests.fit(own, rows: 200 + next(2_000), seed: next(9)))
    case 1...6: return try ask(asker, Requests.assign(shared, rows: 1 + next(50)))
    case 7: return try ask(asker, Requests.assign(shared, rows: 20_000, detail: true))
    case 8:
      let data = Requests.data(rows: 100 + next(5_000))
      return try ask(
        asker, Requests.line("tables.put", "{\"table\":\"\(own)\",\"data\":\(data)}"))
    case 9:
      let data = Requests.data(rows: 100)
      return try ask(
        asker, Requests.line("tables.append", "{\"table\":\"\(own)\",\"data\":\(data)}"))
    case 10: return try ask(asker, Requests.line("tables.delete", "{\"table\":\"\(own)\"}"))
    case 11: return try ask(asker, Requests.line("models.list", "{}"))
    case 12: return try ask(asker, Requests.line("models.delete", "{\"model\":\"\(own)\"}"))
    case 13: return try ask(asker, Requests.line("profile", "{\"model\":\"\(shared)\"}"))
    case 14: return try ask(asker, Requests.line("assign", "{\"model\":7}"))
    case 15: return try ask(asker, Array("{\"no json\n".utf8))
    case 16: return try ask(asker, Requests.line("server.metrics", "{}"))
    case 17: return try cancelled(asker)
    case 18: return try withProgress(asker)
    default: return try disconnected(asker)
    }
  }

  private func ask(_ asker: Asker, _ line: [UInt8]) throws -> Outcome {
    outcome(try asker.ask(line))
  }

  private func outcome(_ line: [UInt8]) -> Outcome {
    if line.starts(with: Requests.goodStart) { return .answer }
    let text = String(decoding: line, as: UTF8.self)
    guard
      let kind = text.components(separatedBy: "\"kind\":\"").dropFirst().first?
        .split(separator: "\"").first, kind != "internal"
    else { return .fault("client \(number) got \(text.prefix(300))") }
    return .refusal(String(kind))
  }

  /// A fit that is taken back, and answered once whatever comes first.
  private mutating func cancelled(_ asker: Asker) throws -> Outcome {
    try asker.send(Requests.fit("own \(number)", rows: 20_000, isThorough: true))
    if next(2) == 0 { usleep(UInt32(next(20_000))) }
    try asker.send(
      Array(#"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}"#.utf8) + [10])
    return outcome(try asker.receive())
  }

  /// A fit that tells how far it is.
  private func withProgress(_ asker: Asker) throws -> Outcome {
    try asker.send(Requests.fit("own \(number)", rows: 5_000, progressTo: number))
    while true {
      let line = try asker.receive()
      guard line.starts(with: Array(#"{"jsonrpc":"2.0","method":"notifications/progress""#.utf8))
      else { return outcome(line) }
    }
  }

  /// Leaves in the middle: of a request, of its work, or of the reading of its answer.
  private mutating func disconnected(_ asker: Asker) throws -> Outcome {
    let request = Requests.assign("shared 0", rows: 20_000, detail: true)
    switch next(3) {
    case 0: try asker.send(Array(request.prefix(request.count / 2)))
    case 1:
      try asker.send(request)
      usleep(UInt32(next(30_000)))
    default:
      for _ in 0..<8 { try asker.send(request) }
    }
    asker.close()
    self.asker = nil
    return .disconnect
  }
}
