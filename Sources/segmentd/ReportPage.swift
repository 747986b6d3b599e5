import Connection
import SegmentServer
import SegmentService
import Transport

/// The page with pictures of a model that this process holds, which the Python package writes: it
/// asks over a socket of its own, so the page tells of this very model and nothing is fitted twice.
struct ReportPage {
  /// Where the page goes.
  let path: String

  /// Without the working folder among the places that Python looks for modules in: there lie data,
  /// and whatever came with them.
  private static let start = "import sys; sys.path = [place for place in sys.path if place]; "

  /// A page beside a table of customers: `segments.html` for `segments.csv`.
  ///
  /// - Throws: Where Python or the package is not there, before any work is done.
  init(beside table: String) throws(UsageError) {
    let name = table.suffix(from: table.lastIndex(of: "/") ?? table.startIndex)
    path = table.dropLast(name.lastIndex(of: ".").map { name[$0...].count } ?? 0) + ".html"
    let look = Self.start + "import segmentd.report.__main__, vl_convert"
    guard System.run(["python3", "-c", look], isSilent: true) == ExitStatus.success else {
      throw UsageError(
        message: "--report needs the Python package, which python3 cannot import; from the "
          + "sources: python3 -m pip install \"clients/python[report]\"",
        status: ExitStatus.unavailable)
    }
  }

  /// Has the page written.
  ///
  /// - Parameter model: Its name in the service, and on the page.
  /// - Returns: What went wrong, where Python has not said it already; `nil` where all went well.
  func write(_ model: String, of service: Service) -> String? {
    guard let folder = System.temporaryFolder() else {
      return "cannot make a temporary folder; say where with TMPDIR"
    }
    defer { System.removeFolder(folder) }
    let address = Address.unix(path: folder + "/socket")
    var options = ServerOptions()
    options.log = .none
    options.watchesSignals = false
    do {
      let server = try Server.start(at: [address], responder: service, options: options)
      defer { server.stop() }
      let status = System.run([
        "python3", "-c", Self.start + "from segmentd.report.__main__ import main; main()",
        "--model", model, "--address", "unix:\(address)", "--out", path,
      ])
      return status == ExitStatus.success ? nil : "\(path) was not written"
    } catch {
      return "\(error)"
    }
  }
}
