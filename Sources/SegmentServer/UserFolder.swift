import Glibc

/// The folder that the user's own settings of the program lie in.
///
/// Unsafe: paths and records are lent to the C library for the length of one call.
public enum UserFolder {
  /// `$XDG_CONFIG_HOME/segmentd`, else `~/.config/segmentd`.
  ///
  /// - Throws: ``ServerError/noTokenFolder``.
  public static func path() throws(ServerError) -> String {
    // A relative one is to be passed over.
    // > Source: freedesktop.org, *XDG Base Directory Specification* 0.8.
    if let folder = environment("XDG_CONFIG_HOME"), folder.hasPrefix("/") {
      return folder + "/segmentd"
    }
    guard let home = environment("HOME"), home.hasPrefix("/") else { throw .noTokenFolder }
    return home + "/.config/segmentd"
  }

  /// Makes a folder and those above it, for their owner alone; whether it is there, else `errno`.
  static func make(_ path: String) -> Bool {
    var part = ""
    for name in path.split(separator: "/") {
      part += "/" + name
      // One that may not be made may be there already; the last one tells.
      // Whoever starts us may have a umask that takes rights even from the owner.
      if unsafe mkdir(part, 0o700) == 0 { _ = unsafe chmod(part, 0o700) }
    }
    let code = errno
    var record = stat()
    guard unsafe stat(path, &record) == 0, record.st_mode & S_IFMT == S_IFDIR else {
      errno = code
      return false
    }
    return true
  }

  /// A variable of the environment that is set and not empty.
  static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }
}
