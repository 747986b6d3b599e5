import Glibc

/// What the program asks of the system, in one place.
enum System {
  /// The time of day, in microseconds since 1970.
  static func microseconds() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
  }

  /// Every variable of the environment; of two with one name the first counts.
  static var environment: [String: String] {
    var found: [String: String] = [:]
    var next = unsafe environ
    while let entry = unsafe next.pointee {
      let text = unsafe String(cString: entry)
      if let equals = text.firstIndex(of: "="), equals > text.startIndex {
        let name = String(text[..<equals])
        if found[name] == nil { found[name] = String(text[text.index(after: equals)...]) }
      }
      unsafe next += 1
    }
    return found
  }

  /// Whether something lies at a path.
  static func isThere(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
  /// Bytes that the process takes of the machine's memory now; 0 where the system does not say.
  static func residentBytes() -> Int {
    guard let text = contents(of: "/proc/self/statm"),
      let pages = numbers(in: text).dropFirst().first
    else { return 0 }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// Bytes that this process could have: the machine's memory, or less where its group is limited.
  static func memoryBytes() -> Int {
    var bytes = Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))
    // A limit of the group is a number, no limit the word `max` or a number beyond all memory.
    for path in ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"] {
      if let limit = contents(of: path).flatMap({ numbers(in: $0).first }), limit > 0 {
        bytes = min(bytes, limit)
      }
    }
    return bytes
  }

  private static func numbers(in text: String) -> [Int] {
    text.split { $0 == " " || $0 == "\n" }.compactMap { Int($0) }
  }

  /// The beginning of a small file; nil where it cannot be read.
  private static func contents(of path: String) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { _ = close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe Glibc.read(descriptor, $0.baseAddress, 256)
    }
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }

  /// Whether standard error is a terminal.
  static var hasTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes to standard output.
  static func output(_ text: String) { output(Array(text.utf8)) }

  /// Writes bytes to standard output, or ends the program.
  ///
  /// An answer that did not arrive is no success; a reader that has gone away has had enough.
  static func output(_ bytes: [UInt8]) {
    guard !write(bytes, to: STDOUT_FILENO), errno != EPIPE else { return }
    error("segmentd: cannot write to standard output (\(reason()))\n")
    exit(ExitStatus.inputOutput)
  }

  /// Writes to standard error.
  static func error(_ text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

  /// Writes all bytes; whether that went well, else `errno` says why.
  @discardableResult
  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(
          descriptor, buffer.baseAddress.map { unsafe $0 + offset }, buffer.count - offset)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      offset += count
    }
    return true
  }

  /// Writes a file beside its place and renames it, so that it is never seen half written.
  ///
  /// - Returns: What went wrong, or `nil`.
  static func save(_ bytes: [UInt8], to path: String) -> String? {
    let draft = "\(path).\(getpid()).part"
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return reason() }
    let isWritten = write(bytes, to: descriptor)
    let failure = isWritten ? nil : reason()
    guard close(descriptor) == 0, isWritten, unsafe rename(draft, path) == 0 else {
      let message = failure ?? reason()
      unsafe unlink(draft)
      return message
    }
    return nil
  }

  /// All bytes of a file, or of standard input for `-`; `nil` where it cannot be read.
  static func read(_ path: String) -> [UInt8]? {
    let descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { if path != "-" { close(descriptor) } }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[..<count])
    }
  }

  /// A new folder of our own below TMPDIR or /tmp.
  static func temporaryFolder() -> String? {
    let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/segmentd-XXXXXX".utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
    }
    guard made else { return nil }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes a folder in which nothing lies any more.
  static func removeFolder(_ path: String) { _ = unsafe rmdir(path) }

  /// Runs a program of the PATH to its end, without input; what it prints goes nowhere.
  ///
  /// - Parameter isSilent: Whether what it says on standard error goes nowhere either.
  /// - Returns: Its exit status; `nil` where it could not be started or was killed.
  static func run(_ words: [String], isSilent: Bool = false) -> Int32? {
    let arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { unsafe arguments.forEach { unsafe free($0) } }
    var actions = unsafe posix_spawn_file_actions_t()
    guard unsafe posix_spawn_file_actions_init(&actions) == 0 else { return nil }
    defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
    var results = unsafe [
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0),
      posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0),
    ]
    if isSilent {
      unsafe results.append(
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO))
    }
    var child = pid_t()
    guard results.allSatisfy({ $0 == 0 }), let program = unsafe arguments[0],
      unsafe posix_spawnp(&child, program, &actions, nil, arguments, environ) == 0
    else { return nil }
    var status: Int32 = 0
    while unsafe waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { return nil }
    }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
  }

  /// Whether both paths lead to one file that is there.
  static func areSame(_ one: String, _ other: String) -> Bool {
    var first = stat()
    var second = stat()
    guard unsafe stat(one, &first) == 0, unsafe stat(other, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  /// The folder of a file.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// What errno says.
  private static func reason() -> String {
    unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
  }
}
