extension SchemaCoordinate {
  /// Reads a coordinate. Nothing may stand around or between its parts, no white space either.
  ///
  /// - Throws: a `GraphQLError` that says where the text goes wrong.
  public init(parsing text: String) throws(GraphQLError) {
    var reader = CoordinateReader(bytes: Array(text.utf8))
    self = try reader.coordinate()
  }
}

/// Reads names and the few punctuators of coordinates, byte by byte.
private struct CoordinateReader {
  let bytes: [UInt8]
  var position = 0

  mutating func coordinate() throws(GraphQLError) -> SchemaCoordinate {
    let coordinate: SchemaCoordinate
    if take("@") {
      let directive = try name()
      coordinate =
        take("(")
        ? .directiveArgument(directive: directive, name: try argument()) : .directive(directive)
    } else {
      let type = try name()
      if take(".") {
        let member = try name()
        coordinate =
          take("(")
          ? .argument(type: type, field: member, name: try argument())
          : .member(type: type, name: member)
      } else {
        coordinate = .type(type)
      }
    }
    guard position == bytes.count else { throw unexpected("the end") }
    return coordinate
  }

  private mutating func argument() throws(GraphQLError) -> String {
    let name = try name()
    guard take(":") else { throw unexpected("\":\"") }
    guard take(")") else { throw unexpected("\")\"") }
    return name
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func name() throws(GraphQLError) -> String {
    let start = position
    while position < bytes.count,
      isNameStart(bytes[position]) || (position > start && isDigit(bytes[position]))
    {
      position += 1
    }
    guard position > start else { throw unexpected("a name") }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private func unexpected(_ expected: String) -> GraphQLError {
    let column = position + 1
    let rest = String(decoding: bytes[position...], as: UTF8.self)
    let found = rest.unicodeScalars.first.map { "\"\($0)\"" } ?? "the end"
    return GraphQLError(
      "Syntax Error: Expected \(expected) in a schema coordinate, found \(found).", .parseFailed,
      locations: [Location(line: 1, column: column)])
  }
}
