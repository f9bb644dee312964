import Documents
import GraphQL

/// Turns the arguments of fields into requests to the service.
struct RequestReader {
  let type: ServedType
  /// The types of the model, in its order.
  let types: [ServedType]
  let limits: DocumentLimits
  /// The fields on the way to this one, for messages: `note.comments.`.
  let path: String

  init(_ type: ServedType, among types: [ServedType], limits: DocumentLimits, path: String = "") {
    self.type = type
    self.types = types
    self.limits = limits
    self.path = path
  }

  /// `get`.
  func get(_ field: BoundField) throws(InputProblem) -> (GetRequest, DocumentSelection) {
    let selection = try selection([field])
    let request = GetRequest(
      type: type.name, id: try InputValues.id(field.arguments["id"] ?? .null, at: "id"),
      fields: selection.fields, wantsVersion: selection.wantsVersion)
    return (request, selection)
  }

  /// `find`.
  func find(_ field: BoundField) throws(InputProblem) -> (DocumentQuery, DocumentSelection) {
    let selection = try selection(
      field.selectedFields(on: type.resultListName).filter { $0.name == "items" })
    var query = try list(field.arguments, selection)
    query.wantsCount = field.selects("count", on: type.resultListName)
    return (query, selection)
  }

  /// The documents that `filter`, `page` and `orderBy` ask for.
  func list(
    _ arguments: Arguments, _ selection: DocumentSelection
  ) throws(InputProblem) -> DocumentQuery {
    let page = arguments["page"]
    var query = query(selection, limit: try limit(page?["limit"], at: "page.limit"))
    query.filter = try filter(arguments["filter"], .acrossRelations)
    query.order = try order(arguments["orderBy"])
    query.offset = try offset(page?["offset"])
    return query
  }

  /// All documents, with what is selected of them.
  func query(_ selection: DocumentSelection, limit: Int) -> DocumentQuery {
    DocumentQuery(
      type: type.name, limit: limit, fields: selection.fields,
      wantsVersion: selection.wantsVersion)
  }

  /// A filter of the type.
  func filter(
    _ json: JSON?, _ reach: FilterReader.Reach
  ) throws(InputProblem) -> Filter? {
    try FilterReader.read(
      json, type: type, types: types, limits: limits, reach, at: "\(path)filter")
  }

  /// `sync`, as a query or a subscription.
  func sync(_ field: BoundField) throws(InputProblem) -> SyncRequest {
    let arguments = field.arguments
    guard case .string(let lastSync)? = arguments["lastSync"] else {
      throw .bad("lastSync", "a string is expected")
    }
    if lastSync.utf8.count > limits.lastSyncBytes {
      throw .limit("lastSync", "it is longer than \(limits.lastSyncBytes) bytes")
    }
    let fields = deltaFields(
      field.selectedFields(on: type.deltaListName).filter { $0.name == "items" })
    return SyncRequest(
      type: type.name, lastSync: lastSync,
      filter: try filter(arguments["filter"], .oneDocument),
      limit: try limit(arguments["limit"], at: "limit"),
      marksLeft: arguments["markLeft"]?.boolValue ?? false, fields: fields)
  }

  /// `new`, `updated`, `deleted`.
  func events(
    _ field: BoundField, _ kind: EventRequest.Kind
  ) throws(InputProblem) -> (EventRequest, DocumentSelection) {
    let selection = try selection([field])
    let request = EventRequest(
      type: type.name, kind: kind, filter: try filter(field.arguments["filter"], .oneDocument),
      fields: selection.fields)
    return (request, selection)
  }

  // MARK: Pages and order

  private func limit(_ json: JSON?, at path: String) throws(InputProblem) -> Int {
    guard let json, !json.isNull else { return limits.page }
    guard case .int(let number) = json, number >= 1 else {
      throw .bad("\(self.path)\(path)", "a page has at least 1 document, not \(json.clipped)")
    }
    guard number <= limits.page else {
      throw .limit(
        "\(self.path)\(path)", "a page has at most \(limits.page) documents, not \(number)")
    }
    return Int(number)
  }

  private func offset(_ json: JSON?) throws(InputProblem) -> Int {
    guard let json, !json.isNull else { return 0 }
    guard case .int(let number) = json, number >= 0 else {
      throw .bad("\(path)page.offset", "it must be 0 or more, not \(json.clipped)")
    }
    return Int(number)
  }

  private func order(_ json: JSON?) throws(InputProblem) -> [DocumentQuery.Ordering] {
    guard let json, !json.isNull else { return [] }
    let items = json.arrayValue ?? [json]
    if items.count > limits.orderings {
      throw .limit("\(path)orderBy", "it has more than \(limits.orderings) criteria")
    }
    var order: [DocumentQuery.Ordering] = []
    for (index, item) in items.enumerated() {
      let path = "\(path)orderBy[\(index)].field"
      let name = item["field"]?.stringValue ?? ""
      guard let field = type.filterField(named: name) else {
        throw .bad(path, "\(type.name) has no field \(JSON.string(name).clipped)")
      }
      if case .field(let index) = field {
        let type = type.model.fields[index].type
        if type.isList || type.scalar == .json {
          throw .bad(path, "\(name) is \(type.isList ? "a list" : "JSON"), which has no order")
        }
      }
      order.append(
        DocumentQuery.Ordering(field, isDescending: item["order"]?.stringValue == "DESC"))
    }
    return order
  }
}
