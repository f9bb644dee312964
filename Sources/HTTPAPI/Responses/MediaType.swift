/// The media types of responses.
enum MediaType: String, Sendable, CaseIterable {
  case graphQLResponse = "application/graphql-response+json"
  case json = "application/json"
  case argo = "application/argo"
  case eventStream = "text/event-stream"

  /// The value of the header `Content-Type`.
  var contentType: String {
    switch self {
    case .graphQLResponse, .json: rawValue + "; charset=utf-8"
    case .argo, .eventStream: rawValue
    }
  }

  /// What a client accepts of `offered`, by quality and then in the order of `offered`; nil if nothing. No header accepts anything.
  static func negotiate(accept: String?, offered: [MediaType]) -> MediaType? {
    guard let accept, !accept.allSatisfy({ $0 == " " }) else { return offered.first }
    let ranges = accept.split(separator: ",").prefix(64).map { Range($0) }
    let best = offered.enumerated().compactMap { index, type -> (quality: Double, index: Int)? in
      // The most specific range that fits decides.
      let fitting = ranges.filter { $0.fits(type) }.max { $0.specificity < $1.specificity }
      guard let quality = fitting?.quality, quality > 0 else { return nil }
      return (quality, index)
    }
    .max { ($0.quality, -$0.index) < ($1.quality, -$1.index) }
    return best.map { offered[$0.index] }
  }

  /// One media range of an `Accept` header.
  private struct Range {
    let name: String
    let quality: Double

    init(_ text: Substring) {
      let parts = text.split(separator: ";").map {
        $0.filter { $0 != " " && $0 != "\t" }.lowercased()
      }
      name = parts.first ?? ""
      let parameter = parts.dropFirst().first { $0.hasPrefix("q=") }
      quality = parameter.flatMap { Double($0.dropFirst(2)) } ?? 1
    }

    func fits(_ type: MediaType) -> Bool {
      name == type.rawValue || name == "*/*"
        || (name.hasSuffix("/*") && type.rawValue.hasPrefix(name.dropLast(1)))
    }

    var specificity: Int { name == "*/*" ? 0 : name.hasSuffix("/*") ? 1 : 2 }
  }
}
