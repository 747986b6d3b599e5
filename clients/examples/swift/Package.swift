// swift-tools-version: 6.2
import PackageDescription

// A program of its own that depends on the client.
let package = Package(
  name: "segment-example",
  dependencies: [.package(name: "segmentd", path: "../../..")],
  targets: [
    .executableTarget(
      name: "segment-example",
      dependencies: [.product(name: "SegmentClient", package: "segmentd")])
  ],
  swiftLanguageModes: [.v6]
)
