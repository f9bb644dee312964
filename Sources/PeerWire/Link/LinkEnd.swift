/// How a link ended.
public enum LinkEnd: Hashable, Sendable {
  /// This side closed it.
  case byUs(Goodbye)
  /// The peer said goodbye.
  case byPeer(Goodbye)
  /// It failed.
  case failed(LinkError)
}

extension LinkEnd: CustomStringConvertible {
  /// One line for logs.
  public var description: String {
    switch self {
    case .byUs(let goodbye): "closed by this node: \(goodbye.text)"
    case .byPeer(let goodbye): "closed by the peer: \(goodbye.text)"
    case .failed(let error): "failed: \(error)"
    }
  }
}
