/// Holds operations to the limits that can be checked without a plan; each fragment is measured
/// once, so the work is proportional to the text.
final class OperationLimits {
  private let context: ValidationContext
  private var depths: [String: Measure] = [:]
  private var aliases = 0
  private var directives = 0

  /// How deep a selection set goes.
  private struct Measure {
    /// Fields inside one another.
    var fields = 0
    /// Fields inside one another that are lists in introspection, not yet beneath a field that
    /// begins it.
    var lists = 0
    /// Lists of introspection inside one another: each multiplies the size of the answer.
    var introspectionLists = 0
    /// Levels of fragments and fields, as a recursion would go through them.
    var levels = 0
  }

  init(_ context: ValidationContext) { self.context = context }

  /// Reports what exceeds a limit; returns whether the operations may be gone through by a
  /// recursion.
  func check() -> Bool {
    for fragment in context.document.fragments {
      count(fragment.selectionSet)
      directives += fragment.directives.count
    }
    for operation in context.document.operations {
      count(operation.selectionSet)
      directives += operation.directives.count
      directives += operation.variables.reduce(0) { $0 + $1.directives.count }
    }
    limit(aliases, context.limits.aliases, "aliases")
    limit(directives, context.limits.directives, "directives")
    var isBounded = true
    for operation in context.document.operations where !checkDepth(of: operation) {
      isBounded = false
    }
    return isBounded
  }

  private func limit(_ count: Int, _ most: Int, _ what: String) {
    guard count > most else { return }
    context.report("The document has \(count) \(what), more than \(most).", .limitExceeded, at: [])
  }

  private func checkDepth(of operation: OperationNode) -> Bool {
    let measure = measure(operation.selectionSet, spreads: 0)
    if measure.levels > context.limits.levels {
      context.report(
        "The operation has more than \(context.limits.levels) fields and fragments inside one "
          + "another.",
        .limitExceeded, at: [operation.location])
    } else if measure.fields > context.limits.depth {
      context.report(
        "The operation is \(measure.fields) fields deep, more than \(context.limits.depth).",
        .limitExceeded, at: [operation.location])
    }
    if measure.introspectionLists > context.limits.introspectionLists {
      context.report(
        "The operation asks for introspection of introspection: fields, interfaces, possible "
          + "types or input fields within each other.",
        .limitExceeded, at: [operation.location])
    }
    return measure.levels <= context.limits.levels
  }

  private func count(_ set: SelectionSetNode) {
    for selection in set.selections {
      switch selection {
      case .field(let node):
        if node.alias != nil { aliases += 1 }
        directives += node.directives.count
        if let set = node.selectionSet { count(set) }
      case .spread(let node): directives += node.directives.count
      case .inlineFragment(let node):
        directives += node.directives.count
        count(node.selectionSet)
      }
    }
  }

  private static let introspectionLists: Set<String> = [
    "fields", "interfaces", "possibleTypes", "inputFields",
  ]

  private func measure(_ set: SelectionSetNode, spreads: Int) -> Measure {
    var most = Measure()
    // A chain of spreads this long is refused anyway, for its levels.
    guard spreads <= context.limits.levels else {
      return Measure(levels: context.limits.levels + 1)
    }
    for selection in set.selections {
      var one: Measure
      switch selection {
      case .field(let node):
        one = node.selectionSet.map { measure($0, spreads: spreads) } ?? Measure()
        let name = node.name.value
        if name == "__schema" || name == "__type" {
          one.fields = (one.fields + 3) / 4
          one.introspectionLists = max(one.introspectionLists, one.lists)
          one.lists = 0
        } else if Self.introspectionLists.contains(name) {
          one.lists += 1
        }
        one.fields += 1
      case .inlineFragment(let node): one = measure(node.selectionSet, spreads: spreads)
      case .spread(let node):
        if let known = depths[node.name.value] {
          one = known
        } else if let fragment = context.fragments[node.name.value] {
          one = measure(fragment.selectionSet, spreads: spreads + 1)
          depths[node.name.value] = one
        } else {
          one = Measure()
        }
      }
      one.levels += 1
      most.fields = max(most.fields, one.fields)
      most.lists = max(most.lists, one.lists)
      most.introspectionLists = max(most.introspectionLists, one.introspectionLists)
      most.levels = max(most.levels, one.levels)
    }
    return most
  }
}
