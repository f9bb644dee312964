/// One of several writes that a client asks for at once; each stands alone.
public struct PushRow: Sendable, Hashable {
  /// By which the row can be sent again without being written again; nil for a row that is not remembered.
  public var key: String?
  /// The write.
  public var mutation: Mutation

  /// A row.
  public init(key: String? = nil, _ mutation: Mutation) {
    self.key = key
    self.mutation = mutation
  }

  /// A number that tells the contents of rows apart, whatever the order of fields in the schema: FNV-1a with 64 bits.
  public func fingerprint(type: TypeModel) -> UInt64 {
    var bytes: [UInt8] = []
    func append(_ text: String) {
      Varint.append(UInt64(text.utf8.count), to: &bytes)
      bytes.append(contentsOf: text.utf8)
    }
    append(mutation.kind.rawValue)
    append(type.name)
    append(mutation.id?.text ?? "")
    let names = mutation.fields.map { ($0, type.fields[$0.field].name) }
    for (assignment, name) in names.sorted(by: { UTF8Order.compare($0.1, $1.1) < 0 }) {
      append(name)
      PackedValues.append(assignment.value, to: &bytes)
    }
    if let base = mutation.base {
      append("\(base.updatedAt)")
      append(base.version.map(KnowledgeCoding.text) ?? "")
    }
    return Filter.fnv1a(bytes)
  }
}

/// What came of a row.
public enum PushOutcome: String, Sendable, Hashable, CaseIterable {
  /// It was written as asked for.
  case applied = "APPLIED"
  /// It was written, or parts of it, beside changes that the client had not seen.
  case merged = "MERGED"
  /// What it asks for is so already.
  case unchanged = "UNCHANGED"
  /// Nothing was written: it overlaps with a change that the client had not seen.
  case conflict = "CONFLICT"
  /// Nothing was written: it makes no sense, or there is no such document.
  case invalid = "INVALID"
}

/// What a node answers to a row.
public struct PushAnswer: Sendable, Hashable {
  /// The document.
  public var id: DocumentID
  /// What came of it.
  public var outcome: PushOutcome
  /// The document as the node has it now; nil where it has none.
  public var state: DocumentView?
  /// Why nothing was written; nil where something was.
  public var message: String?
  /// The two sides, and what was decided, where a row was merged just now.
  public var conflict: MergedConflict?

  /// Two sides, and what was decided.
  public struct MergedConflict: Sendable, Hashable {
    /// The two sides.
    public var info: ConflictInfo
    /// What was decided.
    public var decision: ConflictDecision

    /// A conflict.
    public init(info: ConflictInfo, decision: ConflictDecision) {
      self.info = info
      self.decision = decision
    }
  }

  /// An answer.
  public init(
    id: DocumentID, outcome: PushOutcome, state: DocumentView?, message: String? = nil,
    conflict: MergedConflict? = nil
  ) {
    self.id = id
    self.outcome = outcome
    self.state = state
    self.message = message
    self.conflict = conflict
  }
}
