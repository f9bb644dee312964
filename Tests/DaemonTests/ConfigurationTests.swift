import Foundation
import GraphQL
import HTTPAPI
import Replication
import Storage
import Testing

@testable import Daemon

@Suite("The configuration")
struct ConfigurationTests {
  /// A value of each setting as it is written, and as a configuration has it. `DIR` is the folder that relative paths start from.
  static let values: [String: (yaml: String, variable: String)] = [
    "node.name": ("till 1", "till 1"), "data": ("store", "store"),
    "schema": ("/abs/s.graphql", "/abs/s.graphql"), "http.host": ("localhost", "localhost"),
    "http.port": ("4007", "4007"), "peer.listen": ("\"[::1]:4100\"", "[::1]:4100"),
    "peer.advertise": ("node-1:4100", "node-1:4100"), "peer.bind": ("127.0.1.1", "127.0.1.1"),
    "peer.secret": ("0123456789abcdef0", "0123456789abcdef0"),
    "peer.admission": ("approve", "approve"), "retention.tombstones": ("90s", "90s"),
    "retention.evictAfter": ("3h", "3h"),
    "peer.peers": ("[\"a:1\", 'b:2']", "a:1, b:2"), "clock.maxDrift": ("2m", "2m"),
    "retention.conflicts": ("2d", "2d"), "durability": ("normal", "normal"),
    "log.level": ("warning", "warning"),
    "log.format": ("json", "json"), "insecure": ("true", "true"),
    "replicate.types": ("[Note, Comment]", "Note, Comment"),
    "replicate.filter": (
      "{Note: {stars: {ge: 3}, title: {eq: '3'}}}",
      #"{"Note":{"stars":{"ge":3},"title":{"eq":"3"}}}"#
    ), "retention.departed": ("10s", "10s"),
    "http.tokens": (
      "[read 0123456789abcdef, admin fedcba9876543210]",
      "read 0123456789abcdef, admin fedcba9876543210"
    ),
    "http.tokensFile": ("tokens", "tokens"),
    "http.cors": ("['https://a.example', 'http://b:3000']", "https://a.example,http://b:3000"),
    "http.hosts": ("[node-1.example]", "node-1.example"),
    "http.tls.certificate": ("/c.pem", "/c.pem"), "http.tls.key": ("/k.pem", "/k.pem"),
    "http.jwt.secret": ("s3cret", "s3cret"), "http.jwt.keyFile": ("/key.pem", "/key.pem"),
    "http.jwt.jwksFile": ("/jwks.json", "/jwks.json"), "http.jwt.audience": ("mesh", "mesh"),
    "http.jwt.issuer": ("https://id.example", "https://id.example"),
    "http.jwt.scopeClaim": ("scp", "scp"), "limits.tokens": ("100", "100"),
    "limits.depth": ("5", "5"), "limits.aliases": ("6", "6"), "limits.directives": ("7", "7"),
    "limits.page": ("8", "8"), "limits.filterNodes": ("9", "9"), "limits.inValues": ("10", "10"),
    "limits.orderings": ("15", "15"), "limits.related": ("16", "16"), "limits.rows": ("17", "17"),
    "limits.document": ("2048", "2048"), "limits.lastSync": ("4096", "4096"),
    "limits.keys": ("1000", "1000"), "limits.response": ("65536", "65536"),
    "limits.execution": ("250ms", "250ms"), "limits.body": ("4096", "4096"),
    "limits.jsonDepth": ("11", "11"), "limits.subscriptions": ("12", "12"),
    "limits.connections": ("13", "13"), "limits.stall": ("14s", "14s"),
  ]

  static func expected(folder: String) -> NodeConfiguration {
    var expected = NodeConfiguration()
    expected.name = "till 1"
    expected.data = "\(folder)/store"
    expected.schema = "/abs/s.graphql"
    var http = NodeConfiguration.HTTP(host: "localhost", port: 4007)
    http.tokens = [
      AccessToken("0123456789abcdef", scope: .read), AccessToken("fedcba9876543210", scope: .admin),
    ].compactMap { $0 }
    http.tokensFile = "\(folder)/tokens"
    http.tls = .init(certificate: "/c.pem", key: "/k.pem")
    http.origins = ["https://a.example", "http://b:3000"]
    http.hosts = ["node-1.example"]
    var webTokens = NodeConfiguration.HTTP.WebTokens()
    webTokens.secret = "s3cret"
    webTokens.keyFile = "/key.pem"
    webTokens.keySetFile = "/jwks.json"
    webTokens.expected = .init(audience: "mesh", issuer: "https://id.example", scopeClaim: "scp")
    http.webTokens = webTokens
    expected.http = http
    expected.limits.tokens = 100
    expected.limits.depth = 5
    expected.limits.aliases = 6
    expected.limits.directives = 7
    expected.limits.page = 8
    expected.limits.filterNodes = 9
    expected.limits.inValues = 10
    expected.limits.orderings = 15
    expected.limits.related = 16
    expected.limits.rows = 17
    expected.limits.document = 2_048
    expected.limits.lastSync = 4_096
    expected.limits.keys = 1_000
    expected.limits.response = 65_536
    expected.limits.execution = 250
    expected.limits.body = 4_096
    expected.limits.jsonDepth = 11
    expected.limits.subscriptions = 12
    expected.limits.connections = 13
    expected.limits.stall = 14_000
    expected.peer = .init(
      listen: "[::1]:4100", advertise: "node-1:4100", bind: "127.0.1.1",
      secret: "0123456789abcdef0", admission: .approve, peers: ["a:1", "b:2"])
    expected.maximumClockDrift = 120_000
    expected.conflictRetention = 172_800_000
    expected.tombstoneRetention = 90_000
    expected.evictAfter = 10_800_000
    expected.departedRetention = 10_000
    expected.filters = ["Note": #"{"stars":{"ge":3},"title":{"eq":"3"}}"#]
    expected.durability = .normal
    expected.log = .init(level: .warning, format: .json)
    expected.isInsecure = true
    expected.scope = .init(types: ["Comment", "Note"])
    return expected
  }

  @Test("every setting can be given in the file")
  func file() throws {
    let folder = try TemporaryFolder()
    #expect(
      Set(Setting.all.map(\.path))
        == Set(Self.values.keys).union(["peer.secretFile", "http.jwt.secretFile"]))
    var groups: [[Substring]: [String]] = [:]
    for (path, value) in Self.values {
      let parts = path.split(separator: ".")
      groups[Array(parts.dropLast()), default: []].append(
        "\(parts[parts.count - 1]): \(value.yaml)")
    }
    // Groups within groups come behind the group's own settings.
    for (group, lines) in groups where group.count == 2 {
      groups[[group[0]], default: []].append(
        "\(group[1]):\n    " + lines.joined(separator: "\n    "))
    }
    let text = groups.filter { $0.key.count < 2 }.map { group, lines in
      group.isEmpty
        ? lines.joined(separator: "\n") : "\(group[0]):\n  " + lines.joined(separator: "\n  ")
    }.joined(separator: "\n")
    let file = try folder.write(text, to: "deltamesh.yaml")
    #expect(
      try NodeConfiguration(file: file, environment: [:]) == Self.expected(folder: folder.path))
  }

  @Test("every setting can be given in the environment, which overrides the file")
  func environment() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("node:\n  name: other\nlog: {level: error}\n", to: "a.yaml")
    let environment = Dictionary(
      uniqueKeysWithValues: Self.values.map {
        ("DELTAMESH_" + $0.key.uppercased().replacing(".", with: "_"), $0.value.variable)
      })
    #expect(
      try NodeConfiguration(file: file, environment: environment) == Self.expected(folder: "."))
  }

  @Test("without anything the defaults hold")
  func defaults() throws {
    #expect(try NodeConfiguration(file: nil, environment: [:]) == NodeConfiguration())
    let folder = try TemporaryFolder()
    for text in ["", "# nothing\n", "---\n"] {
      let file = try folder.write(text, to: "empty.yaml")
      #expect(
        (try? NodeConfiguration(file: file, environment: [:])) == NodeConfiguration(), "\(text)")
    }
  }

  @Test("the secret comes from a file beside the configuration, without its line end")
  func secretFile() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("0123456789abcdef\n", to: "mesh.secret")
    let file = try folder.write("peer:\n  secretFile: mesh.secret\n", to: "a.yaml")
    #expect(
      try NodeConfiguration(file: file, environment: [:]).peer.secret == "0123456789abcdef")
    let missing = try folder.write("peer:\n  secretFile: none\n", to: "b.yaml")
    #expect(
      throws: ConfigurationError(
        "\(missing):2: peer.secretFile must name a readable text file; can't read \(folder.path)/none"
      )
    ) {
      try NodeConfiguration(file: missing, environment: [:])
    }
  }

  @Test(
    "a mistake in the file is refused with its line",
    arguments: [
      ("http:\n  prot: 4000", "FILE:2: there is no setting http.prot; did you mean http.port?"),
      ("\n\nhtpp:\n  port: 4000", "FILE:3: there is no setting htpp; did you mean http?"),
      ("http: 4000", "FILE:1: http must have keys below it"),
      ("data:\n  a: 1", "FILE:2: data has keys below it, but takes a value"),
      ("http:\n  port: 70000", "FILE:2: http.port must be a whole number from 0 to 65535"),
      ("http:\n  port: [4000]", "FILE:2: http.port must be a text"),
      ("node:\n  name: \"\"", "FILE:2: node.name must be a text"),
      ("durability: half", "FILE:1: durability must be one of full, normal"),
      ("insecure: yes", "FILE:1: insecure must be true or false"),
      (
        "clock:\n  maxDrift: 60",
        "FILE:2: clock.maxDrift must be a time span such as 60s, from 1000ms to 86400000ms"
      ),
      (
        "clock:\n  maxDrift: 9223372036854775807h",
        "FILE:2: clock.maxDrift must be a time span such as 60s, from 1000ms to 86400000ms"
      ),
      (
        "peer:\n  listen: 4100",
        "FILE:2: peer.listen must be HOST:PORT, such as 127.0.0.1:4101 or [::1]:4101"
      ),
      (
        "peer:\n  peers: [\"a:1\", \"b\"]",
        "FILE:2: peer.peers must be a list of HOST:PORT, such as 127.0.0.1:4101; \"b\" is not"
      ),
      ("peer:\n  peers:\n    - a: 1", "FILE:3: peer.peers has an item that is no text"),
      (
        "replicate:\n  filter: Note",
        "FILE:2: replicate.filter must have types below it, each with a filter such as {store: {eq: north}}"
      ),
      ("- a\n- b", "FILE:1: the configuration must be a list of keys and values"),
    ])
  func mistakes(text: String, message: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(text + "\n", to: "a.yaml")
    let error = #expect(throws: ConfigurationError.self) {
      try NodeConfiguration(file: file, environment: [:])
    }
    #expect(error?.message.replacing(file, with: "FILE") == message)
  }

  @Test("what is no YAML, a key twice, and a file that isn't there are refused")
  func notYAML() throws {
    let folder = try TemporaryFolder()
    for text in ["a: [", "data: x\ndata: y\n", "\u{0}"] {
      let file = try folder.write(text, to: "a.yaml")
      let error = #expect(throws: ConfigurationError.self) {
        try NodeConfiguration(file: file, environment: [:])
      }
      #expect(error?.message.hasPrefix(file) == true, "\(text)")
    }
    #expect(
      throws: ConfigurationError(
        "can't read the configuration /nowhere/a.yaml; make one with: deltamesh init")
    ) { try NodeConfiguration(file: "/nowhere/a.yaml", environment: [:]) }
  }

  @Test("a mistake in the environment names the variable")
  func variableMistake() {
    #expect(
      throws: ConfigurationError(
        "DELTAMESH_HTTP_PORT must be a whole number from 0 to 65535, but is \"many\"")
    ) { try NodeConfiguration(file: nil, environment: ["DELTAMESH_HTTP_PORT": "many"]) }
  }

  @Test("settings that don't fit together are refused")
  func check() {
    func problem(_ change: (inout NodeConfiguration) -> Void) -> String? {
      var configuration = NodeConfiguration()
      change(&configuration)
      do throws(ConfigurationError) { try configuration.check() } catch { return error.message }
      return nil
    }
    #expect(problem { _ in } == nil)
    #expect(problem { $0.peer.listen = "127.0.0.1:0" }?.contains("needs peer.secret") == true)
    #expect(problem { $0.peer.peers = ["a:1"] }?.contains("needs peer.secret") == true)
    #expect(problem { $0.peer.secret = "short" }?.contains("16 to 1,024 bytes") == true)
    #expect(
      problem {
        $0.peer = .init(listen: "nowhere", secret: "0123456789abcdef")
      }?.contains("peer.listen must be HOST:PORT") == true)
    #expect(
      problem {
        $0.peer = .init(secret: "0123456789abcdef", peers: ["a:1", "b"])
      }?.contains("\"b\" is not") == true)
    for host in ["0.0.0.0", "10.0.0.1", "::", "127.example.com", "example.com"] {
      #expect(problem { $0.http?.host = host }?.contains("insecure: true") == true, "\(host)")
      #expect(
        problem {
          $0.http?.host = host
          $0.isInsecure = true
        } == nil)
    }
    for host in ["127.0.0.1", "127.3.2.1", "::1", "[::1]", "localhost"] {
      #expect(problem { $0.http?.host = host } == nil, "\(host)")
    }
  }

  @Test("OPERATING.md has exactly the settings that there are")
  func documentation() throws {
    let here = URL(fileURLWithPath: #filePath)
    var text: String?
    for file in [here, here.resolvingSymlinksInPath()] where text == nil {
      let root = (0..<3).reduce(file) { folder, _ in folder.deletingLastPathComponent() }
      text = try? String(
        contentsOf: root.appendingPathComponent("Docs/OPERATING.md"), encoding: .utf8)
    }
    let lines = try #require(text).split(separator: "\n")
    let rows = lines.compactMap { line -> String? in
      let cells = line.split(separator: "|").map {
        $0.trimmingCharacters(in: .init(charactersIn: " `"))
      }
      guard cells.count > 2, cells[1].hasPrefix("DELTAMESH_") else { return nil }
      return "\(cells[0]) \(cells[1])"
    }
    #expect(rows == Setting.all.map { "\($0.path) \($0.variable)" })
  }

  @Test("what init writes can be read, whatever the name is")
  func template() throws {
    let folder = try TemporaryFolder()
    let template = try NodeTemplate(
      name: "a \"b\" \\ c: # d", http: "[::1]:4001", listen: "[::1]:4101", peers: ["b:4102"],
      secret: nil)
    let files = try template.write(to: "\(folder.path)/new")
    let configuration = try NodeConfiguration(file: files[0], environment: [:])
    try configuration.check()
    #expect(configuration.name == "a \"b\" \\ c: # d")
    #expect(configuration.http == .init(host: "::1", port: 4001))
    #expect(configuration.peer.peers == ["b:4102"])
    #expect(configuration.peer.secret?.utf8.count == 64)
    let mode = try FileManager.default.attributesOfItem(atPath: files[2])[.posixPermissions]
    #expect(mode as? Int == 0o600)
    #expect(throws: ConfigurationError.self) { try template.write(to: "\(folder.path)/new") }
  }
}
