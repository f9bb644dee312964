public import Argo

/// Why the message of a peer was refused, or a message of our own can't be sent.
public enum PeerCodecError: Error, Hashable, Sendable {
  /// The payload is not the Argo message that it should be.
  case malformed(ArgoDecodingError)
  /// The kind of the message and its id don't go together; says how.
  case unexpected(String)
  /// What stands at a place of the message can't be; says where and why.
  case invalid(String, String)
}

extension PeerCodecError: CustomStringConvertible {
  /// The reason in a sentence.
  public var description: String {
    switch self {
    case .malformed(let error): "not a message of the peer schema: \(error)"
    case .unexpected(let what): what
    case .invalid(let place, let problem): "\(place): \(problem)"
    }
  }
}
