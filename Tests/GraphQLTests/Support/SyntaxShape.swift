@testable import GraphQL

/// A syntax tree as text without the places and numbers of its nodes: equal for texts that mean the
/// same.
func shape(of node: Any) -> String {
  switch node {
  case is Location: return ""
  case let text as String: return text.debugDescription
  case let number as Int: return String(number)
  default: break
  }
  let mirror = Mirror(reflecting: node)
  let title = mirror.displayStyle == .enum && mirror.children.isEmpty ? "\(node)" : ""
  let parts = mirror.children.filter { $0.label != "id" && !($0.value is Location) }
    .map { child in (child.label.map { "\($0):" } ?? "") + shape(of: child.value) }
  return title + "(" + parts.joined(separator: " ") + ")"
}
