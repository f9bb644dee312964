/// A sorted map in chunks: look-ups and changes take a binary search and the move of one chunk's rest; iteration from any
/// place costs what it passes over. A copy shares all chunks until one side changes them.
struct SortedTable<Key: Comparable & Sendable, Value: Sendable>: Sendable {
  /// A key with its value.
  struct Entry: Sendable {
    let key: Key
    var value: Value
  }

  /// Where an entry stands; valid until the next change.
  struct Position {
    fileprivate(set) var chunk: Int
    fileprivate(set) var index: Int
  }

  /// In order; none is empty, none has more than ``chunkCapacity`` entries.
  private var chunks: [[Entry]] = []
  /// How many entries there are.
  private(set) var count = 0

  private static var chunkCapacity: Int { 128 }

  /// The value of a key.
  subscript(key: Key) -> Value? {
    let position = position(from: key)
    guard let entry = entry(at: position), entry.key == key else { return nil }
    return entry.value
  }

  /// The entry with the greatest key.
  var last: Entry? { chunks.last?.last }

  /// The entry at a position; nil behind the last one.
  func entry(at position: Position) -> Entry? {
    position.chunk < chunks.count ? chunks[position.chunk][position.index] : nil
  }

  /// The first entry of all.
  var start: Position { Position(chunk: 0, index: 0) }

  /// The first entry whose key is not below `key`.
  func position(from key: Key) -> Position {
    position { $0 < key }
  }

  /// The first entry whose key is above `key`.
  func position(behind key: Key) -> Position {
    position { !(key < $0) }
  }

  /// The last entry whose key is below `key`.
  func last(before key: Key) -> Entry? {
    var position = position(from: key)
    if position.index > 0 {
      position.index -= 1
    } else if position.chunk > 0 {
      position.chunk -= 1
      position.index = chunks[position.chunk].count - 1
    } else {
      return nil
    }
    return entry(at: position)
  }

  /// Moves on by one entry.
  func advance(_ position: inout Position) {
    position.index += 1
    if position.index == chunks[position.chunk].count {
      position.chunk += 1
      position.index = 0
    }
  }

  /// Sets the value of a key, and returns the one that it had.
  @discardableResult
  mutating func set(_ key: Key, to value: Value) -> Value? {
    let position = position(from: key)
    if let entry = entry(at: position), entry.key == key {
      chunks[position.chunk][position.index].value = value
      return entry.value
    }
    count += 1
    insert(Entry(key: key, value: value), before: position)
    return nil
  }

  /// Takes a key away, and returns the value that it had.
  @discardableResult
  mutating func remove(_ key: Key) -> Value? {
    let position = position(from: key)
    guard let entry = entry(at: position), entry.key == key else { return nil }
    count -= 1
    if chunks[position.chunk].count == 1 {
      chunks.remove(at: position.chunk)
    } else {
      chunks[position.chunk].remove(at: position.index)
    }
    return entry.value
  }

  /// Inserts an entry before a position, behind the chunk before it where there is one and the position begins a chunk.
  private mutating func insert(_ entry: Entry, before position: Position) {
    guard !chunks.isEmpty else { return chunks.append([entry]) }
    var chunk = position.chunk
    var index = position.index
    if index == 0, chunk > 0 {
      chunk -= 1
      index = chunks[chunk].count
    }
    if chunks[chunk].count == Self.chunkCapacity {
      if index == Self.chunkCapacity {
        return chunks.insert([entry], at: chunk + 1)
      }
      let middle = Self.chunkCapacity / 2
      chunks.insert(Array(chunks[chunk][middle...]), at: chunk + 1)
      chunks[chunk].removeSubrange(middle...)
      if index > middle {
        chunk += 1
        index -= middle
      }
    }
    chunks[chunk].insert(entry, at: index)
  }

  /// The first entry whose key is not `before` the place that is sought.
  private func position(_ before: (Key) -> Bool) -> Position {
    var low = 0
    var high = chunks.count
    while low < high {
      let middle = (low + high) / 2
      if before(chunks[middle][chunks[middle].count - 1].key) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    let chunk = low
    guard chunk < chunks.count else { return Position(chunk: chunk, index: 0) }
    low = 0
    high = chunks[chunk].count
    while low < high {
      let middle = (low + high) / 2
      if before(chunks[chunk][middle].key) { low = middle + 1 } else { high = middle }
    }
    return Position(chunk: chunk, index: low)
  }
}
