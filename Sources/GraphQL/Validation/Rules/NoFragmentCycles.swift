/// Fragments don't spread themselves, directly or through others (section 5.5.2.2).
final class NoFragmentCycles {
  private let context: ValidationContext
  private var done: Set<String> = []
  /// Whether there is a cycle.
  private(set) var found = false

  init(_ context: ValidationContext) { self.context = context }

  func report() {
    for fragment in context.document.fragments { walk(from: fragment.name.value) }
  }

  /// Goes through all fragments that can be reached, without recursion: chains can be long.
  private func walk(from start: String) {
    struct Step {
      var name: String
      var next = 0
      var spread: FragmentSpreadNode?
    }
    guard done.insert(start).inserted else { return }
    var stack = [Step(name: start)]
    var open = [start: 0]
    while let step = stack.last {
      let spreads = context.fragmentScopes[step.name]?.spreads ?? []
      guard step.next < spreads.count else {
        open[step.name] = nil
        stack.removeLast()
        continue
      }
      stack[stack.count - 1].next += 1
      let spread = spreads[step.next]
      let name = spread.name.value
      if let index = open[name] {
        found = true
        let way = stack[(index + 1)...]
        let via = way.map { "\"\($0.name)\"" }.joined(separator: ", ")
        context.report(
          "Cannot spread fragment \"\(name)\" within itself" + (via.isEmpty ? "." : " via \(via)."),
          at: way.compactMap { $0.spread?.location } + [spread.location])
      } else if done.insert(name).inserted, context.fragments[name] != nil {
        open[name] = stack.count
        stack.append(Step(name: name, spread: spread))
      }
    }
  }
}
