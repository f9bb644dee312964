/// Planned operations by text and operation name, limited in number and memory. A plain value:
/// whoever shares it between threads locks it.
///
/// Two generations stand in for exact order of use: a find in the old one moves to the young one,
/// and when the young one is full it becomes the old one, whose rest is forgotten. Every step takes
/// constant time.
public struct OperationCache: Sendable {
  private struct Key: Hashable {
    var text: ByteKey
    var operationName: ByteKey?
  }

  private let capacity: Int
  private let byteCapacity: Int
  private var young: [Key: PlannedOperation] = [:]
  private var old: [Key: PlannedOperation] = [:]
  private var youngWeight = 0

  /// Makes an empty cache.
  ///
  /// - Parameters:
  ///   - capacity: how many operations it holds at most.
  ///   - byteCapacity: how much memory they take at most together, roughly, judged by their texts
  ///     and the numbers of their fields; an operation of more than a sixteenth of that is not
  ///     kept.
  public init(capacity: Int = 1_000, byteCapacity: Int = 64 << 20) {
    self.capacity = max(capacity, 2)
    self.byteCapacity = max(byteCapacity, 32)
  }

  /// How many operations it holds.
  public var count: Int { young.count + old.count }

  /// The operation for a text and a name, if it is there.
  public mutating func operation(text: String, operationName: String?) -> PlannedOperation? {
    let key = Key(text: ByteKey(text: text), operationName: operationName.map { ByteKey(text: $0) })
    if let found = young[key] { return found }
    guard let found = old.removeValue(forKey: key) else { return nil }
    insert(found, for: key)
    return found
  }

  /// Keeps an operation.
  public mutating func insert(
    _ operation: PlannedOperation, text: String, operationName: String?
  ) {
    guard weight(operation, text) <= byteCapacity / 16 else { return }
    let key = Key(text: ByteKey(text: text), operationName: operationName.map { ByteKey(text: $0) })
    old.removeValue(forKey: key)
    insert(operation, for: key)
  }

  private mutating func insert(_ operation: PlannedOperation, for key: Key) {
    let weight = weight(operation, key.text.text)
    if young.count >= capacity / 2 || youngWeight + weight > byteCapacity / 2 {
      old = young
      young = [:]
      youngWeight = 0
    }
    if young.updateValue(operation, forKey: key) == nil { youngWeight += weight }
  }

  private func weight(_ operation: PlannedOperation, _ text: String) -> Int {
    text.utf8.count * 32 + operation.fields.count * 512
  }

  /// Forgets everything, as when the schema changes.
  public mutating func removeAll() {
    young = [:]
    old = [:]
    youngWeight = 0
  }
}
