import Glibc

extension KernelLevel {
  /// What a CPU must name among its flags for each level.
  ///
  /// > Source: the x86-64 psABI, micro-architecture levels; the names are those of Linux.
  private static let flagsOfLevels: [(level: KernelLevel, flags: [String])] = [
    (.v3, ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"]),
    (.v4, ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"]),
  ]

  /// The levels of loops that a CPU can run.
  ///
  /// - Parameter cpuInfo: How Linux describes the CPUs, or the beginning of it; anything else means
  ///   that only ``plain`` will do.
  public static func levels(cpuInfo: String) -> [KernelLevel] {
    #if arch(x86_64) && canImport(KernelLoopsV4)
      // Linux leaves out of the flags what the system has switched off.
      let lines = cpuInfo.split(separator: "\n")
      guard let line = lines.first(where: { $0.hasPrefix("flags") }) else { return [.plain] }
      let flags = Set(line.split { " \t:".contains($0) }.map(String.init))
      // Each level has all that the one before has.
      return [.plain]
        + flagsOfLevels.prefix { $0.flags.allSatisfy(flags.contains) }.map(\.level)
    #else
      return [.plain]
    #endif
  }

  /// What Linux says of the first CPU, empty elsewhere.
  ///
  /// A file rather than the instruction that asks the CPU, which Swift cannot give; only its first
  /// lines, because all of it takes long where there are hundreds of CPUs.
  static func cpuInfo() -> String {
    let file = unsafe open("/proc/cpuinfo", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    // As many reads as it takes to have a line after that of the flags.
    while bytes.count < 1 << 16 {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe read(file, $0.baseAddress, $0.count)
      }
      guard count > 0 else { break }
      bytes += buffer.prefix(count)
      let lines = bytes.split(separator: UInt8(ascii: "\n")).dropLast()
      if lines.contains(where: { $0.starts(with: "flags".utf8) }) { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
