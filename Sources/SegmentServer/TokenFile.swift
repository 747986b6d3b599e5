import Glibc
public import JSONRPC
import Locks
import Transport

/// The tokens as they stand in a file, read again at the next `auth` after the file has changed.
///
/// Unsafe: paths and records are lent to the C library for the length of one call.
public final class TokenFile: Sendable {
  /// Where it lies.
  public let path: String

  /// Whether it was made just now.
  public let isNew: Bool

  /// What a changed file is told by.
  private struct Stamp: Equatable, Sendable {
    let device: dev_t
    let number: ino_t
    let size: off_t
    let written: [Int]

    init(_ record: stat) {
      (device, number, size) = (record.st_dev, record.st_ino, record.st_size)
      written = [
        record.st_mtim.tv_sec, record.st_mtim.tv_nsec, record.st_ctim.tv_sec,
        record.st_ctim.tv_nsec,
      ]
    }
  }

  private struct State: Sendable {
    var tokens: AccessTokens
    var stamp: Stamp?
  }

  private static let sizeLimit = 1 << 16

  private let log: @Sendable (String) -> Void
  private let state: Guarded<State>

  /// Opens a file, or the user's own; one that is not there is made, with one token in it.
  ///
  /// - Parameters:
  ///   - named: A path; nil for `segmentd/token` in the user's folder of settings, which is made
  ///     too.
  ///   - log: Hears why a file that has changed cannot be used; the tokens read last stay then.
  /// - Throws: ``ServerError``: a file that others may read or write is not used.
  public init(
    _ named: String?, log: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(ServerError) {
    self.log = log
    let path: String
    if let named {
      path = named
    } else {
      let folder = try UserFolder.path()
      if !UserFolder.make(folder) {
        throw .tokenFile(
          path: "\(folder)/token",
          problem: "cannot be made: \(systemReason(errno)); name another with --token-file")
      }
      path = folder + "/token"
    }
    self.path = path
    if let (tokens, stamp) = try Self.read(path) {
      isNew = false
      state = Guarded(State(tokens: tokens, stamp: stamp))
      return
    }
    isNew = try Self.make(path)
    guard let (tokens, stamp) = try Self.read(path) else {
      throw .tokenFile(path: path, problem: "was removed while it was made; start again")
    }
    state = Guarded(State(tokens: tokens, stamp: stamp))
  }

  /// What a token gives; nil for one that is none.
  public func role(of token: [UInt8]) -> Role? {
    readAgainIfChanged()
    return state.with { $0.tokens }.role(of: token)
  }

  /// The token that a client of this user sends: the best of a token file.
  ///
  /// - Parameter named: The file; nil for the user's own.
  /// - Throws: ``ServerError`` where there is no such file, or it cannot be used.
  public static func token(in named: String?) throws(ServerError) -> String {
    let path: String
    if let named { path = named } else { path = try UserFolder.path() + "/token" }
    guard let (tokens, _) = try read(path) else {
      throw .tokenFile(
        path: path,
        problem: "is not there; set SEGMENTD_TOKEN to the daemon's token, or name its token file")
    }
    return tokens.best
  }

  private func readAgainIfChanged() {
    var record = stat()
    let isThere = unsafe stat(path, &record) == 0
    let stamp = isThere ? Stamp(record) : nil
    guard state.with({ $0.stamp }) != stamp else { return }
    do throws(ServerError) {
      guard let (tokens, stamp) = try Self.read(path) else {
        throw .tokenFile(path: path, problem: "is gone; put it back, or start the daemon anew")
      }
      state.with { $0 = State(tokens: tokens, stamp: stamp) }
      log("the token file \(path) was read again")
    } catch {
      // Noted, so that it is told once and not at each `auth`.
      state.with { $0.stamp = stamp }
      log("\(error); the tokens read before stay in use")
    }
  }

  /// Reads a file; nil where there is none.
  private static func read(_ path: String) throws(ServerError) -> (AccessTokens, Stamp)? {
    func refusal(_ problem: String) -> ServerError { .tokenFile(path: path, problem: problem) }
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw refusal("cannot be read: \(systemReason(errno)); change its permissions")
    }
    defer { _ = close(descriptor) }
    var record = stat()
    guard unsafe fstat(descriptor, &record) == 0, record.st_mode & S_IFMT == S_IFREG else {
      throw refusal("is no file; name one")
    }
    // A service manager's folder of credentials is this service's alone, and what it lends there by
    // an access list looks like a group's.
    let lent = UserFolder.environment("CREDENTIALS_DIRECTORY").map { path.hasPrefix($0 + "/") }
    guard record.st_mode & 0o077 == 0 || lent == true else {
      throw refusal("can be read or written by others; run: chmod 600 \(path)")
    }
    // Who owns it can let others in; the superuser chose it, whoever's it is.
    guard [0, geteuid()].contains(record.st_uid) || geteuid() == 0 else {
      throw refusal("belongs to another user; take one of your own")
    }
    var bytes = [UInt8](repeating: 0, count: sizeLimit + 1)
    var count = 0
    while count < bytes.count {
      let got = unsafe bytes[count...].withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw refusal("cannot be read: \(systemReason(errno))") }
      if got == 0 { break }
      count += got
    }
    guard count <= sizeLimit else {
      throw refusal("is larger than \(sizeLimit) bytes; it must hold one token, or a line for each")
    }
    do throws(ServerError) {
      return (try AccessTokens(file: Array(bytes[..<count])), Stamp(record))
    } catch .tokens(let line, let problem) {
      throw refusal(line.map { "is wrong: line \($0) \(problem)" } ?? problem)
    }
  }

  /// Makes a file of one new token, whole or not at all; of several that try at once one wins.
  ///
  /// - Returns: Whether this one did.
  private static func make(_ path: String) throws(ServerError) -> Bool {
    let token = Array((AccessTokens.makeToken() + "\n").utf8)
    let draft = "\(path).\(getpid()).\(AccessTokens.makeToken().prefix(8))"
    func refusal() -> ServerError {
      .tokenFile(path: path, problem: "cannot be made: \(systemReason(errno)); make its folder")
    }
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw refusal() }
    defer { _ = unsafe unlink(draft) }
    let written = unsafe token.withUnsafeBytes {
      unsafe write(descriptor, $0.baseAddress, $0.count)
    }
    let isWhole = written == token.count && fsync(descriptor) == 0
    guard close(descriptor) == 0, isWhole else { throw refusal() }
    if unsafe link(draft, path) == 0 { return true }
    guard errno == EEXIST else { throw refusal() }
    return false
  }
}
