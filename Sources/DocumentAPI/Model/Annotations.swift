import GraphQL

/// Annotations in descriptions, as GraphQLCRUD has them: `""" @model(delete: false) """`.
///
/// An annotation stands at the beginning of a line, or behind another one; what is left of the description describes.
enum Annotations {
  /// A description taken apart.
  struct Result {
    /// What remains for people; nil if nothing does.
    var description: String?
    /// The annotations, all with the location that was given.
    var directives: [DirectiveNode] = []
    /// What is wrong with annotations.
    var problems: [String] = []
  }

  /// Takes the annotations with the given names out of a description.
  static func parse(_ description: String?, names: Set<String>, at location: Location) -> Result {
    var result = Result()
    guard let description else { return result }
    var lines: [String] = []
    var rest = Substring(description)
    while true {
      rest = rest.drop { $0 == " " || $0 == "\t" || $0.isNewline }
      guard !rest.isEmpty else { break }
      if let annotation = Annotation(rest, names: names) {
        result.add(annotation, at: location)
        rest = rest[annotation.end...]
        continue
      }
      let end = rest.firstIndex(where: \.isNewline) ?? rest.endIndex
      var line = rest[..<end]
      while line.last?.isWhitespace == true { line.removeLast() }
      lines.append(String(line))
      rest = rest[end...]
    }
    let text = lines.joined(separator: "\n")
    let isPlain = result.directives.isEmpty && result.problems.isEmpty
    result.description = text.isEmpty ? nil : isPlain ? description : text
    return result
  }
}

extension Annotations.Result {
  fileprivate mutating func add(_ annotation: Annotation, at location: Location) {
    guard let text = annotation.text else {
      problems.append(
        "the annotation @\(annotation.name) in the description has an opening parenthesis without a closing one"
      )
      return
    }
    do throws(GraphQLError) {
      let document = try DocumentNode(parsing: "scalar Annotated \(text)")
      guard case .type(let type)? = document.definitions.first, let node = type.directives.first,
        type.directives.count == 1
      else { return }
      directives.append(
        DirectiveNode(name: node.name, arguments: node.arguments, location: location))
    } catch {
      problems.append(
        "the annotation @\(annotation.name) in the description can't be read: \(error.message)")
    }
  }
}

/// One annotation at the beginning of a text.
private struct Annotation {
  var name: String
  /// As a GraphQL directive; nil where parentheses don't close.
  var text: String?
  /// Behind it.
  var end: Substring.Index

  init?(_ rest: Substring, names: Set<String>) {
    guard rest.first == "@" else { return nil }
    let afterName = rest.dropFirst().drop { $0.isLetter || $0.isNumber || $0 == "_" }
    name = String(rest[rest.index(after: rest.startIndex)..<afterName.startIndex])
    guard names.contains(name) else { return nil }
    let opening = afterName.drop { $0 == " " || $0 == "\t" }
    guard opening.first == "(" else {
      text = "@\(name)"
      end = afterName.startIndex
      return
    }
    guard let (arguments, end) = Self.arguments(opening) else {
      text = nil
      self.end = rest.endIndex
      return
    }
    text = arguments.isEmpty ? "@\(name)" : "@\(name)(\(arguments))"
    self.end = end
  }

  /// What stands between parentheses, single quotes turned into double ones; and the index behind them.
  private static func arguments(_ text: Substring) -> (String, Substring.Index)? {
    var arguments = ""
    var quote: Character?
    var depth = 0
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      index = text.index(after: index)
      if let open = quote {
        if character == "\\", index < text.endIndex {
          arguments += "\\\(text[index])"
          index = text.index(after: index)
        } else if character == open {
          quote = nil
          arguments += "\""
        } else {
          arguments += character == "\"" ? "\\\"" : String(character)
        }
        continue
      }
      switch character {
      case "'", "\"":
        quote = character
        arguments += "\""
      case "(":
        depth += 1
        if depth > 1 { arguments += "(" }
      case ")":
        depth -= 1
        if depth == 0 {
          return (arguments.allSatisfy(\.isWhitespace) ? "" : arguments, index)
        }
        arguments += ")"
      default: arguments.append(character)
      }
    }
    return nil
  }
}
