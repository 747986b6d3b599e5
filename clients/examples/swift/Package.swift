// swift-tools-version: 6.2
import PackageDescription

// A program of its own that depends on the client. From elsewhere it would say
//   .package(url: "https://…/segmentd.git", from: "0.1.0")
// and need nothing else.
let package = Package(
  name: "segment-example",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "segmentd", path: "../../..")],
  targets: [
    .executableTarget(
      name: "segment-example",
      dependencies: [.product(name: "SegmentClient", package: "segmentd")])
  ],
  swiftLanguageModes: [.v6]
)
