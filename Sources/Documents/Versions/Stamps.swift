/// The stamps of a document's slots, in groups: most documents have one stamp for everything.
///
/// The groups stand in the order of the slots that first use them, and each is used, so equal stamps are equal values.
public struct Stamps: Sendable, Hashable {
  /// The distinct stamps.
  public private(set) var groups: [Stamp]
  /// For each slot the index of its group, or `unstamped`. No unstamped slot at the end.
  private var assignment: [UInt16]

  private static let unstamped = UInt16.max

  /// No slot is stamped.
  public init() {
    groups = []
    assignment = []
  }

  /// The first `slotCount` slots have one stamp.
  public init(uniform stamp: Stamp, slotCount: Int) {
    groups = slotCount > 0 ? [stamp] : []
    assignment = Array(repeating: 0, count: slotCount)
  }

  /// One stamp or none a slot.
  public init(slots: some Sequence<Stamp?>) {
    self.init()
    for (index, stamp) in slots.enumerated() {
      if let stamp { append(stamp, at: index) }
    }
  }

  /// One more than the greatest stamped slot.
  public var slotCount: Int { assignment.count }

  /// Whether all slots up to the last have the same stamp.
  public var isUniform: Bool { groups.count == 1 && !assignment.contains(Self.unstamped) }

  /// The stamp of a slot; nil if nobody ever wrote it.
  public subscript(slot: Slot) -> Stamp? {
    group(of: slot).map { groups[$0] }
  }

  /// The index in ``groups`` of the stamp of a slot.
  public func group(of slot: Slot) -> Int? {
    guard slot.index < assignment.count, assignment[slot.index] != Self.unstamped else {
      return nil
    }
    return Int(assignment[slot.index])
  }

  /// The greatest version of all slots; ``Timestamp/zero`` of replica 0 if there is none.
  public var greatestVersion: Version {
    var greatest = Version(timestamp: .zero, replica: ReplicaID(bits: 0))
    for stamp in groups { greatest = max(greatest, stamp.version) }
    return greatest
  }

  /// The highest version for each replica: the origin index, and `_version` at the API.
  public var versionVector: Knowledge { Knowledge(groups.lazy.map(\.version)) }

  /// Whether `knowledge` covers every version here.
  public func areCovered(by knowledge: Knowledge) -> Bool {
    groups.allSatisfy { knowledge.covers($0.version) }
  }

  /// Adds the stamp of a slot behind all stamped ones.
  private mutating func append(_ stamp: Stamp, at slot: Int) {
    while assignment.count < slot { assignment.append(Self.unstamped) }
    if let index = groups.firstIndex(of: stamp) {
      assignment.append(UInt16(index))
    } else {
      assignment.append(UInt16(groups.count))
      groups.append(stamp)
    }
  }
}
