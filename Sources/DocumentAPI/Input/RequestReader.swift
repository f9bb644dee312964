import Documents
import GraphQL

/// Turns the arguments of root fields into requests to the service.
struct RequestReader {
  let type: ServedType
  let limits: DocumentLimits

  /// `get`.
  func get(_ field: BoundField) throws(InputProblem) -> GetRequest {
    let columns = SelectedColumns([field], on: type, isDelta: false)
    return GetRequest(
      type: type.name, id: try InputValues.id(field.arguments["id"] ?? .null, at: "id"),
      fields: columns.fields, wantsVersion: columns.wantsVersion)
  }

  /// `find`.
  func find(_ field: BoundField) throws(InputProblem) -> DocumentQuery {
    let arguments = field.arguments
    let filter = try FilterReader.read(arguments["filter"], type: type, limits: limits)
    let page = arguments["page"]
    let columns = SelectedColumns(
      field.selectedFields(on: type.resultListName).filter { $0.name == "items" }, on: type,
      isDelta: false)
    return DocumentQuery(
      type: type.name, filter: filter, order: try order(arguments["orderBy"]),
      offset: try offset(page?["offset"]), limit: try limit(page?["limit"], at: "page.limit"),
      fields: columns.fields, wantsVersion: columns.wantsVersion,
      wantsCount: field.selects("count", on: type.resultListName))
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
    let columns = SelectedColumns(
      field.selectedFields(on: type.deltaListName).filter { $0.name == "items" }, on: type,
      isDelta: true)
    return SyncRequest(
      type: type.name, lastSync: lastSync,
      filter: try FilterReader.read(arguments["filter"], type: type, limits: limits),
      limit: try limit(arguments["limit"], at: "limit"),
      marksLeft: arguments["markLeft"]?.boolValue ?? false, fields: columns.fields)
  }

  /// `new`, `updated`, `deleted`.
  func events(
    _ field: BoundField, _ kind: EventRequest.Kind
  ) throws(InputProblem) -> EventRequest {
    EventRequest(
      type: type.name, kind: kind,
      filter: try FilterReader.read(field.arguments["filter"], type: type, limits: limits),
      fields: SelectedColumns([field], on: type, isDelta: false).fields)
  }

  // MARK: Pages and order

  private func limit(_ json: JSON?, at path: String) throws(InputProblem) -> Int {
    guard let json, !json.isNull else { return limits.page }
    guard case .int(let number) = json, number >= 1 else {
      throw .bad(path, "a page has at least 1 document, not \(json.clipped)")
    }
    guard number <= limits.page else {
      throw .limit(path, "a page has at most \(limits.page) documents, not \(number)")
    }
    return Int(number)
  }

  private func offset(_ json: JSON?) throws(InputProblem) -> Int {
    guard let json, !json.isNull else { return 0 }
    guard case .int(let number) = json, number >= 0 else {
      throw .bad("page.offset", "it must be 0 or more, not \(json.clipped)")
    }
    return Int(number)
  }

  private func order(_ json: JSON?) throws(InputProblem) -> [DocumentQuery.Ordering] {
    guard let json, !json.isNull else { return [] }
    let items = json.arrayValue ?? [json]
    if items.count > limits.orderings {
      throw .limit("orderBy", "it has more than \(limits.orderings) criteria")
    }
    var order: [DocumentQuery.Ordering] = []
    for (index, item) in items.enumerated() {
      let path = "orderBy[\(index)].field"
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
