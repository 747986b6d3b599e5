public import JSON

/// One call, as it was asked.
public struct RPCRequest: Equatable, Sendable {
  /// The raw token to be echoed; nil for a notification, which is never answered.
  public var id: JSONSlice?

  /// Name of the method.
  public var method: String

  /// The parameters, an object or an array; nil where there were none or `null`.
  public var params: JSONSlice?

  /// Whether it came as a member of a batch.
  public var isInBatch = false

  /// What whoever asks may do; who stands in front of the responder says it.
  public var role: Role

  /// Keeps all four; inside the process everybody is the admin.
  public init(
    id: JSONSlice?, method: String, params: JSONSlice? = nil, role: Role = .admin
  ) {
    self.id = id
    self.method = method
    self.params = params
    self.role = role
  }
}
