//===-- request-load ------------------------------------------------------------------------===//
//
// Asks a server over TCP with many connections, one request in flight on each, from one thread, and
// prints how long the answers took: the same loop for segmentd, redis and web services, so that
// what differs is the server.
//
//   request-load --address HOST:PORT --protocol lines|redis|http [--requests FILE] [OPTIONS]
//
// Read `Options`, then `Wire` (how a request is framed and when a reply is whole), `Client` (one
// connection), `Load` (the loop), `Poll` (what the loop waits with) and `Outcome` (what is printed).
//
//===----------------------------------------------------------------------------------------===//
import Foundation

@main
struct RequestLoad {
  static func main() {
    do throws(LoadFault) {
      let options = try Options(arguments: Array(CommandLine.arguments.dropFirst()))
      var load = try Load(options)
      print(try load.run().json)
    } catch {
      try? FileHandle.standardError.write(contentsOf: Data("request-load: \(error)\n".utf8))
      exit(error.isUsage ? 64 : 1)
    }
  }
}

/// Why a load could not be run, or was answered wrongly.
struct LoadFault: Error, CustomStringConvertible {
  let description: String
  var isUsage = false

  init(_ description: String, isUsage: Bool = false) {
    self.description = description
    self.isUsage = isUsage
  }

  /// A failed call of the system.
  init(call: String) { self.init("\(call): " + (unsafe String(cString: strerror(errno)))) }
}
