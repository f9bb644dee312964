import ArgumentParser
import Daemon
import Foundation
import HTTPAPI

/// The flags that say which running node a command is about, and by what right.
struct NodeAddress: ParsableArguments {
  @Option(
    help:
      "The address of the running node's API; if left out that of the configuration, or http://127.0.0.1:4000."
  )
  var node: String?

  @Option(
    help:
      "The node's configuration, by which its address, its certificate and the operator's token are found; deltamesh.yaml in the current folder if it is there."
  )
  var config: String?

  @Option(
    help:
      "A file with an access token of scope admin; if left out DELTAMESH_TOKEN, or the operator's token in the node's data folder."
  )
  var tokenFile: String?

  @Option(
    help: "The certificate of the node, or of who signed it, in PEM, where no known authority did.")
  var certificate: String?

  @Option(help: "For how many seconds a request to the node may take.")
  var timeout = 120

  func validate() throws {
    guard (1...86_400).contains(timeout) else {
      throw ValidationError("--timeout must be from 1 to 86400 seconds")
    }
  }

  /// Talks to the node.
  /// - Throws: ``Failure`` where a file can't be read.
  var client: NodeClient {
    get throws {
      let known = try knownConfiguration()
      let base = node ?? known.flatMap { Self.address(of: $0) } ?? "http://127.0.0.1:4000"
      let trust: NodeClient.Trust
      if let certificate {
        trust = .authority(try Self.content(of: certificate))
      } else if let tls = known?.http?.tls, node == nil || Self.isLocal(base) {
        trust = .exactly(try Self.content(of: tls.certificate))
      } else {
        trust = .knownAuthorities
      }
      return try NodeClient(
        base: base, token: try token(known, for: base), trust: trust, timeLimit: .seconds(timeout))
    }
  }

  /// The configuration that was named, or is in the current folder: that need not be about this node, so it may also be of no use.
  private func knownConfiguration() throws -> NodeConfiguration? {
    let environment = ProcessInfo.processInfo.environment
    guard let config else {
      let standard = "deltamesh.yaml"
      guard FileManager.default.fileExists(atPath: standard) else { return nil }
      return try? NodeConfiguration(file: standard, environment: environment)
    }
    do throws(ConfigurationError) {
      return try NodeConfiguration(file: config, environment: environment)
    } catch {
      throw Failure(.configuration, error.message)
    }
  }

  /// The token to send; that of the local operator goes to no other machine, unless the configuration was named for it.
  private func token(_ known: NodeConfiguration?, for base: String) throws -> String? {
    if let tokenFile {
      return String(decoding: try Self.content(of: tokenFile), as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
    }
    if let token = ProcessInfo.processInfo.environment["DELTAMESH_TOKEN"] { return token }
    guard let known, node == nil || config != nil || Self.isLocal(base) else { return nil }
    let path = "\(known.data)/\(NodeConfiguration.operatorTokenFile)"
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func content(of path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(.inputOutput, "can't read \(path)")
    }
    return Array(data)
  }

  private static func isLocal(_ base: String) -> Bool {
    URLComponents(string: base)?.host.map { Loopback.contains($0) } ?? false
  }

  /// Where a node of a configuration is found from its own machine; nil where only its log says the port.
  private static func address(of configuration: NodeConfiguration) -> String? {
    guard let http = configuration.http, http.port > 0 else { return nil }
    let host =
      switch http.host {
      case "0.0.0.0": "127.0.0.1"
      case "::", "[::]": "[::1]"
      case let host where host.contains(":") && !host.hasPrefix("["): "[\(host)]"
      default: http.host
      }
    return "\(http.tls == nil ? "http" : "https")://\(host):\(http.port)"
  }
}
