import Kernels
import Testing

@Suite("Levels of CPU")
struct LevelTests {
  private static let flags =
    "flags\t\t: fpu sse2 ssse3 fma movbe xsave avx f16c abm bmi1 avx2 bmi2 avx512f \n"

  @Test func `a CPU with all that x86-64-v3 asks for runs the faster loops`() {
    let found = KernelLevel.levels(cpuInfo: "processor\t: 0\n\(Self.flags)bugs\t\t:\n")

    #if arch(x86_64)
      #expect(found == [.plain, .v3])
    #else
      #expect(found == [.plain])
    #endif
  }

  @Test(arguments: ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"])
  func `a CPU that lacks one of them runs the plain loops`(flag: String) {
    let lacking = Self.flags.replacing(" \(flag) ", with: " ")

    #expect(lacking != Self.flags)
    #expect(KernelLevel.levels(cpuInfo: lacking) == [.plain])
  }

  @Test func `a CPU with AVX-512 in all its parts runs the fastest loops`() {
    let more = Self.flags.replacing("\n", with: "avx512bw avx512cd avx512dq avx512vl\n")

    #if arch(x86_64)
      #expect(KernelLevel.levels(cpuInfo: more) == [.plain, .v3, .v4])
    #endif
    #expect(KernelLevel.levels(cpuInfo: more.replacing(" avx2", with: "")) == [.plain])
  }

  @Test(arguments: ["", "flags", "flags\t\t:\n", "model name: avx2\n", "Features: asimd\n"])
  func `a CPU of which nothing is known runs the plain loops`(cpuInfo: String) {
    #expect(KernelLevel.levels(cpuInfo: cpuInfo) == [.plain])
  }

  @Test func `the plain loops run everywhere, and the fastest are in use`() {
    #expect(KernelLevel.available.first == .plain)
    #expect(KernelLevel.available.last == KernelLevel.current)
    #expect(everyLevel.count == KernelLevel.available.count)
  }
}
