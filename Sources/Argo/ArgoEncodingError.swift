/// Why a value can't be written as the expected type. Paths are written like `data.hero.friends.2`.
public enum ArgoEncodingError: Error, Hashable, Sendable {
  /// The value is of another type than the wire type at the path expects.
  case typeMismatch(expected: String, path: String)
  /// A field that must be there is missing.
  case missingField(path: String)
  /// A value of fixed length has another length.
  case wrongLength(expected: Int, actual: Int, path: String)
  /// Self-describing values are nested deeper than ``ArgoLimits/maximumDepth``.
  case tooDeep(path: String)
  /// The `path` of an error doesn't lead to a place in the response.
  case invalidPath(path: String)
  /// A field error stands at its place although the header says ``ArgoModes/outOfBandFieldErrors``.
  case inlineError(path: String)
}

extension ArgoEncodingError: CustomStringConvertible {
  /// The reason in a sentence.
  public var description: String {
    switch self {
    case .typeMismatch(let expected, let path): "\(path) is not of type \(expected)"
    case .missingField(let path): "\(path) is missing"
    case .wrongLength(let expected, let actual, let path):
      "\(path) has \(actual) bytes instead of \(expected)"
    case .tooDeep(let path): "\(path) is nested too deeply"
    case .invalidPath(let path): "the path of the error \(path) leads nowhere"
    case .inlineError(let path): "\(path) holds errors, which must stand in the list of errors"
    }
  }
}
