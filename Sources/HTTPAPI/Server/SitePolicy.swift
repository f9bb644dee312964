/// From where requests are taken (DESIGN section 14): what a page of another site makes a browser send is turned away, unless the site is
/// allowed; and so is a request to a name that was rebound to this machine.
struct SitePolicy: Sendable, Hashable {
  /// Whether only this machine can reach the server: then a `Host` must be this machine.
  let servesLoopback: Bool
  /// Further names that `Host` may have, in small letters, without ports.
  let hosts: Set<String>
  /// The origins of other sites whose pages may ask, in small letters; `*` for all.
  let origins: Set<String>

  init(servesLoopback: Bool, hosts: [String] = [], origins: [String] = []) {
    self.servesLoopback = servesLoopback
    self.hosts = Set(hosts.map { $0.lowercased() })
    self.origins = Set(origins.map { $0.lowercased() })
  }

  /// What is to be done with a request.
  enum Verdict: Sendable, Hashable {
    /// It is of no site, or of the server's own.
    case own
    /// It is of a page of a site that is allowed.
    case allowed(origin: String)
    /// It is turned away, for a reason.
    case refused(String)
  }

  /// Judges a request by its headers.
  /// - Parameter site: `Sec-Fetch-Site`, by which a browser tells of a request without `Origin`, as for an image.
  func verdict(authority: String?, origin: String?, site: String?) -> Verdict {
    let authority = (authority ?? "").lowercased()
    let host = String(Loopback.host(of: authority))
    let isKnown = servesLoopback ? Loopback.contains(host) : hosts.isEmpty
    guard isKnown || hosts.contains(host) else {
      return .refused(
        servesLoopback
          ? "this node serves only loopback; the Host \(authority) is not that"
          : "the Host \(authority) is not one of http.hosts")
    }
    if let origin {
      let origin = origin.lowercased()
      if origin == "http://\(authority)" || origin == "https://\(authority)" { return .own }
      if origins.contains(origin) || origins.contains("*") { return .allowed(origin: origin) }
      return .refused("requests from pages of \(origin) are not allowed; http.cors can allow them")
    }
    switch site?.lowercased() {
    case "cross-site", "same-site":
      return .refused("requests from pages of other sites are not allowed without an Origin")
    default: return .own
    }
  }
}
