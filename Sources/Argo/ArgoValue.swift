/// A value of a message as a tree, for those who do not stream.
///
/// Two values are equal if their bytes are; the order of an object's members counts.
public enum ArgoValue: Sendable {
  /// Nothing.
  case null
  /// A boolean.
  case boolean(Bool)
  /// An integer.
  case int(Int64)
  /// A floating-point number.
  case float(Double)
  /// A string.
  case string(String)
  /// A byte string.
  case bytes([UInt8])
  /// A list.
  case list([ArgoValue])
  /// An object, its members in order. Names are unique where it stands for a record.
  case object([Member])
  /// Null because of these errors, at the place where they stopped. Their paths, in the member `path`, begin here. Empty
  /// if the errors are elsewhere (``ArgoModes/outOfBandFieldErrors``).
  case fieldErrors([ArgoValue])

  /// A member of an object.
  public struct Member: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// Its value.
    public var value: ArgoValue

    /// Makes a member.
    public init(_ name: String, _ value: ArgoValue) {
      self.name = name
      self.value = value
    }

    /// Whether names and values have the same bytes.
    public static func == (left: Member, right: Member) -> Bool {
      left.name.hasSameBytes(as: right.name) && left.value == right.value
    }
  }

  /// The member of an object, or nil if there is none.
  public subscript(name: String) -> ArgoValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name.hasSameBytes(as: name) }?.value
  }
}

extension ArgoValue: Equatable {
  /// Whether both have the same bytes; not-a-number equals itself here.
  public static func == (left: ArgoValue, right: ArgoValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.boolean(let a), .boolean(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.float(let a), .float(let b)): a.bitPattern == b.bitPattern
    case (.string(let a), .string(let b)): a.hasSameBytes(as: b)
    case (.bytes(let a), .bytes(let b)): a == b
    case (.list(let a), .list(let b)): a == b
    case (.object(let a), .object(let b)): a == b
    case (.fieldErrors(let a), .fieldErrors(let b)): a == b
    case (.null, _), (.boolean, _), (.int, _), (.float, _), (.string, _), (.bytes, _), (.list, _),
      (.object, _), (.fieldErrors, _):
      false
    }
  }
}

extension String {
  /// Whether the UTF-8 is the same; `==` also says so of different bytes that look alike.
  func hasSameBytes(as other: String) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }
}
