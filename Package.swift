// swift-tools-version: 6.2
import PackageDescription

/// The rules every target is held to: no warnings, no unmarked unsafe code, imports that say who
/// may see them.
let rules: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// Targets with loops over data also run optimised in debug builds (a scan of 45 MB: 27 times
/// faster) and share their bodies across modules in release builds (a `public` generic: 15 times
/// faster), so no source file needs `@inlinable`.
///
/// Where edges are counted (Tests/Fuzz) nothing is optimised, so that no function lies in another.
let numericRules: [SwiftSetting] =
  Context.environment["SEGMENTD_FUZZ"] == "edges"
  ? rules
  : rules + [
    .unsafeFlags(["-O"], .when(configuration: .debug)),
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
  ]

/// Targets whose generics others call all the time share their bodies in release builds, too.
let sharedRules =
  rules + [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))]

/// What the loops of Sources/KernelLoops are compiled with: square roots that set no `errno`, as only
/// those become vector instructions (measured: four times as fast).
let loopRules = numericRules + [.unsafeFlags(["-Xcc", "-fno-math-errno"])]

/// The same loops again, for CPUs with AVX2 and with AVX-512: links to the same files, and other
/// flags. The `-march` of C goes for Swift code too.
#if arch(x86_64)
  let fasterLoops = ["KernelLoopsV3", "KernelLoopsV4"]
  let loopsOfLevels: [Target] = zip(fasterLoops, ["x86-64-v3", "x86-64-v4"]).map { name, level in
    .target(
      name: name,
      swiftSettings: loopRules + [
        .define("FUSED"), .unsafeFlags(["-Xcc", "-march=" + level]),
      ])
  }
#else
  let fasterLoops: [String] = []
  let loopsOfLevels: [Target] = []
#endif

/// A target and the test target beside it, which may import the same floors and the ones named.
func room(
  _ name: String, on lower: [String] = [], settings: [SwiftSetting] = rules,
  testing more: [String] = []
) -> [Target] {
  [
    .target(
      name: name, dependencies: lower.map { .byName(name: $0) }, swiftSettings: settings),
    .testTarget(
      name: name + "Tests",
      dependencies: ([name] + lower + more).map { .byName(name: $0) }, swiftSettings: rules),
  ]
}

let engine = ["Decimals", "Tables", "Matrices", "Clustering", "Features"]

/// Programs that measure; listed on demand only, so that no plain build or test compiles them:
/// `SEGMENTD_BENCHMARKS=1 swift run -c release json-throughput`.
let benchmarks: [Target] =
  Context.environment["SEGMENTD_BENCHMARKS"] == nil
  ? []
  : [
    .executableTarget(
      name: "json-throughput", dependencies: ["JSON", "Decimals"],
      path: "Tests/Benchmarks/JSONThroughput", swiftSettings: numericRules),
    .executableTarget(
      name: "request-load", dependencies: ["Epoll"], path: "Tests/Benchmarks/Generator",
      swiftSettings: numericRules),
    .executableTarget(
      name: "segmentd-load", dependencies: ["Transport"], path: "Tests/Load/Generator",
      swiftSettings: rules),
  ]

/// Programs that a fuzzer drives (Tests/Fuzz).
///
/// Listed on demand only, because their `main` is the fuzzer's.
let fuzzers: [Target] =
  Context.environment["SEGMENTD_FUZZ"] == nil
  ? []
  : [
    .target(
      name: "FuzzSupport", dependencies: ["JSON"], path: "Tests/Fuzz/Support",
      swiftSettings: numericRules),
    .target(
      name: "FuzzClient",
      dependencies: ["FuzzSupport", "SegmentService", "JSONRPC", "JSON", "Locks"],
      path: "Tests/Fuzz/Client", swiftSettings: numericRules),
    fuzzer("json", of: ["JSON", "Decimals"], in: "JSON"),
    fuzzer("framing", of: ["JSONRPC", "JSON"], in: "Framing"),
    fuzzer("csv", of: ["TableInput", "Tables"], in: "CSV"),
    fuzzer("dates", of: ["Tables"], in: "Dates"),
    fuzzer("recipe", of: ["FuzzClient", "SegmentProtocol", "JSONRPC", "JSON"], in: "Recipe"),
    fuzzer("documents", of: ["FuzzClient", "JSONRPC", "JSON"], in: "Documents"),
  ]

func fuzzer(_ name: String, of modules: [String], in folder: String) -> Target {
  .executableTarget(
    name: "fuzz-" + name, dependencies: (["FuzzSupport"] + modules).map { .byName(name: $0) },
    path: "Tests/Fuzz/" + folder,
    swiftSettings: numericRules + [.unsafeFlags(["-parse-as-library"])])
}

/// The test targets that are built: all, or those that SEGMENTD_SUITES names, with blanks between.
///
/// A build for a sanitizer takes as long as any, and only some suites run in it.
func isWanted(_ target: Target) -> Bool {
  guard let suites = Context.environment["SEGMENTD_SUITES"] else { return true }
  return target.type != .test || suites.split(separator: " ").contains { $0 == target.name }
}

let package = Package(
  name: "segmentd",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "segmentd", targets: ["segmentd"]),
    .library(name: "SegmentClient", targets: ["SegmentClient"]),
  ],
  targets: [
    [
      .executableTarget(
        name: "segmentd",
        dependencies: [
          "SegmentServer", "SegmentService", "SegmentProtocol", "ModelStorage", "Connection",
          "JSONRPC", "Transport", "JSON", "Locks", "Decimals", "Spelling",
        ],
        swiftSettings: rules,
        // The loader binds ten libraries of Swift else: half of the time to the first reply.
        linkerSettings: [
          .unsafeFlags(
            ["-static-stdlib"], .when(platforms: [.linux], configuration: .release))
        ]),
      // Runs the program that was built beside it, so it depends on no module of it.
      .testTarget(name: "segmentdTests", dependencies: ["SharedFiles"], swiftSettings: rules),
    ],

    // The wire tower, from the top floor down.
    room(
      "SegmentServer",
      on: [
        "SegmentProtocol", "Connection", "JSONRPC", "Transport", "JSON", "Locks", "Spelling",
      ], testing: ["SegmentService", "SharedFiles"]),
    room(
      "SegmentClient",
      on: ["SegmentProtocol", "Connection", "JSONRPC", "Transport", "JSON", "Locks"]),
    room("Connection", on: ["JSONRPC", "Transport", "JSON", "Locks"]),
    room("SegmentProtocol", on: ["JSONRPC", "JSON", "Spelling"], settings: sharedRules),
    room("JSONRPC", on: ["JSON", "Decimals"], settings: numericRules),
    room("Transport", on: ["Epoll"], settings: sharedRules, testing: ["Locks"]),
    [.systemLibrary(name: "Epoll")],
    room("JSON", on: ["Decimals"], settings: numericRules, testing: ["HardCases", "SharedFiles"]),

    // The bridge.
    room(
      "SegmentService",
      on: [
        "ModelExport", "ModelStorage", "Segmentation", "TableInput", "SegmentProtocol", "JSONRPC",
        "JSON", "Locks", "Spelling",
      ] + engine, testing: ["SharedFiles"]),

    // The engine tower, from the top floor down.
    room(
      "ModelExport", on: ["Segmentation", "Features", "Tables", "Matrices", "Decimals"]),
    room("Segmentation", on: engine + ["Spelling"]),
    room(
      "Features", on: ["Tables", "Matrices", "Decimals", "Spelling"], settings: numericRules,
      testing: ["TableInput", "SharedFiles"]),
    room(
      "Clustering", on: ["Matrices", "Kernels", "Decimals"], settings: numericRules,
      testing: ["SharedFiles"]),
    room(
      "TableInput", on: ["Tables", "Decimals", "Kernels", "Locks"], settings: numericRules,
      testing: ["SharedFiles"]),
    room("Matrices", settings: numericRules),
    room("Tables", on: ["Decimals", "Locks", "Spelling"], settings: numericRules),
    room("Kernels", on: ["KernelLoops"] + fasterLoops, settings: numericRules),
    [.target(name: "KernelLoops", swiftSettings: loopRules)], loopsOfLevels,
    room("ModelStorage", settings: numericRules, testing: ["Locks"]),

    // Under both towers: decimal text to the nearest double and back, the lock, and near names.
    room("Decimals", settings: numericRules, testing: ["HardCases"]),
    room("Locks", settings: sharedRules),
    room("Spelling"),

    // Requests and exact replies (protocol/transcripts), played to a service without a socket.
    [
      .testTarget(
        name: "TranscriptTests",
        dependencies: [
          "SegmentServer", "SegmentService", "SegmentProtocol", "Connection", "Transport",
          "JSONRPC",
          "JSON",
        ],
        swiftSettings: rules)
    ],

    // Loops over millions of cases, for tests: optimised, which a test target cannot be.
    [
      .target(
        name: "HardCases", dependencies: ["JSON", "Decimals"], path: "Tests/Support/HardCases",
        swiftSettings: numericRules)
    ],

    // The data beside the repository, for tests.
    [.target(name: "SharedFiles", path: "Tests/Support/SharedFiles", swiftSettings: rules)],
    benchmarks,
    fuzzers,
  ].flatMap { $0 }.filter(isWanted),
  swiftLanguageModes: [.v6]
)
