/// What happened in a run, as far as a picture of it needs it. A simulation fills it where it is asked for.
public struct RunRecording: Sendable, Hashable {
  /// The names of the nodes, in order.
  public var nodes: [String] = []
  /// What lasted for a while.
  public var spans: [Span] = []
  /// What happened at a moment.
  public var instants: [Instant] = []
  /// What travelled from node to node.
  public var flights: [Flight] = []
  /// When faults and writes stopped; nil if the run did not come that far.
  public var faultsStopped: VirtualTime?
  /// When all nodes knew and held the same; nil if the run did not come that far.
  public var converged: VirtualTime?
  /// When the run ended.
  public var end = VirtualTime.zero
  /// How many things were left out because there were too many.
  public var omitted = 0

  /// The most spans, instants and flights, each, that are kept.
  public static let limit = 20_000

  /// Nothing happened yet.
  public init() {}

  /// Something that lasted.
  public struct Span: Sendable, Hashable {
    /// What it was.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
      /// The node was down.
      case down
      /// The node ran, but did nothing.
      case stalled
      /// The disk of the node failed, was full, or lied.
      case diskFault = "disk-fault"
      /// Nothing came through from `node` to `other`.
      case blocked
      /// A link between `node` and `other` was up.
      case link
    }

    /// What it was.
    public var kind: Kind
    /// Which node, counted from 0.
    public var node: Int
    /// The other node, where there are two.
    public var other: Int?
    /// From when.
    public var start: VirtualTime
    /// Until when; nil: until the end of the run.
    public var end: VirtualTime?

    /// A span.
    public init(
      _ kind: Kind, node: Int, other: Int? = nil, start: VirtualTime, end: VirtualTime? = nil
    ) {
      self.kind = kind
      self.node = node
      self.other = other
      self.start = start
      self.end = end
    }
  }

  /// Something that happened at a moment.
  public struct Instant: Sendable, Hashable {
    /// What it was.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
      /// A client's write was stored.
      case write
      /// A client's write was refused.
      case refusal
      /// The node crashed.
      case crash
      /// The node started.
      case start
      /// The node was put back to an older state of its disk.
      case restore
      /// The wall clock of the node stepped.
      case clockStep = "clock-step"
      /// The node took up changes from others.
      case merge
      /// Somebody altered the bytes on a link of the node.
      case tampering
    }

    /// What it was.
    public var kind: Kind
    /// At which node, counted from 0.
    public var node: Int
    /// When.
    public var time: VirtualTime
    /// What a person may want to know: the document, the amount.
    public var detail: String

    /// An instant.
    public init(_ kind: Kind, node: Int, time: VirtualTime, detail: String = "") {
      self.kind = kind
      self.node = node
      self.time = time
      self.detail = detail
    }
  }

  /// A page of changes on its way from one node to another.
  public struct Flight: Sendable, Hashable {
    /// From which node, counted from 0.
    public var from: Int
    /// To which node.
    public var to: Int
    /// When it was sent.
    public var sent: VirtualTime
    /// When it arrived; nil if it was lost, or the run ended before.
    public var arrived: VirtualTime?
    /// How many rows were in it; 0 for a page that only says what may be claimed.
    public var rows: Int

    /// A flight.
    public init(
      from: Int, to: Int, sent: VirtualTime, arrived: VirtualTime? = nil, rows: Int
    ) {
      self.from = from
      self.to = to
      self.sent = sent
      self.arrived = arrived
      self.rows = rows
    }
  }
}
