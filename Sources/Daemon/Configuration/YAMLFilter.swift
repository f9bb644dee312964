import GraphQL
import Yams

extension JSON {
  /// What a part of a YAML file says; nil where it is nested too deeply, or has an alias or a key that is no text.
  init?(_ node: Yams.Node, depth: Int = 0) {
    guard depth < 32 else { return nil }
    switch node {
    case .scalar(let scalar):
      guard scalar.style == .plain else {
        self = .string(scalar.string)
        return
      }
      if node.null != nil {
        self = .null
      } else if let value = node.bool {
        self = .bool(value)
      } else if let value = Int64(scalar.string) {
        self = .int(value)
      } else if let value = Double(scalar.string), value.isFinite {
        self = .double(value)
      } else {
        self = .string(scalar.string)
      }
    case .sequence(let sequence):
      var items: [JSON] = []
      for item in sequence {
        guard let item = JSON(item, depth: depth + 1) else { return nil }
        items.append(item)
      }
      self = .array(items)
    case .mapping(let mapping):
      var object = JSONObject()
      for (key, value) in mapping {
        guard let key = key.string, let value = JSON(value, depth: depth + 1) else { return nil }
        object.append(key: key, value: value)
      }
      self = .object(object)
    case .alias: return nil
    }
  }
}
