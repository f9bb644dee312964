/// An event of a run, in a window that was asked for (``RunOptions/traceWindow``).
public struct TraceLine: Sendable, Hashable, Codable {
  /// The number of the event, counted from 1.
  public var number: Int
  /// When it was.
  public var time: VirtualTime
  /// What it was, in a few words, which may differ between equal runs: only numbers, times and hashes are to be compared.
  public var text: String
  /// What came of it, as a story tells it.
  public var details: [String]
  /// The trace hash after it.
  public var hash: UInt64

  /// Whether the event went the same way in another run.
  public func agrees(with other: TraceLine) -> Bool {
    number == other.number && time == other.time && hash == other.hash
  }

  /// The most characters of ``text``.
  static let width = 160
}

extension TraceLine {
  /// Where two traces of the same window part, in lines for people: some events before, then the event on both sides.
  public static func difference(_ here: [TraceLine], _ there: [TraceLine]) -> [String] {
    let common = zip(here, there).prefix { $0.agrees(with: $1) }.count
    guard common < max(here.count, there.count) else {
      return ["the same seeds, run once more, went the same way: what differs is not always there"]
    }
    let context = here[max(common - 3, 0)..<common].flatMap { $0.lines("both") }
    return context + (here.dropFirst(common).first?.lines("here") ?? ["here: the run is over"])
      + (there.dropFirst(common).first?.lines("there") ?? ["there: the run is over"])
  }

  private func lines(_ side: String) -> [String] {
    let digits = String(hash, radix: 16)
    return ["\(side): event \(number) at \(time), hash \(digits) after it: \(text)"]
      + details.map { "  \($0)" }
  }
}
