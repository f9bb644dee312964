/// Per replica, a timestamp up to which everything is known; a replica without an entry stands at ``Timestamp/zero``.
///
/// As a replica's knowledge an entry says: every write of that replica up to the timestamp is held here, or superseded by
/// something held. The same map serves as what the writer of a stamp had seen, and as the version vector of a document.
/// Entries are kept in order of replica, so equal maps are equal values and have equal encodings.
public struct Knowledge: Sendable, Hashable {
  /// The entries in ascending order of replica; none is zero.
  public private(set) var entries: [Version]

  /// Nothing is known.
  public init() {
    entries = []
  }

  /// The highest of `versions` for each replica, in any order.
  public init(_ versions: some Sequence<Version>) {
    entries = []
    for version in versions { raise(version) }
  }

  /// Whether nothing is known.
  public var isEmpty: Bool { entries.isEmpty }

  /// The entry of `replica`.
  public subscript(replica: ReplicaID) -> Timestamp {
    let index = position(of: replica)
    guard index < entries.count, entries[index].replica == replica else { return .zero }
    return entries[index].timestamp
  }

  /// Whether `version` is known.
  public func covers(_ version: Version) -> Bool {
    version.timestamp <= self[version.replica]
  }

  /// Whether every entry of `other` is known here.
  public func covers(_ other: Knowledge) -> Bool {
    other.entries.allSatisfy(covers)
  }

  /// Raises the entry of the version's replica to its timestamp, if that is higher.
  public mutating func raise(_ version: Version) {
    guard version.timestamp > .zero else { return }
    let index = position(of: version.replica)
    guard index < entries.count, entries[index].replica == version.replica else {
      return entries.insert(version, at: index)
    }
    if version.timestamp > entries[index].timestamp { entries[index] = version }
  }

  /// Joins: each entry becomes the higher of the two.
  public mutating func join(_ other: Knowledge) {
    if entries.isEmpty {
      entries = other.entries
    } else {
      for version in other.entries { raise(version) }
    }
  }

  /// The join of both.
  public func joined(with other: Knowledge) -> Knowledge {
    var result = self
    result.join(other)
    return result
  }

  /// Each entry lowered to at most that of `other`; what `other` has no entry for is gone.
  public func lowered(to other: Knowledge) -> Knowledge {
    var result = Knowledge()
    for version in entries {
      let timestamp = min(version.timestamp, other[version.replica])
      result.append(Version(timestamp: timestamp, replica: version.replica))
    }
    return result
  }

  /// Without the entry of `replica`.
  public func without(_ replica: ReplicaID) -> Knowledge {
    var result = self
    result.remove(replica)
    return result
  }

  /// Takes the entry of `replica` away.
  public mutating func remove(_ replica: ReplicaID) {
    let index = position(of: replica)
    if index < entries.count, entries[index].replica == replica { entries.remove(at: index) }
  }

  /// The greatest timestamp of all entries.
  public var greatestTimestamp: Timestamp {
    entries.reduce(.zero) { max($0, $1.timestamp) }
  }

  /// Adds an entry behind all others, unless it is zero.
  private mutating func append(_ version: Version) {
    if version.timestamp > .zero { entries.append(version) }
  }

  /// Where the entry of `replica` is or would be.
  private func position(of replica: ReplicaID) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].replica < replica { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Knowledge: CustomStringConvertible {
  /// `{replica: timestamp, …}`.
  public var description: String {
    "{" + entries.map { "\($0.replica): \($0.timestamp)" }.joined(separator: ", ") + "}"
  }
}
