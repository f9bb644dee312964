import Foundation
import GraphQL
import PeerWire

/// What `deltamesh init` writes: the files that a node needs to start.
public struct NodeTemplate: Sendable {
  private let name: String
  private let http: PeerAddress
  private let listen: PeerAddress
  private let peers: [PeerAddress]
  private let secret: String?
  private let schema: String

  /// A node of a name that serves and listens at addresses (`HOST:PORT`), and joins the mesh of `secret`, or begins one; with a schema,
  /// or a first one to begin with.
  public init(
    name: String, http: String, listen: String, peers: [String], secret: String?,
    schema: String? = nil
  ) throws(ConfigurationError) {
    func address(_ text: String, _ flag: String) throws(ConfigurationError) -> PeerAddress {
      guard let address = PeerAddress(text) else {
        throw ConfigurationError("\(flag) must be HOST:PORT, but is \"\(text)\"")
      }
      return address
    }
    self.name = name
    self.http = try address(http, "--http")
    self.listen = try address(listen, "--listen")
    var addresses: [PeerAddress] = []
    for peer in peers { addresses.append(try address(peer, "--peer")) }
    self.peers = addresses
    self.secret = secret
    self.schema = schema ?? Self.firstSchema
  }

  /// Writes the files into a folder, which is made if it is not there, and returns their paths.
  /// - Throws: ``ConfigurationError`` where a file is there already, or can't be written.
  public func write(to folder: String) throws(ConfigurationError) -> [String] {
    let files = [
      (name: "deltamesh.yaml", content: configuration, mode: 0o644),
      (name: "schema.graphql", content: schema, mode: 0o644),
      (name: "mesh.secret", content: (secret ?? Self.newSecret()) + "\n", mode: 0o600),
    ]
    let manager = FileManager.default
    for file in files where manager.fileExists(atPath: "\(folder)/\(file.name)") {
      throw ConfigurationError("\(folder)/\(file.name) is there already; it is left as it is")
    }
    do { try manager.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
      throw ConfigurationError("can't make the folder \(folder): \(error.localizedDescription)")
    }
    var paths: [String] = []
    for file in files {
      let path = "\(folder)/\(file.name)"
      let isMade = manager.createFile(
        atPath: path, contents: Data(file.content.utf8),
        attributes: [.posixPermissions: file.mode])
      guard isMade else { throw ConfigurationError("can't write \(path)") }
      paths.append(path)
    }
    return paths
  }

  private var configuration: String {
    var lines = [
      "# A node of a Deltamesh. Every setting is explained in Docs/OPERATING.md.",
      "node:",
      "  name: \(JSON.string(name))",  // JSON is YAML
      "data: data",
      "schema: schema.graphql",
      "http:",
      "  host: \"\(http.host)\"",
      "  port: \(http.port)",
      "peer:",
      "  listen: \"\(listen)\"",
      "  secretFile: mesh.secret   # the same secret on every node of the mesh",
    ]
    if peers.isEmpty {
      lines.append("  peers: []                 # for example: [\"10.0.0.2:4100\"]")
    } else {
      lines.append("  peers: [\(peers.map { "\"\($0)\"" }.joined(separator: ", "))]")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let firstSchema = """
    # Every type marked with @model is stored, served and replicated.

    type Note @model {
      id: ID!
      title: String!
      text: String
    }

    type Comment @model @datasync(conflict: MERGE) {
      id: ID!
      text: String
      description: String
      note: Note @manyToOne(field: "comments")
    }

    """

  /// 32 random bytes in hexadecimal digits.
  private static func newSecret() -> String {
    var random = SystemRandomNumberGenerator()
    return (0..<32).map { _ in
      let digits = String(UInt8.random(in: 0...255, using: &random), radix: 16)
      return digits.count == 1 ? "0\(digits)" : digits
    }.joined()
  }
}
