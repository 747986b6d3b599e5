import Glibc

/// Why something could not be kept or read back.
///
/// `description` says in one sentence what was found and what to do.
public enum StorageError: Error, Equatable {
  /// The system refused a call on a file: a full disk, a read-only directory, a failing device.
  case failed(call: String, path: String, errno: Int32)

  /// A file whose bytes are not those that were written.
  case damaged(path: String, reason: String)

  /// A file of a form that a later program writes.
  case newerForm(path: String, form: Int)

  /// What should be a directory is something else.
  case notADirectory(path: String)
}

extension StorageError: CustomStringConvertible {
  /// One sentence, ready to be shown.
  public var description: String {
    switch self {
    case .failed(let call, let path, let errno):
      "cannot \(call) \(path) (\(unsafe String(cString: strerror(errno)))); \(advice(errno))"
    case .damaged(let path, let reason):
      "\(path) is damaged: \(reason); restore it from a copy, or delete the version and fit again"
    case .newerForm(let path, let form):
      "\(path) is of form \(form) and this program reads form \(FileForm.current); use the program "
        + "that wrote it or a later one"
    case .notADirectory(let path):
      "\(path) is not a directory; name a directory, or one that can be made"
    }
  }

  /// The file or folder at fault.
  public var path: String {
    switch self {
    case .failed(_, let path, _), .damaged(let path, _), .newerForm(let path, _),
      .notADirectory(let path):
      path
    }
  }

  /// Whether the file itself is at fault, so that trying again does not help.
  public var isDamage: Bool {
    switch self {
    case .damaged, .newerForm: true
    case .failed, .notADirectory: false
    }
  }

  private func advice(_ errno: Int32) -> String {
    switch errno {
    case ENOSPC, EDQUOT: "free some space and try again"
    case EACCES, EPERM, EROFS: "make the state directory writable for the daemon and try again"
    case EMFILE, ENFILE: "allow more open files and try again"
    default: "check the disk and try again"
    }
  }
}
