public import JSONRPC

/// One row of the method table: all there is to know of a method but what it does.
///
/// A class, because every request looks it up some times: each copy would count every reference in it,
/// on lines of memory that all threads share. Measured with 64 connections, together with looking at
/// models and columns where they stand: a third less work for one row outside of the system.
public final class MethodDescriptor: Sendable {
  /// Its name on the wire.
  public let name: String
  /// What it does, in one sentence.
  public let summary: String
  /// Its parameters, in positional order.
  public let fields: [FieldDescription]
  /// What its result looks like.
  public let result: Schema
  /// The domain errors that it may answer, beyond those that any method may.
  public let errors: [ErrorKind]
  /// Whether it is answered on the thread that read it: quick whatever the data.
  public let isShort: Bool

  /// What a caller must be to have it done.
  public let role: Role

  /// Describes a method; long and a reader's, unless said otherwise.
  public init(
    _ name: String, _ summary: String, fields: [FieldDescription] = [], result: Schema,
    errors: [ErrorKind] = [], isShort: Bool = false, role: Role = .read
  ) {
    self.name = name
    self.summary = summary
    self.fields = fields
    self.result = result
    self.errors = errors
    self.isShort = isShort
    self.role = role
  }
}
