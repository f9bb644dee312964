/// A small generator of random numbers from a seed (SplitMix64), so that every run of a test is the same.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The generator of a seed.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// Whether something happens that happens once in `count` times.
  public mutating func once(in count: Int) -> Bool {
    Int.random(in: 0..<count, using: &self) == 0
  }

  /// One of `choices`.
  public mutating func pick<Choices: Collection>(_ choices: Choices) -> Choices.Element {
    choices[
      choices.index(
        choices.startIndex, offsetBy: Int.random(in: 0..<choices.count, using: &self))]
  }
}
