/// How a run is made, beside its scenario and seed.
public struct RunOptions: Sendable, Hashable {
  /// Whether what happens is recorded to be shown.
  public var isRecorded: Bool
  /// The mistake that is made on purpose, if any.
  public var sabotage: Sabotage?

  /// A run with these options.
  public init(isRecorded: Bool = false, sabotage: Sabotage? = nil) {
    self.isRecorded = isRecorded
    self.sabotage = sabotage
  }
}
