// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "qli",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "qli", targets: ["qli"])
  ],
  targets: [
    // Declares what the Glibc module hides, and starts programs; imported by QliCore/System alone.
    .target(name: "CSystem", cSettings: [.define("_GNU_SOURCE")]),
    .target(name: "QliCore", dependencies: ["CSystem"], swiftSettings: strict),
    .executableTarget(name: "qli", dependencies: ["QliCore"], swiftSettings: strict),

    .testTarget(
      name: "QliCoreTests", dependencies: ["QliCore", "CSystem", "TestSupport"],
      swiftSettings: strict),
    // Feeds mutated documents to the TOML parser, and times it.
    .executableTarget(
      name: "TOMLFuzz", dependencies: ["QliCore"], path: "Tests/Fuzz", swiftSettings: strict),
    .executableTarget(
      name: "TOMLBench", dependencies: ["QliCore"], path: "Tests/Bench/TOMLBench",
      swiftSettings: strict),
    .executableTarget(
      name: "SHA256Bench", dependencies: ["QliCore"], path: "Tests/Bench/SHA256Bench",
      swiftSettings: strict),
    // A program that misbehaves on demand, and starts others in odd circumstances.
    .executableTarget(name: "Probe", path: "Tests/Probe", swiftSettings: strict),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests", dependencies: ["TestSupport", "qli", "Probe"], swiftSettings: strict),
    // Compares the man pages, help and README with the tables in the code, and with real output.
    .testTarget(
      name: "DocumentTests", dependencies: ["QliCore", "TestSupport", "qli", "Probe"],
      swiftSettings: strict),
  ]
)
