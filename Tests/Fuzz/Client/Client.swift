import FuzzSupport
public import JSON
public import JSONRPC
import Locks
import SegmentService

/// A service of its own and whoever asks it, in one thread.
public struct Client: Sendable {
  private let service: Service

  /// With nothing stored.
  public init() {
    var settings = Service.Settings()
    settings.keepRowsBytes = 1 << 20
    service = Service(settings)
  }

  /// The answer or the error, both looked at; nil where the parameters are no JSON.
  ///
  /// Work is cancelled once it has asked whether it is, so many times, so that no input takes long.
  public func ask(
    _ method: String, _ params: [UInt8], patience: Int = 2_000
  ) -> Result<JSONSlice, RPCError>? {
    // A message with a number that no double holds is refused before it has a method.
    guard let text = try? JSONText(params), text.outOfRange.isEmpty else { return nil }
    let request = RPCRequest(id: nil, method: method, params: text.root)
    let asked = Guarded(0)
    let context = CallContext(
      isCancelled: {
        asked.with { count in
          count += 1
          return count > patience
        }
      }, report: { _, _, _ in })
    switch service.plan(request).prepare()(context) {
    case .result(let bytes):
      require(!bytes.contains(0x0A), "\(method) answers on several lines")
      guard let result = try? JSONText(bytes) else {
        require(false, "\(method) answers what is no JSON")
        return nil
      }
      require(result.outOfRange.isEmpty, "\(method) answers a number that is none")
      return .success(result.root)
    case .failure(let error):
      requireSentence(error.message)
      require(error.kind != "internal", "\(method): \(error.message)")
      return .failure(error)
    }
  }

  /// The same for parameters as a text.
  public func ask(_ method: String, _ params: String) -> Result<JSONSlice, RPCError>? {
    ask(method, Array(params.utf8))
  }
}
