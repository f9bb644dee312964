/// How a run is made, beside its scenario and seed.
public struct RunOptions: Sendable, Hashable {
  /// Whether what happens is recorded to be shown.
  public var isRecorded: Bool
  /// The numbers of the events, counted from 1, of which the outcome has a ``TraceLine`` each; nil for none.
  public var traceWindow: Range<Int>?
  /// The mistake that is made on purpose, if any.
  public var sabotage: Sabotage?
  /// How many lines the story of a failure has, of all that happened; nil for what it is about, as much as fits on a screen.
  public var storyLines: Int?

  /// A run with these options.
  public init(
    isRecorded: Bool = false, traceWindow: Range<Int>? = nil, sabotage: Sabotage? = nil,
    storyLines: Int? = nil
  ) {
    self.isRecorded = isRecorded
    self.traceWindow = traceWindow
    self.sabotage = sabotage
    self.storyLines = storyLines
  }
}
