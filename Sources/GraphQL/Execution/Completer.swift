/// Walks along a plan and what its fields resolved to; checks and writes values, notes errors, and
/// lets nulls rise to where they are allowed.
///
/// Its methods return whether a value was written. `false` means that null stands where it must
/// not: an error is noted, and the nearest nullable value around takes back what it wrote and
/// becomes null.
struct Completer<Writer: ResponseWriter> {
  var writer: Writer
  let operation: BoundOperation
  private(set) var errors: [GraphQLError] = []
  /// The fields and indexes on the way: an index as it is, a field as the complement of its id.
  var path: [Int] = []
  /// The field whose cell is being written, and how that came out. The plan keeps the field alive.
  var cellField: Unmanaged<PlannedField>?
  var cellWritten = true
  /// Whether the writer was ever full.
  private(set) var isFull = false

  /// No more errors than this are noted.
  static var errorLimit: Int { 1_000 }

  init(writer: Writer, operation: BoundOperation) {
    self.writer = writer
    self.operation = operation
  }

  /// Writes the root object, or null. Of a query or an event that is too large there is nothing but an error: a part could be taken for
  /// the whole. A mutation was carried out, so what there was room for is told.
  mutating func root(_ outcomes: [RootOutcome]) {
    let start = writer.mark()
    let written = rootFields(outcomes)
    let isTooLarge = (isFull || writer.isFull) && operation.kind != .mutation
    if isTooLarge { errors = [Self.tooLarge] }
    if !written || isTooLarge {
      writer.rewind(to: start)
      writer.writeNull()
    }
  }

  private static var tooLarge: GraphQLError {
    GraphQLError(
      "The response is too large: ask for less, such as smaller pages or fewer fields.",
      .limitExceeded)
  }

  private mutating func rootFields(_ outcomes: [RootOutcome]) -> Bool {
    let plan = operation.plan.root
    let asked = operation.rootFields
    precondition(asked.count == outcomes.count, "There must be one outcome for each root field")
    // The fields come in the order in which they were asked for, but for writers that keep the plan's.
    var next = 0
    writer.beginObject(plan)
    for field in fields(of: plan) where operation.includes(field) {
      let error = operation.argumentError(of: field)
      writer.beginField(field)
      path.append(~field.id)
      let written: Bool
      if let error {
        written = fail(error, field, field.shape)
      } else {
        switch field.meta {
        case .typename:
          writer.writeString(plan.type.name)
          written = true
        case .schema:
          written = value(.object(SchemaObject(schema: operation.plan.schema)), field, field.shape)
        case .type: written = value(introspectedType(field), field, field.shape)
        case .none:
          let isNext = next < asked.count && asked[next].plan.id == field.id
          guard let index = isNext ? next : asked.firstIndex(where: { $0.plan.id == field.id })
          else { preconditionFailure("A root field was not asked for") }
          next = index + 1
          written = complete(outcomes[index], field)
        }
      }
      path.removeLast()
      if !written { return false }
    }
    writer.endObject(plan)
    return true
  }

  /// The fields of a plan in the order in which they come.
  func fields(of plan: ObjectPlan) -> [PlannedField] {
    plan.hasVariableOrder && !Writer.keepsPlanOrder ? operation.ordered(plan.fields) : plan.fields
  }

  private func introspectedType(_ field: PlannedField) -> Resolved {
    let schema = operation.plan.schema
    guard case .string(let name)? = operation.arguments(of: field)["name"],
      let type = schema.type(named: name), type.name.utf8.count == name.utf8.count
    else { return .null }
    return .object(TypeObject(schema: schema, type: .named(type.name)))
  }

  private mutating func complete(_ outcome: RootOutcome, _ field: PlannedField) -> Bool {
    switch outcome {
    case .value(let resolved): return value(resolved, field, field.shape)
    case .errors(let errors):
      for error in errors.dropLast() { note(error, field) }
      let last = errors.last ?? GraphQLError("The field failed.", .internalServerError)
      return fail(last, field, field.shape)
    }
  }
}

extension Completer {
  /// Notes an error at the present path.
  mutating func note(_ error: GraphQLError, _ field: PlannedField) {
    guard errors.count < Self.errorLimit else { return }
    var error = error
    if error.locations.isEmpty { error.locations = field.locations }
    if error.path.isEmpty {
      error.path = path.map { step in
        step < 0 ? .key(operation.plan.fields[~step].responseKey) : .index(step)
      }
    }
    errors.append(error)
  }

  /// Notes an error and writes null, if that is allowed here.
  mutating func fail(_ error: GraphQLError, _ field: PlannedField, _ shape: Shape) -> Bool {
    note(error, field)
    if shape.isNonNull { return false }
    writer.writeNull()
    return true
  }

  private mutating func fail(_ message: String, _ field: PlannedField, _ shape: Shape) -> Bool {
    fail(GraphQLError(message, .internalServerError), field, shape)
  }

  mutating func null(_ field: PlannedField, _ shape: Shape) -> Bool {
    if shape.isNonNull {
      return fail(
        "Cannot return null for non-nullable field \(field.parentTypeName).\(field.name).", field,
        shape)
    }
    writer.writeNull()
    return true
  }

  /// Writes a value of any shape.
  mutating func value(_ resolved: Resolved, _ field: PlannedField, _ shape: Shape) -> Bool {
    switch resolved {
    case .null: return null(field, shape)
    case .error(let error): return fail(error, field, shape)
    case .bool(let value): return bool(value, field, shape)
    case .int(let value): return int(value, field, shape)
    case .double(let value): return double(value, field, shape)
    case .string(let value): return string(value, field, shape)
    case .utf8(let slice):
      return slice.withUnsafeBytes { utf8($0, field, shape) }
    case .json(let value): return json(value, field, shape)
    case .list, .object, .rows, .rowRange, .row:
      switch shape.kind {
      case .list, .object: break
      case .int, .float, .string, .boolean, .id, .enumeration, .custom:
        return mismatch(kindName(resolved), field, shape)
      }
      if shape.isNonNull { return composite(resolved, field, shape) }
      let mark = writer.mark()
      if composite(resolved, field, shape) { return true }
      writer.rewind(to: mark)
      writer.writeNull()
      return true
    }
  }

  private func kindName(_ resolved: Resolved) -> String {
    switch resolved {
    case .list, .rows, .rowRange: "a list"
    case .object, .row: "an object"
    case .null, .bool, .int, .double, .string, .utf8, .json, .error: "a leaf"
    }
  }

  /// Says that the server resolved something that is not of the field's type.
  mutating func mismatch(_ what: String, _ field: PlannedField, _ shape: Shape) -> Bool {
    fail(
      "Expected \(field.parentTypeName).\(field.name) to be of type "
        + "\"\(field.definition.type)\", found \(what).",
      field, shape)
  }

  private mutating func composite(_ resolved: Resolved, _ field: PlannedField, _ shape: Shape)
    -> Bool
  {
    if shape.kind == .list, let item = shape.item {
      switch resolved {
      case .list(let items): return list(items, field, item)
      case .rows(let source): return rows(source, 0..<source.rowCount, field, item, shape)
      case .rowRange(let source, let range): return rows(source, range, field, item, shape)
      case .null, .bool, .int, .double, .string, .utf8, .json, .object, .row, .error:
        return mismatch(kindName(resolved), field, shape)
      }
    }
    switch resolved {
    case .object(let object): return self.object(object, field, shape)
    case .row(let source, let row): return self.row(source, row, field, shape)
    case .null, .bool, .int, .double, .string, .utf8, .json, .list, .rows, .rowRange, .error:
      return mismatch(kindName(resolved), field, shape)
    }
  }

  /// Whether the response is too large for another list or object. Then an error is noted, and null
  /// goes up to where it is allowed; and although that takes back what was written, nothing more is
  /// written.
  mutating func isTooLarge(at field: PlannedField) -> Bool {
    guard isFull || writer.isFull else { return false }
    isFull = true
    note(Self.tooLarge, field)
    return true
  }

  private mutating func list(_ items: [Resolved], _ field: PlannedField, _ item: Shape) -> Bool {
    if isTooLarge(at: field) { return false }
    writer.beginList(count: items.count)
    path.append(0)
    for (index, each) in items.enumerated() {
      path[path.count - 1] = index
      if !value(each, field, item) {
        path.removeLast()
        return false
      }
    }
    path.removeLast()
    writer.endList()
    return true
  }

  mutating func plan(_ typeName: String, _ field: PlannedField, _ shape: Shape)
    -> ObjectPlan?
  {
    if let plan = field.selection?.object(named: typeName) { return plan }
    note(
      GraphQLError(
        "\(field.parentTypeName).\(field.name) resolved to an object of type \"\(typeName)\", "
          + "which is not possible for \"\(shape.typeName)\".",
        .internalServerError), field)
    return nil
  }

  /// Writes an object; the caller takes it back if that fails, and null is allowed.
  private mutating func object(
    _ object: any ResolvedObject, _ field: PlannedField, _ shape: Shape
  ) -> Bool {
    if isTooLarge(at: field) { return false }
    guard let plan = plan(object.typeName, field, shape) else { return false }
    writer.beginObject(plan)
    for field in fields(of: plan) where operation.includes(field) {
      writer.beginField(field)
      if field.meta == .typename {
        writer.writeString(plan.type.name)
        continue
      }
      path.append(~field.id)
      let written: Bool
      if let error = operation.argumentError(of: field) {
        written = fail(error, field, field.shape)
      } else {
        let resolved = object.resolve(BoundField(plan: field, operation: operation))
        written = value(resolved, field, field.shape)
      }
      path.removeLast()
      if !written { return false }
    }
    writer.endObject(plan)
    return true
  }
}
