import Connection
import Glibc
import Locks
import Transport

/// The connection of a client, shared by those with other options: opened when it is first needed,
/// and again where it ended in the meantime.
final class Opened: Sendable {
  /// How a daemon is reached.
  enum Way: Sendable {
    /// By its address; nil for the one that the environment names, or the usual one.
    case connect(String?, token: String?)
    /// By starting one; nil for the program that the environment names, or the usual one.
    case spawn(String?, [String])
  }

  private struct State: Sendable {
    var session: Session?
    var opening: Task<Session, any Error>?
  }

  /// How long it may take to reach a daemon.
  private static let patience = Duration.seconds(10)

  /// Bytes of a message at most; nil until the daemon was asked.
  let messageLimit = Guarded<Int?>(nil)

  private let way: Way
  private let state = Guarded(State())

  init(_ way: Way) { self.way = way }

  /// The connection.
  ///
  /// - Throws: ``SegmentdError`` where there is no daemon, or it does not take the token.
  func session() async throws -> Session {
    let found: Found = state.with { state in
      if let session = state.session, !session.isOver { return .open(session) }
      // Another daemon would have none of the models.
      if case .spawn = way, state.session != nil { return .lost }
      let opening = state.opening ?? Task { try await self.open() }
      state.opening = opening
      return .opening(opening)
    }
    switch found {
    case .open(let session): return session
    case .opening(let opening):
      // Others may wait for it, too: who is cancelled leaves it to them.
      let first = FirstValue<Result<Session, any Error>>()
      Task { first.give(await opening.result) }
      let result = await withTaskCancellationHandler {
        await first.wait()
      } onCancel: {
        first.give(.failure(CancellationError()))
      }
      return try result.get()
    case .lost:
      throw SegmentdError(
        .connectionLost, "the daemon of this client has ended, and its models with it")
    }
  }

  private enum Found: Sendable {
    case open(Session)
    case opening(Task<Session, any Error>)
    case lost
  }

  /// Ends the connection, and a daemon of our own with it.
  func close() async {
    _ = try? await state.with { $0.opening }?.value
    let session = state.with { state in
      defer { state.session = nil }
      return state.session
    }
    await session?.close()
  }

  private func open() async throws -> Session {
    do {
      let reached = try await reached()
      if let token = reached.token { try await reached.session.authenticate(token) }
      state.with { $0 = State(session: reached.session) }
      return reached.session
    } catch {
      state.with { $0.opening = nil }
      throw error
    }
  }

  /// Reaches a daemon on a thread of its own, as that may block, and waits for so long.
  private func reached() async throws(SegmentdError) -> Reached {
    let first = FirstValue<Result<Reached, SegmentdError>>()
    let reaches: @Sendable () -> Void = { [way] in
      first.give(Result { () throws(SegmentdError) in try way.reach() })
    }
    if !startThread(reaches) { reaches() }
    let timer = Task {
      try await Task.sleep(for: Self.patience)
      let message = "segmentd cannot be reached; there was no answer within \(Self.patience)"
      first.give(.failure(SegmentdError(.connectionLost, message)))
    }
    defer { timer.cancel() }
    return try await first.wait().get()
  }
}

/// A connection, and the token that is to be shown on it.
private struct Reached: Sendable {
  let session: Session
  var token: String?
}

extension Opened.Way {
  /// A connection, and the token that is to be shown on it; blocks.
  fileprivate func reach() throws(SegmentdError) -> Reached {
    switch self {
    case .connect(let address, let token):
      let place = address ?? environment("SEGMENTD_ADDRESS") ?? "127.0.0.1:7464"
      do throws(TransportError) {
        let address = try Address(clientText: place)
        let session = Session(try SocketChannel.connect(to: address))
        if case .unix = address { return Reached(session: session) }
        return Reached(
          session: session, token: token ?? environment("SEGMENTD_TOKEN") ?? tokenOfFile())
      } catch {
        throw SegmentdError(
          .connectionLost,
          "no segmentd answers at \(place) (\(error)); start one with segmentd serve, or say where "
            + "it is with connect(address) or SEGMENTD_ADDRESS")
      }
    case .spawn(let program, let arguments):
      // It runs with our own rights and listens to us alone: it may read what we may. A relative
      // path is looked for below each folder in turn.
      let options = ["stdio", "--data-root", ".", "--data-root", "/"] + arguments
      do throws(TransportError) {
        let child = try ChildProcess(program ?? environment("SEGMENTD") ?? "segmentd", options)
        return Reached(session: Session(child.channel, child: child))
      } catch {
        throw SegmentdError(
          .connectionLost,
          "\(error), with spawn(program) or SEGMENTD")
      }
    }
  }
}

extension Address {
  /// Reads `HOST`, `HOST:PORT`, `[::1]:PORT`, `tcp://HOST:PORT`, `unix:PATH` or a path.
  init(clientText text: String) throws(TransportError) {
    if text.hasPrefix("unix:") {
      self = .unix(path: String(text.dropFirst("unix:".count)))
    } else if text.contains("/"), !text.hasPrefix("tcp://") {
      self = .unix(path: text)
    } else {
      let place = text.hasPrefix("tcp://") ? String(text.dropFirst("tcp://".count)) : text
      let hasPort = place.hasPrefix("[") ? place.contains("]:") : place.contains(":")
      self = .tcp(try Endpoint(hasPort ? place : place + ":7464"))
    }
  }
}

/// A variable of the environment, where it is set and not empty.
private func environment(_ name: String) -> String? {
  // Unsafe: the C library's text is copied at once.
  let text = unsafe getenv(name).map { unsafe String(cString: $0) }
  return text?.isEmpty == false ? text : nil
}

/// The first token of the file that a daemon of this user made, where there is one.
private func tokenOfFile() -> String? {
  let home = environment("XDG_CONFIG_HOME") ?? environment("HOME").map { $0 + "/.config" }
  // Unsafe: the C library reads the file into a buffer of ours.
  guard let home, let file = unsafe fopen(home + "/segmentd/token", "re") else { return nil }
  defer { unsafe fclose(file) }
  var bytes = [UInt8](repeating: 0, count: 1 << 16)
  let count = unsafe fread(&bytes, 1, bytes.count, file)
  // A token alone, or lines of a role and its token.
  let lines = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n")
  let line = lines.first { !$0.hasPrefix("#") && $0.contains { !$0.isWhitespace } }
  return line?.split { $0.isWhitespace }.last.map { String($0) }
}
