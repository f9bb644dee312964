import DocumentAPI
import Foundation
import GraphQL
import HTTPAPI

/// Makes ready what the API is served by: limits, tokens, keys, certificates; and the token of the local operator.
struct NodeAccess {
  private let configuration: NodeConfiguration

  init(_ configuration: NodeConfiguration) {
    self.configuration = configuration
  }

  /// How HTTP is to be served.
  /// - Throws: What is wrong with a file or a key.
  func serverConfiguration(
    _ http: NodeConfiguration.HTTP
  ) async throws(NodeError) -> HTTPServerConfiguration {
    let limits = configuration.limits
    var server = HTTPServerConfiguration(host: http.host, port: http.port)
    server.origins = http.origins
    server.hosts = http.hosts
    server.queryLimits.tokens = limits.tokens
    server.queryLimits.brackets = limits.depth
    server.queryLimits.depth = limits.depth
    server.queryLimits.aliases = limits.aliases
    server.queryLimits.directives = limits.directives
    server.maximumJSONDepth = limits.jsonDepth
    server.maximumBodySize = limits.body
    server.maximumResponseSize = limits.response
    server.maximumConnections = limits.connections
    server.maximumOperationsPerConnection = limits.subscriptions
    server.execution = .milliseconds(limits.execution)
    server.stall = .milliseconds(limits.stall)
    if let tls = http.tls {
      do throws(AccessError) {
        server.tls = try ServerCertificate(
          certificate: try Self.text(of: tls.certificate, "http.tls.certificate"),
          key: try Self.text(of: tls.key, "http.tls.key", hiddenFrom: 0o007))
      } catch {
        throw NodeError(.configuration, error.message)
      }
    }
    if http.isProtected { server.access = try await access(http) }
    return server
  }

  private func access(
    _ http: NodeConfiguration.HTTP
  ) async throws(NodeError) -> AccessControl {
    var tokens = http.tokens
    do throws(AccessError) {
      if let file = http.tokensFile {
        let text = try Self.text(of: file, "http.tokensFile", hiddenFrom: 0o077)
        do throws(AccessError) { tokens += try AccessToken.tokens(in: text) } catch {
          throw AccessError("http.tokensFile \(file): \(error.message)")
        }
      }
      tokens.append(try makeOperatorToken())
      var verifier: WebTokenVerifier?
      if let webTokens = http.webTokens {
        let (key, setting) = try Self.key(of: webTokens)
        do throws(AccessError) {
          verifier = try await WebTokenVerifier(key, expected: webTokens.expected)
        } catch {
          throw AccessError("\(setting) \(error.message)")
        }
      }
      return AccessControl(tokens: tokens, webTokens: verifier)
    } catch {
      throw NodeError(.configuration, error.message)
    }
  }

  private static func key(
    of webTokens: NodeConfiguration.HTTP.WebTokens
  ) throws(AccessError) -> (WebTokenVerifier.Key, setting: String) {
    if let secret = webTokens.secret { return (.secret(secret), "http.jwt.secret") }
    if let file = webTokens.keyFile {
      return (.pem(try text(of: file, "http.jwt.keyFile")), "http.jwt.keyFile \(file)")
    }
    let file = webTokens.keySetFile ?? ""
    return (.jwks(try text(of: file, "http.jwt.jwksFile")), "http.jwt.jwksFile \(file)")
  }

  /// Draws the token of the local operator, and leaves it where only the owner of the data folder finds it.
  private func makeOperatorToken() throws(AccessError) -> AccessToken {
    var random = SystemRandomNumberGenerator()
    let text = (0..<4).map { _ in
      let digits = String(random.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
    let path = "\(configuration.data)/\(NodeConfiguration.operatorTokenFile)"
    // The file is made anew, not written over: an old one might be readable for others.
    try? FileManager.default.removeItem(atPath: path)
    guard let token = AccessToken(text, scope: .admin),
      FileManager.default.createFile(
        atPath: path, contents: Data((text + "\n").utf8), attributes: [.posixPermissions: 0o600])
    else { throw AccessError("can't write \(path), the token of the local operator") }
    return token
  }

  /// The content of a file that a setting names; one that is secret must not be open to some.
  private static func text(
    of path: String, _ setting: String, hiddenFrom others: Int = 0
  ) throws(AccessError) -> String {
    let manager = FileManager.default
    guard let data = manager.contents(atPath: path), data.count <= 1 << 20,
      let text = String(data: data, encoding: .utf8)
    else {
      throw AccessError(
        "\(setting) must name a readable text file of 1 MiB or less; can't read \(path)")
    }
    let mode = (try? manager.attributesOfItem(atPath: path))?[.posixPermissions] as? Int ?? 0o777
    guard mode & others == 0 else {
      throw AccessError(
        "\(setting): others may read \(path), too; make it the owner's alone with: chmod 600 \(path)"
      )
    }
    return text
  }
}

extension DocumentLimits {
  /// The limits of a configuration.
  init(_ limits: NodeConfiguration.Limits) {
    self.init()
    page = limits.page
    filterNodes = limits.filterNodes
    inValues = limits.inValues
    orderings = limits.orderings
    related = limits.related
    rows = limits.rows
    documentBytes = limits.document
    lastSyncBytes = limits.lastSync
  }
}
