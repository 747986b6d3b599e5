import Glibc

/// Why a way to carry bytes could not be opened.
public enum TransportError: Error, Equatable {
  /// The address is not one that can be listened on or called.
  case badAddress(String, requirement: String)

  /// A system call failed while the address was opened.
  case unavailable(address: String, action: String, errno: Int32)

  /// Standard input or output is closed.
  case noStandardStream(name: String)
}

extension TransportError: CustomStringConvertible {
  /// One sentence, ready to be shown to whoever asked.
  public var description: String {
    switch self {
    case .badAddress(let address, let requirement):
      "\"\(address)\" is no address to use here; it must be \(requirement)"
    case .unavailable(let address, let action, let code):
      "cannot \(action) \(address): \(systemReason(code)); \(remedy(code, action))"
    case .noStandardStream(let name):
      "\(name) is closed; start the program with it open"
    }
  }

  private func remedy(_ code: Int32, _ action: String) -> String {
    switch code {
    case EADDRINUSE: "choose another address or stop the program that listens there"
    case EACCES where action == "connect to": "call it as the user who runs the daemon"
    case EACCES: "choose a port above 1023, or a path in a folder of your own"
    case EEXIST: "it is no socket; remove it or choose another path"
    case _ where action == "start": "put it on the PATH, or name its place"
    case ENOENT, ENOTDIR: "make its folder first, or start the daemon that listens there"
    case EWOULDBLOCK: "another program holds its folder locked; choose another folder"
    case EADDRNOTAVAIL: "choose an address of this machine"
    case ECONNREFUSED: "start the daemon there first"
    default: "try again or choose another address"
    }
  }
}

/// The C library's words for an error number, such as "Address already in use".
public func systemReason(_ code: Int32) -> String {
  // Unsafe: strerror gives a C string that the next call may replace; it is copied at once.
  guard let text = unsafe strerror(code) else { return "error \(code)" }
  return unsafe String(cString: text)
}
