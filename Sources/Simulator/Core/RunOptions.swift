/// How a run is made, beside its scenario and seed.
public struct RunOptions: Sendable, Hashable {
  /// Whether what happens is recorded to be shown.
  public var isRecorded: Bool

  /// A run with these options.
  public init(isRecorded: Bool = false) {
    self.isRecorded = isRecorded
  }
}
