import Replication
import Storage

/// One setting: its place in the file, and what it does to a configuration. This one table makes the keys of `deltamesh.yaml`, the
/// `DELTAMESH_…` variables, and the table in Docs/OPERATING.md.
struct Setting: Sendable {
  /// The keys from the root of the file, joined by dots.
  let path: String
  /// What it means, in one line.
  let help: String
  /// Whether the value has keys of its own.
  var takesObject: Bool { path == "replicate.filter" }
  /// Takes the value; says what is wrong with it.
  let apply: @Sendable (inout NodeConfiguration, SettingValue) throws(SettingProblem) -> Void

  /// The variable of the environment that overrides the file.
  var variable: String {
    "DELTAMESH_" + path.uppercased().replacing(".", with: "_")
  }

  static let all: [Setting] = base + access + limits

  private static let base: [Setting] = [
    Setting(path: "node.name", help: "the name of the node, for people") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.name = try value.text()
    },
    Setting(path: "data", help: "the folder of the node's data") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.data = try value.path()
    },
    Setting(path: "schema", help: "the file of the GraphQL schema") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.schema = try value.path()
    },
    Setting(path: "http.host", help: "the interface of the GraphQL API") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      try configuration.setHTTP { (http) throws(SettingProblem) in http.host = try value.text() }
    },
    Setting(path: "http.port", help: "the port of the GraphQL API; 0 for any") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      try configuration.setHTTP { (http) throws(SettingProblem) in
        http.port = try value.integer(in: 0...65_535)
      }
    },
    Setting(path: "peer.listen", help: "where peers are listened for, HOST:PORT") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.peer.listen = try value.address()
    },
    Setting(path: "peer.advertise", help: "the address that others are told to dial, or none") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.peer.advertise = try value.address(or: NodeConfiguration.Peer.noAddress)
    },
    Setting(path: "peer.bind", help: "the local IP address to dial from") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.peer.bind = try value.text()
    },
    Setting(path: "peer.secret", help: "the secret that all members share, 16 to 1,024 bytes") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.peer.secret = try value.text()
    },
    Setting(path: "peer.secretFile", help: "a file with the secret, in place of peer.secret") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.peer.secret = try value.fileContent()
    },
    Setting(path: "peer.admission", help: "who may join: secret, or approve (by an operator, too)")
    {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.peer.admission = try value.choice(of: NodeConfiguration.Peer.Admission.self)
    },
    Setting(path: "peer.peers", help: "whom to dial, a list of HOST:PORT") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.peer.peers = try value.addresses()
    },
    Setting(path: "replicate.types", help: "the types that the node holds, a list; all if not set")
    {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.scope = .init(types: try value.typeNames())
    },
    Setting(
      path: "replicate.filter",
      help: "which documents it holds: for each type a filter as GraphQL has it; all without one"
    ) {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.filters = try value.filters()
    },
    Setting(path: "clock.maxDrift", help: "how far a timestamp may be ahead, as 60s or 500ms") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.maximumClockDrift = try value.milliseconds(in: 1_000...86_400_000)
    },
    Setting(path: "retention.conflicts", help: "how long lost writes are listed, as 30d or 12h") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.conflictRetention = try value.milliseconds(in: 60_000...315_360_000_000)
    },
    Setting(path: "retention.tombstones", help: "how long deletions are remembered at least") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.tombstoneRetention = try value.milliseconds(in: 1_000...315_360_000_000)
    },
    Setting(
      path: "retention.departed",
      help: "how long documents that left replicate.filter stay at least, as 1h"
    ) {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.departedRetention = try value.milliseconds(in: 0...315_360_000_000)
    },
    Setting(path: "retention.evictAfter", help: "after how much silence a member is given up") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.evictAfter = try value.milliseconds(in: 1_000...315_360_000_000)
    },
    Setting(path: "durability", help: "full (survives power loss) or normal (survives a crash)") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.durability = try value.choice(of: Durability.self)
    },
    Setting(path: "log.level", help: "trace, debug, info, notice, warning or error") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.log.level = try value.choice(of: NodeConfiguration.Log.Level.self)
    },
    Setting(path: "log.format", help: "text, or json: one object a line") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.log.format = try value.choice(of: NodeConfiguration.Log.Format.self)
    },
    Setting(path: "insecure", help: "true allows an unprotected API beyond loopback") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.isInsecure = try value.boolean()
    },
  ]
}

/// What is wrong with the value of a setting: what it should be.
struct SettingProblem: Error {
  let expectation: String
}
