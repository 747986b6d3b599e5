import Glibc

/// An open file or folder and its path; closed when the last one lets go of it.
final class OpenDescriptor: Sendable {
  let number: Int32
  /// Where it was when it was opened.
  let path: String

  init(_ number: Int32, path: String) {
    self.number = number
    self.path = path
  }

  deinit { close(number) }

  /// The path of a name in this folder.
  func path(of name: String) -> String { "\(path)/\(name)" }
}
