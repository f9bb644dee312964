/// Finds the parts of a directed graph whose nodes reach one another (Tarjan 1972), without
/// recursion, in time proportional to the graph.
struct StronglyConnected<Node: Hashable> {
  private struct Mark {
    var index: Int
    var low: Int
    var isOpen: Bool
  }

  private struct Step {
    var node: Node
    var successors: [Node]
    var next = 0
  }

  private let successors: (Node) -> [Node]
  private var marks: [Node: Mark] = [:]
  private var open: [Node] = []
  private var cyclic: [[Node]] = []

  /// The components that contain a cycle, of all that can be reached from some nodes: those with
  /// several nodes, and single nodes that lead to themselves. The nodes of a component come in the
  /// order in which they were found.
  static func cycles(from roots: some Sequence<Node>, successors: @escaping (Node) -> [Node])
    -> [[Node]]
  {
    var search = StronglyConnected(successors: successors)
    for root in roots where search.marks[root] == nil { search.visit(root) }
    return search.cyclic
  }

  private init(successors: @escaping (Node) -> [Node]) { self.successors = successors }

  private mutating func enter(_ node: Node) -> Step {
    marks[node] = Mark(index: marks.count, low: marks.count, isOpen: true)
    open.append(node)
    return Step(node: node, successors: successors(node))
  }

  private mutating func visit(_ root: Node) {
    var steps = [enter(root)]
    while let step = steps.last {
      guard step.next < step.successors.count else {
        steps.removeLast()
        close(step)
        if let parent = steps.last { lower(parent.node, to: marks[step.node]?.low) }
        continue
      }
      steps[steps.count - 1].next += 1
      let node = step.successors[step.next]
      if let known = marks[node] {
        if known.isOpen { lower(step.node, to: known.index) }
      } else {
        steps.append(enter(node))
      }
    }
  }

  private mutating func lower(_ node: Node, to low: Int?) {
    guard let low, let mark = marks[node], low < mark.low else { return }
    marks[node]?.low = low
  }

  /// Takes a component off, if the node was the first of it.
  private mutating func close(_ step: Step) {
    guard let mark = marks[step.node], mark.low == mark.index,
      let start = open.lastIndex(of: step.node)
    else { return }
    let component = Array(open[start...])
    open.removeLast(component.count)
    for node in component { marks[node]?.isOpen = false }
    if component.count > 1 || step.successors.contains(step.node) { cyclic.append(component) }
  }
}
