/// The entries of a JSON object in order. Keys are compared by their UTF-8 bytes, one by one from
/// the front, which suits the few keys that objects in requests have.
public struct JSONObject: Sendable {
  /// The entries in order; no key twice.
  public private(set) var entries: [(key: String, value: JSON)]

  /// An object without entries.
  public init() { entries = [] }

  /// An object of the given entries; a key that comes again replaces the value that it had.
  public init(_ entries: some Sequence<(String, JSON)>) {
    self.init()
    for (key, value) in entries { self[key] = value }
  }

  /// An object of entries that are known to have distinct keys.
  init(distinct entries: [(key: String, value: JSON)]) { self.entries = entries }

  /// The value of a key. Setting `nil` removes the entry; a new key goes to the end.
  public subscript(key: String) -> JSON? {
    get { entries.first { sameBytes($0.key, key) }?.value }
    set {
      if let index = entries.firstIndex(where: { sameBytes($0.key, key) }) {
        if let newValue { entries[index].value = newValue } else { entries.remove(at: index) }
      } else if let newValue {
        entries.append((key, newValue))
      }
    }
  }

  /// Adds an entry whose key is known not to be there yet; constant time.
  public mutating func append(key: String, value: JSON) { entries.append((key, value)) }

  /// The keys in order.
  public var keys: [String] { entries.map(\.key) }
}

extension JSONObject: RandomAccessCollection {
  /// The index of the first entry.
  public var startIndex: Int { 0 }
  /// The number of entries.
  public var endIndex: Int { entries.count }
  /// The entry at an index.
  public subscript(index: Int) -> (key: String, value: JSON) { entries[index] }
}

extension JSONObject: Hashable {
  /// Whether both have the same entries in the same order.
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.entries.count == right.entries.count
      && zip(left.entries, right.entries).allSatisfy {
        sameBytes($0.key, $1.key) && $0.value == $1.value
      }
  }

  /// Feeds all keys and values.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(entries.count)
    for (key, value) in entries {
      hashBytes(of: key, into: &hasher)
      hasher.combine(value)
    }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object with its entries in the order of the literal.
  public init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}
