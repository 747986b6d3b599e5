import Glibc
public import Transport

/// Why a daemon does not start, or a client finds no token.
public enum ServerError: Error, Equatable {
  /// The tokens cannot be used.
  case tokenFile(path: String, problem: String)

  /// The text of a token file is none.
  case tokens(line: Int?, problem: String)

  /// No folder is known for the token.
  case noTokenFolder

  /// Others can reach the address, and nobody chose the token.
  case exposed(Endpoint)

  /// An address cannot be had.
  case transport(TransportError)
}

extension ServerError: CustomStringConvertible {
  /// One sentence, ready to be shown to whoever started the daemon.
  public var description: String {
    switch self {
    case .tokenFile(let path, let problem): "the token file \(path) \(problem)"
    case .tokens(let line?, let problem): "line \(line) \(problem)"
    case .tokens(nil, let problem): problem
    case .noTokenFolder:
      "no folder is known for the token; set HOME, or name a file with --token-file"
    case .exposed(let endpoint):
      "\(endpoint) can be reached from other machines, which needs a token file that was named: "
        + "give --token-file FILE, or listen on 127.0.0.1 and let others in by ssh or a TLS proxy"
    case .transport(let error): error.description
    }
  }
}

extension ServerError {
  /// The status to end the program with, as in sysexits.
  var status: Int32 {
    switch self {
    case .tokenFile, .tokens, .noTokenFolder, .exposed, .transport(.badAddress): 78
    case .transport(.unavailable(_, _, let code)):
      switch code {
      case EEXIST, ENOENT, ENOTDIR, EROFS: 73
      case EACCES, EPERM: 77
      default: 69
      }
    case .transport: 69
    }
  }
}
