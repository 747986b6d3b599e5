import JSON
import JSONRPC
import SegmentProtocol

/// A method and its parameters, written one by one; what is nil is left out, as the daemon has its
/// own defaults.
///
/// Names come from the rows and fields of the method table, so that client and daemon cannot
/// disagree.
struct Request: Sendable {
  let method: String
  private(set) var writer = JSONWriter()

  init(_ method: MethodDescriptor) { self.init(named: method.name) }

  init(named method: String) {
    self.method = method
    writer.beginObject()
  }

  /// Adds a parameter.
  mutating func send<Value>(_ field: Field<Value>, _ value: (some WireValue)?) {
    guard let value else { return }
    writer.key(field.description.name)
    value.write(to: &writer)
  }

  /// Adds members of the caller's own.
  mutating func send(_ members: JSONObject) {
    for (name, value) in members.members { writer.member(name, value) }
  }

  /// The parameters, by name, with what is said of the request itself.
  func params(deadline: Duration?, progressToken: Int?) -> [UInt8] {
    var writer = writer
    if deadline != nil || progressToken != nil {
      writer.object("_meta") { meta in
        if let deadline {
          meta.member("deadline_ms", max(1, Int((deadline / .milliseconds(1)).rounded(.up))))
        }
        if let progressToken { meta.member("progressToken", progressToken) }
      }
    }
    writer.endObject()
    return writer.bytes
  }
}
