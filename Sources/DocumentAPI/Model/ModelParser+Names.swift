import Documents
import GraphQL

extension ModelParser {
  /// Checks that model types can be told apart in a store, and that no generated name is there twice.
  mutating func checkNames(of types: [TypeModel]) {
    var folded: [String: String] = [:]
    for type in types {
      if let other = folded[type.name.lowercased()] {
        report(
          "the types \(other) and \(type.name) differ in nothing but case; rename one",
          location(of: type.name))
      }
      folded[type.name.lowercased()] = type.name
    }
    guard folded.count == types.count else { return }
    var owners: [String: String] = [:]
    for name in GeneratedNames.shared { owners[name] = "the API itself" }
    for name in names { owners[name] = "the type \(name)" }
    for name in GeneratedNames.shared where declarations[name] != nil {
      report("the name \(name) is used by the API itself; rename the type", location(of: name))
    }
    for type in types { claim(GeneratedNames.types(of: type), for: type.name, &owners) }
    for name in names where declarations[name]?.node.kind == .enum {
      claim(GeneratedNames.types(ofEnum: name), for: name, &owners)
    }
    var operations: [String: String] = [:]
    for type in types {
      let names = GeneratedNames.operations(of: type)
      if let name = names.first(where: { operations[$0] != nil }), let other = operations[name] {
        report(
          "\(type.name) and \(other) both need the operation \(name); rename one, or give one another plural with @model(plural: \"…\")",
          location(of: type.name))
      }
      for name in names { operations[name] = type.name }
    }
  }

  private mutating func claim(
    _ generated: [String], for name: String, _ owners: inout [String: String]
  ) {
    for generated in generated {
      if let other = owners[generated] {
        report(
          "\(name) needs the name \(generated) for a generated type, but it is taken by \(other); rename one",
          location(of: name))
      }
      owners[generated] = "the type \(name)"
    }
  }

  private func location(of name: String) -> Location {
    declarations[name]?.node.name.location ?? Location(line: 1, column: 1)
  }
}
