extension Schema {
  /// A value in the form of an input type, as a variable of the type would be.
  ///
  /// - Throws: The first thing that is wrong with it, and where in it.
  public func coerce(_ value: JSON, toInput name: String) throws(CoercionError) -> JSON {
    var failures: [InputCoercion.Failure] = []
    let coerced = InputCoercion(schema: self)
      .coerce(value, to: .nonNull(.named(name)), failures: &failures)
    guard let first = failures.first else { return coerced }
    let path = first.path.map { element in
      switch element {
      case .key(let key): ".\(key)"
      case .index(let index): "[\(index)]"
      }
    }.joined()
    throw CoercionError(
      path.isEmpty ? first.message : "\(path.trimmingPrefix(".")): \(first.message)")
  }
}
