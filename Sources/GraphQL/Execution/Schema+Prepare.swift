extension Schema {
  /// Parses, validates and plans an operation. This is the expensive part, and independent of
  /// variables: cache the result by text and name, for example in an `OperationCache`.
  ///
  /// - Parameters:
  ///   - text: the document.
  ///   - operationName: which of its operations to run; may be `nil` if there is only one.
  ///   - limits: how much it may ask for.
  /// - Throws: what is wrong, each with location and code.
  public func prepare(
    _ text: String, operationName: String? = nil, limits: QueryLimits = QueryLimits()
  ) throws(GraphQLErrors) -> PlannedOperation {
    let document: DocumentNode
    do throws(GraphQLError) {
      document = try DocumentNode(parsing: text, limits: limits.parsing)
    } catch {
      throw GraphQLErrors([error])
    }
    return try prepare(document, operationName: operationName, limits: limits)
  }

  /// Validates and plans an operation that was parsed before; see
  /// `prepare(_:operationName:limits:)`.
  public func prepare(
    _ document: DocumentNode, operationName: String? = nil, limits: QueryLimits = QueryLimits()
  ) throws(GraphQLErrors) -> PlannedOperation {
    let errors = validate(document, limits: limits)
    guard errors.isEmpty else { throw GraphQLErrors(errors) }
    do throws(GraphQLError) {
      let node = try document.operation(named: operationName)
      guard let type = rootType(of: node.kind) else {
        throw GraphQLError(
          "The schema has no \(node.kind.rawValue) operations.", .validationFailed,
          locations: [node.location])
      }
      var planner = Planner(schema: self, document: document, limits: limits)
      let root = try planner.root(node, type: type)
      return PlannedOperation(
        schema: self, document: document, node: node, root: root, planner: planner)
    } catch {
      throw GraphQLErrors([error])
    }
  }
}

extension DocumentNode {
  /// The operation of a name, or the only one.
  public func operation(named name: String?) throws(GraphQLError) -> OperationNode {
    let all = operations
    if let name {
      if let found = all.first(where: { $0.name.map { sameBytes($0.value, name) } ?? false }) {
        return found
      }
      throw GraphQLError(
        "Unknown operation named \"\(name)\"."
          + Suggestions.didYouMean(name, all.compactMap(\.name?.value)), .badUserInput)
    }
    guard let first = all.first else {
      throw GraphQLError("The document has no operation.", .badUserInput)
    }
    guard all.count == 1 else {
      throw GraphQLError(
        "The document has several operations: say in operationName which one to run.",
        .badUserInput)
    }
    return first
  }
}
