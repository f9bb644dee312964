// swift-tools-version: 6.2
import PackageDescription

/// Whether the program of `scripts/fuzz` is built: then our modules tell libFuzzer which of their branches are taken, and let it see what is
/// internal, as tests do. What others wrote is built as ever, and once.
let isFuzzing = Context.environment["DELTAMESH_FUZZ"] != nil

/// The settings of every target: Swift 6, warnings are errors, and the upcoming rules that make imports and existentials explicit.
let strict: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ] + (isFuzzing ? [.unsafeFlags(["-sanitize=address,fuzzer", "-enable-testing"])] : [])

extension Target {
  /// A module of `Sources/`. What it may import is drawn in Docs/ARCHITECTURE.md and checked by scripts/lint.
  static func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
  }

  /// The tests of one module, in `Tests/<name>Tests`.
  static func tests(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
  ) -> Target {
    .testTarget(
      name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude,
      swiftSettings: strict)
  }
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let jwtKit = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPCompression = Target.Dependency.product(
  name: "NIOHTTPCompression", package: "swift-nio-extras")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(
  name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// What reads bytes from outside, held to its promises: in an ordinary build by tests, in one for fuzzing by libFuzzer.
let fuzzed: [Target.Dependency] = [
  "Argo", "DocumentAPI", "Documents", "GraphQL", "HTTPAPI", "Noise", "PeerWire", "Replication",
]
let fuzzing: [Target] =
  isFuzzing
  ? [
    .target(
      name: "FuzzTargets", dependencies: fuzzed, path: "Tests/FuzzTests/Targets",
      swiftSettings: strict),
    .executableTarget(
      name: "deltamesh-fuzz", dependencies: ["FuzzTargets"], path: "Tests/FuzzTests/Driver",
      swiftSettings: strict,
      linkerSettings: [.unsafeFlags(["-sanitize=address,fuzzer", "-use-ld=lld"])]),
  ]
  : [
    .testTarget(
      name: "FuzzTests", dependencies: fuzzed,
      exclude: ["Corpus", "Dictionaries", "Driver", "Found"],
      swiftSettings: strict)
  ]

let package = Package(
  name: "deltamesh",
  products: [
    .executable(name: "deltamesh", targets: ["deltamesh"]),
    .library(name: "Deltamesh", targets: ["Daemon"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    .systemLibrary(
      name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .target(name: "CSimulatedDisk", linkerSettings: [.linkedLibrary("sqlite3")]),

    .module("Documents"),
    .module("Replication", ["Documents"]),
    .module("GraphQL"),
    .module("Argo", ["GraphQL"]),
    .module("DocumentAPI", ["GraphQL", "Documents"]),
    .module("AdminAPI", ["GraphQL", "Documents"]),
    .module("Noise", ["CSodium"]),
    .module("PeerWire", ["Documents", "Replication", "GraphQL", "Argo", "Noise"]),
    .module(
      "PeerTransport",
      ["PeerWire", "Replication", "Documents", "Noise", nioCore, nioPosix]),
    .module("Storage", ["Documents", "Replication", grdb, grdbSQLite]),
    .module(
      "HTTPAPI",
      [
        "DocumentAPI", "AdminAPI", "GraphQL", "Argo", "Documents", crypto, hummingbird,
        hummingbirdCore, hummingbirdTLS, jwtKit, logging, nioCore, nioHTTP1, nioHTTPCompression,
        nioHTTPTypes, nioHTTPTypesHTTP1,
        nioSSL, nioWebSocket,
      ]),
    .module(
      "Daemon",
      [
        "AdminAPI", "DocumentAPI", "Documents", "GraphQL", "HTTPAPI", "Noise", "PeerTransport",
        "PeerWire",
        "Replication", "Storage", logging, serviceLifecycle,
        unixSignals, yams,
      ]),
    .module(
      "Simulator",
      ["CSimulatedDisk", "Documents", "Replication", "PeerWire", "Noise", "Storage", yams]),
    .executableTarget(
      name: "deltamesh",
      dependencies: [
        "Daemon", "DocumentAPI", "Documents", "GraphQL", "HTTPAPI", "Replication", "Simulator",
        "Storage", argumentParser, grdbSQLite, nioCore, nioHTTP1, nioPosix, nioSSL, nioTLS,
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "cluster-relay", dependencies: [argumentParser, nioCore, nioPosix],
      swiftSettings: strict),
    .executableTarget(
      name: "graphql-adapter", dependencies: ["GraphQL"], swiftSettings: strict),

    .tests("Documents"),
    .target(
      name: "StoreConformance", dependencies: ["Documents", "Replication"],
      path: "Tests/StoreConformance", swiftSettings: strict),
    .tests("Replication", ["Documents", "StoreConformance"]),
    .tests("GraphQL"),
    .testTarget(
      name: "GraphQLAdapterTests", dependencies: ["GraphQL", "graphql-adapter"],
      swiftSettings: strict),
    .tests("Argo", ["GraphQL"]),
    .tests("Noise"),
    .tests("DocumentAPI", ["GraphQL", "Documents"], exclude: ["Golden"]),
    .tests("AdminAPI", ["GraphQL", "Documents"]),
    .tests(
      "HTTPAPI",
      [
        "Argo", "GraphQL", jwtKit, logging, nioCore, nioHTTP1, nioPosix, nioSSL, nioWebSocket,
        serviceLifecycle,
      ]),
    .tests(
      "Daemon",
      [
        "AdminAPI", "DocumentAPI", "Documents", "GraphQL", "HTTPAPI", "Replication", "Storage",
        logging,
      ]),
    .executableTarget(
      name: "StorageKillHelper", dependencies: ["Documents", "Replication", "Storage"],
      path: "Tests/StorageKillHelper", swiftSettings: strict),
    .tests(
      "Storage",
      ["Documents", "Replication", "StoreConformance", "StorageKillHelper", grdb]),
    .tests(
      "Simulator",
      ["CSimulatedDisk", "Documents", "Replication", "Storage", "StoreConformance"]),
    .tests("PeerWire", ["Documents", "Replication", "GraphQL", "Argo", "Noise"]),
    // These run the built programs as processes.
    .testTarget(
      name: "DeltameshTests", dependencies: ["GraphQL", grdb], swiftSettings: strict),
    .tests(
      "PeerTransport", ["PeerWire", "Replication", "Documents", "Noise", nioCore, nioPosix]),
  ] + fuzzing
)
