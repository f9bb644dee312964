import Documents
import Replication

/// What led to a failure, in lines for people; kept only where a failure is told.
struct Story {
  /// What the story is about: the failure of an earlier run of the same seed.
  let failure: SimulationFailure
  /// What was last seen of the replicas.
  var observations: [ReplicaID: Observation] = [:]
  /// What the replicas are called.
  private var names: [ReplicaID: String] = [:]
  private var lines: [String] = []
  /// How many lines were dropped from the beginning.
  private var dropped = 0

  /// How many lines are told.
  private let length: Int
  /// How many characters a line has at most.
  private let width: Int
  /// Whether everything is told, whatever the failure is about.
  private let isWhole: Bool

  /// What fits on a screen, with the command and the failure itself.
  private static let screen = (lines: 34, characters: 160)

  /// What was last seen of a replica.
  struct Observation {
    /// After how many batches of its node.
    var batches: UInt64?
    /// What it knew.
    var knowledge = Knowledge()
    /// What the document in question was there; nil if it had none.
    var document: String?
  }

  /// The story of a failure: everything that happened, in so many lines, or what it is about, in what fits on a screen.
  init(about failure: SimulationFailure, lines: Int? = nil) {
    self.failure = failure
    length = lines ?? Self.screen.lines
    width = lines == nil ? Self.screen.characters : .max
    isWhole = lines != nil
  }

  /// The name of a replica: its node's, with a letter if it is not the first replica of the node.
  mutating func meet(_ replica: ReplicaID, at node: String) -> String {
    if let name = names[replica] { return name }
    let others = names.values.count {
      $0.hasPrefix(node) && !($0.dropFirst(node.count).first?.isNumber ?? false)
    }
    let name =
      others == 0 ? node : "\(node)\(Unicode.Scalar(UInt8(ascii: "a") + UInt8(min(others, 25))))"
    names[replica] = name
    return name
  }

  /// Notes something that is about nodes, and about documents: nil is all of them, and what is about no document at all is noise.
  mutating func note(
    _ time: VirtualTime, nodes: [Int], documents: [String]?, _ line: String
  ) {
    if isWhole {
      return add("\(time.readable)  \(line)")
    }
    if let documents, let document = failure.document {
      guard documents.contains(document) else { return }
    } else if !failure.nodes.isEmpty, !nodes.isEmpty {
      guard nodes.contains(where: failure.nodes.contains) else { return }
    }
    if documents?.isEmpty ?? false {
      switch failure.checker {
      case .quiet, .boundedQueues: break  // About just that.
      default: return
      }
    }
    add("\(time.readable)  \(line)")
  }

  private mutating func add(_ line: String) {
    lines.append(line)
    if lines.count > 4 * length {
      lines.removeFirst(2 * length)
      dropped += 2 * length
    }
  }

  /// The last lines.
  var end: [String] {
    let omitted = dropped + lines.count - length
    let last = lines.suffix(length).map { line in
      let text = readable(line)
      return text.count > width ? "\(text.prefix(width - 1))…" : text
    }
    return omitted > 0
      ? ["… \(omitted) earlier line\(omitted == 1 ? " is" : "s are") left out"] + last : last
  }

  /// A text with the names of replicas for their ids, and with times since the beginning for readings of clocks.
  func readable(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let first = rest.first {
      let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
      if word.isEmpty {
        result.append(first)
        rest.removeFirst()
      } else {
        result += replacement(for: word) ?? String(word)
        rest.removeFirst(word.count)
      }
    }
    return result
  }

  private func replacement(for word: Substring) -> String? {
    switch word.utf8.count {
    case 16: return ReplicaID(String(word)).flatMap { names[$0] }
    case 13:
      guard let reading = Int64(word), abs(reading - SimulatedClock.epoch) < 30 * 86_400_000 else {
        return nil
      }
      return VirtualTime.milliseconds(reading - SimulatedClock.epoch).readable
    default: return nil
    }
  }
}

extension VirtualTime {
  /// Seconds with three digits behind the point, and an `s`.
  fileprivate var readable: String {
    let fraction = String(abs(milliseconds) % 1_000)
    let zeros = String(repeating: "0", count: 3 - fraction.utf8.count)
    return "\(milliseconds < 0 ? "-" : "")\(abs(milliseconds) / 1_000).\(zeros)\(fraction)s"
  }
}
