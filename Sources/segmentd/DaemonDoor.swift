import Connection
import JSONRPC
import SegmentServer
import Transport

/// How a command reaches a running daemon: by TCP, with a token, or by a Unix socket.
struct DaemonDoor: CustomStringConvertible {
  private let place: Address
  private let options: CommandLineOptions

  /// The one that is set; of an address and a socket the one that was set nearer to the command.
  ///
  /// - Parameter standard: The address where neither is set.
  init(_ options: CommandLineOptions, standard: String? = nil) throws(UsageError) {
    guard let door = try DaemonDoor(ifSet: options, standard: standard) else {
      throw UsageError(message: "it needs --address HOST:PORT or --socket PATH")
    }
    self = door
  }

  /// The same; `nil` where nothing is set.
  init?(ifSet options: CommandLineOptions, standard: String? = nil) throws(UsageError) {
    self.options = options
    let address = options.configuration[.address]
    let socket = options.configuration[.socket]
    if let path = socket.values.last, let text = address.values.last,
      socket.origin.rank == address.origin.rank
    {
      throw UsageError(
        message: "\(address.origin) says \(text) and \(socket.origin) says \(path); set one of "
          + "them", status: ExitStatus.configuration)
    }
    if let path = socket.values.last, socket.origin.rank <= address.origin.rank {
      place = .unix(path: path)
      return
    }
    guard let text = address.values.last ?? standard else { return nil }
    do throws(TransportError) {
      place = .tcp(try Endpoint(text))
    } catch {
      throw UsageError(
        message: "\(address.origin): \(error)", status: ExitStatus.configuration)
    }
  }

  /// What it is called in a sentence.
  var description: String { place.description }

  /// A connection to the daemon.
  func open() throws(UsageError) -> any Channel {
    do throws(TransportError) {
      return try SocketChannel.connect(to: place)
    } catch {
      throw UsageError(message: "\(error)", status: ExitStatus.unavailable)
    }
  }

  /// What to show to the daemon first; `nil` where it asks for nothing.
  func token() throws(UsageError) -> String? {
    guard case .tcp = place else { return nil }
    if let token = options[.token] { return token }
    do throws(ServerError) {
      return try TokenFile.token(in: options[.tokenFile])
    } catch {
      throw UsageError(message: "\(error)", status: ExitStatus.noPermission)
    }
  }

  /// A client of the daemon, which has taken the token.
  func caller(listener: @escaping Caller.Listener = { _, _ in }) throws(UsageError) -> Caller {
    let token = try token()
    let caller = Caller(try open(), listener: listener)
    guard let token else { return caller }
    do throws(CallerError) {
      try caller.authenticate(token)
    } catch {
      switch error {
      case .refused(let refusal):
        throw UsageError(
          message: "the daemon at \(self) refused the token: \(refusal.message)",
          status: ExitStatus.noPermission)
      case .lost(let reason):
        throw UsageError(
          message: "the daemon at \(self) has gone: \(reason)", status: ExitStatus.unavailable)
      }
    }
    return caller
  }
}

extension Configuration.Origin {
  /// How near to the command it was set, 0 for the nearest.
  var rank: Int {
    switch self {
    case .flag: 0
    case .variable: 1
    case .line: 2
    case .standard: 3
    }
  }
}
