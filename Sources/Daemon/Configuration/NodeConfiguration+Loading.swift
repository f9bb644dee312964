import Foundation
import GraphQL
import HTTPAPI
import PeerTransport
import PeerWire
import Yams

extension NodeConfiguration {
  /// The defaults, overridden by the file (if one is named), and that by the environment.
  /// - Parameters:
  ///   - file: A `deltamesh.yaml`; relative paths in it are seen from its folder.
  ///   - environment: Variables; those that begin with `DELTAMESH_` and name a setting override the file. Relative paths are seen
  ///     from the current folder.
  /// - Throws: The first mistake, with file and line, or the variable.
  public init(file: String?, environment: [String: String]) throws(ConfigurationError) {
    self.init()
    if let file { try apply(file: file) }
    for setting in Setting.all {
      guard let text = environment[setting.variable] else { continue }
      let value = SettingValue(content: .text(text), folder: ".")
      do throws(SettingProblem) { try setting.apply(&self, value) } catch {
        throw ConfigurationError(
          "\(setting.variable) \(error.expectation), but is \"\(text)\"")
      }
    }
  }

  /// Checks what no single setting can see.
  /// - Throws: What is wrong, and what to do.
  public func check() throws(ConfigurationError) {
    let takesPart = peer.listen != nil || !peer.peers.isEmpty
    if takesPart, peer.secret == nil {
      throw ConfigurationError(
        "a node with peers needs peer.secret (or peer.secretFile), the same on all of them")
    }
    if let secret = peer.secret, !(16...1_024).contains(secret.utf8.count) {
      throw ConfigurationError(
        "peer.secret must have 16 to 1,024 bytes, but has \(secret.utf8.count)")
    }
    if let listen = peer.listen, ListenAddress(listen) == nil {
      throw ConfigurationError("peer.listen must be HOST:PORT, but is \"\(listen)\"")
    }
    if let advertise = peer.advertise, advertise != Peer.noAddress, PeerAddress(advertise) == nil {
      throw ConfigurationError(
        "peer.advertise must be HOST:PORT, or none, but is \"\(advertise)\"")
    }
    if tombstoneRetention < 1_000 || evictAfter < 1_000 {
      throw ConfigurationError("retention.tombstones and retention.evictAfter must be 1s or more")
    }
    if departedRetention < 0 {
      throw ConfigurationError("retention.departed must be 0s or more")
    }
    if let wrong = peer.peers.first(where: { PeerAddress($0) == nil }) {
      throw ConfigurationError(
        "peer.peers must be a list of HOST:PORT, such as 127.0.0.1:4101; \"\(wrong)\" is not")
    }
    try checkHTTP()
  }

  /// Checks that the API is not open to whoever reaches it from elsewhere, and that nothing of its access is half said.
  private func checkHTTP() throws(ConfigurationError) {
    guard let http else { return }
    let isLocal = Loopback.contains(http.host)
    if !isLocal, !isInsecure, !http.isProtected {
      throw ConfigurationError(
        "http.host \(http.host) would serve an unprotected API beyond loopback; "
          + "say in http.tokens, http.tokensFile or http.jwt who has access, use 127.0.0.1, or say insecure: true"
      )
    }
    if let tls = http.tls, tls.certificate.isEmpty || tls.key.isEmpty {
      throw ConfigurationError("http.tls.certificate and http.tls.key are needed both, or none")
    }
    if let jwt = http.webTokens {
      let keys = [jwt.secret, jwt.keyFile, jwt.keySetFile].compactMap { $0 }
      guard keys.count == 1 else {
        throw ConfigurationError(
          "http.jwt needs one of secret, secretFile, keyFile and jwksFile, but has \(keys.count)")
      }
    }
    if !http.isProtected, http.origins.contains("*") {
      throw ConfigurationError(
        "http.cors: * would let every page that somebody looks at read and write everything; "
          + "name the origins, or say in http.tokens, http.tokensFile or http.jwt who has access")
    }
  }

  private mutating func apply(file: String) throws(ConfigurationError) {
    guard let data = FileManager.default.contents(atPath: file),
      let text = String(data: data, encoding: .utf8)
    else {
      throw ConfigurationError(
        "can't read the configuration \(file); make one with: deltamesh init")
    }
    let root: Yams.Node?
    do { root = try Yams.compose(yaml: text) } catch {
      throw ConfigurationError("\(file): \(error)")
    }
    guard let root else { return }
    if case .scalar(let scalar) = root, scalar.string.isEmpty { return }
    let folder = file.contains("/") ? String(file[..<file.lastIndex(of: "/")!]) : "."
    try apply(root, path: "", file: file, folder: folder.isEmpty ? "/" : folder)
  }

  private mutating func apply(
    _ node: Yams.Node, path: String, file: String, folder: String
  ) throws(ConfigurationError) {
    let place = "\(file):\(node.mark?.line ?? 1)"
    if let setting = Setting.all.first(where: { $0.path == path }) {
      let content: SettingValue.Content
      switch node {
      case .scalar(let scalar): content = .text(scalar.string)
      case .sequence(let sequence):
        var texts: [String] = []
        for item in sequence {
          guard case .scalar(let scalar) = item else {
            throw ConfigurationError(
              "\(file):\(item.mark?.line ?? 1): \(path) has an item that is no text")
          }
          texts.append(scalar.string)
        }
        content = .list(texts)
      case .mapping where setting.takesObject:
        guard let json = JSON(node) else {
          throw ConfigurationError("\(place): \(path) is nested too deeply, or has an alias")
        }
        content = .object(json)
      case .mapping, .alias:
        throw ConfigurationError("\(place): \(path) has keys below it, but takes a value")
      }
      let value = SettingValue(content: content, folder: folder)
      do throws(SettingProblem) { try setting.apply(&self, value) } catch {
        throw ConfigurationError("\(place): \(path) \(error.expectation)")
      }
      return
    }
    guard case .mapping(let mapping) = node else {
      throw ConfigurationError(
        path.isEmpty
          ? "\(place): the configuration must be a list of keys and values"
          : "\(place): \(path) must have keys below it")
    }
    for (key, value) in mapping {
      let name = key.string ?? "?"
      let inner = path.isEmpty ? name : "\(path).\(name)"
      guard Setting.all.contains(where: { $0.path == inner || $0.path.hasPrefix(inner + ".") })
      else {
        let hint = Self.nearest(to: inner).map { "; did you mean \($0)?" } ?? ""
        throw ConfigurationError(
          "\(file):\(key.mark?.line ?? 1): there is no setting \(inner)\(hint)")
      }
      try apply(value, path: inner, file: file, folder: folder)
    }
  }

  /// The setting, or group of settings, that is spelled most like a path.
  private static func nearest(to path: String) -> String? {
    func distance(_ left: [Character], _ right: [Character]) -> Int {
      var row = Array(0...right.count)
      for (index, character) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for (column, other) in right.enumerated() {
          let cost = diagonal + (character == other ? 0 : 1)
          diagonal = row[column + 1]
          row[column + 1] = min(cost, row[column] + 1, diagonal + 1)
        }
      }
      return row[right.count]
    }
    let groups = Setting.all.compactMap { setting in
      setting.path.firstIndex(of: ".").map { String(setting.path[..<$0]) }
    }
    let candidates = (Setting.all.map(\.path) + groups).map {
      ($0, distance(Array(path), Array($0)))
    }
    guard let best = candidates.min(by: { $0.1 < $1.1 }), best.1 <= max(2, path.count / 3) else {
      return nil
    }
    return best.0
  }
}
