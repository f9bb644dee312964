/// Random numbers keyed by (seed, stream, index): each decision of a run draws from a generator of its own, so leaving one
/// decision out does not change what the others draw (DESIGN section 12).
struct KeyedRandom: RandomNumberGenerator, Sendable {
  /// What a decision is about.
  enum Stream: UInt64, Sendable {
    case mesh = 1
    case clocks, topology, swarm, schema, keys
    case replica, batch, snapshot, latency, dial, wire
    case burst, write, reader, readerStep, offline
    case fault, join, audit, damage
    case scope
  }

  private var state: UInt64

  /// The generator of a decision.
  init(seed: UInt64, _ stream: Stream, _ index: UInt64 = 0, _ part: UInt64 = 0) {
    state = Self.mixed(seed &+ 0x9E37_79B9_7F4A_7C15)
    state = Self.mixed(state ^ stream.rawValue &* 0xD6E8_FEB8_6659_FD93)
    state = Self.mixed(state ^ index &* 0xA076_1D64_78BD_642F)
    state = Self.mixed(state ^ part &* 0xE703_7ED1_A0B4_28DB)
  }

  /// The next 64 bits (SplitMix64).
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  private static func mixed(_ bits: UInt64) -> UInt64 {
    var bits = bits
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A number of at least 0 and below 1.
  mutating func fraction() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// Whether something happens that has this probability.
  mutating func chance(_ probability: Double) -> Bool {
    fraction() < probability
  }

  /// A number of at least 0 and below `count`, which is 1 or more.
  mutating func below(_ count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(max(count, 1))).high)
  }

  /// One of `choices`, which are not empty.
  mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[below(choices.count)]
  }

  /// A time between two, both included.
  mutating func time(_ low: VirtualTime, _ high: VirtualTime) -> VirtualTime {
    let span = max(high.microseconds - low.microseconds, 0)
    return VirtualTime(microseconds: low.microseconds + Int64(below(Int(span) + 1)))
  }
}
