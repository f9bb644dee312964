import GraphQL

/// Answers the lines one after the other, and keeps the schemas that have names.
struct Adapter {
  private var schemas: [String: SchemaSource] = [:]
  /// The schema of the latest line that had one as text: suites send the same again and again.
  private var latest: (text: String, schema: SchemaSource)?

  /// A schema, or why it is none.
  private typealias SchemaSource = Result<Schema, GraphQLErrors>

  /// Why a line has no answer of its own.
  private struct Refusal: Error {
    var message: String
  }

  /// The answer to a line; `nil` for one that names a schema.
  mutating func answer(_ line: [UInt8]) -> [UInt8]? {
    let request: JSON
    do throws(JSONError) {
      request = try JSON(parsing: line, limits: AdapterLimits.json)
    } catch {
      return refusal("The line is not JSON: \(error)", id: leadingID(of: line))
    }
    do throws(Refusal) {
      return try answer(request)
    } catch {
      return refusal(error.message, id: request["id"])
    }
  }

  /// The `id` of a line that is not JSON as a whole, if the line begins with it and it is short.
  private func leadingID(of line: [UInt8]) -> JSON? {
    func skipSpace(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
      bytes.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }
    var rest = skipSpace(line.prefix(300))
    for part in ["{", "\"id\"", ":"] {
      guard rest.starts(with: part.utf8) else { return nil }
      rest = skipSpace(rest.dropFirst(part.utf8.count))
    }
    for end in rest.indices where rest[end] == UInt8(ascii: ",") {
      if let id = try? JSON(parsing: rest[..<end]) { return id }
    }
    return nil
  }

  /// The answer to a line that can't be understood.
  func refusal(_ message: String, id: JSON? = nil) -> [UInt8] {
    verdict(id, [GraphQLError(message)])
  }

  private mutating func answer(_ request: JSON) throws(Refusal) -> [UInt8]? {
    guard case .object = request else { throw Refusal(message: "The line is not a JSON object.") }
    let id = request["id"]
    switch request["op"]?.stringValue {
    case "schema":
      try name(request)
      return nil
    case "parse": return verdict(id, parse(try text("query", of: request)))
    case "sdl": return verdict(id, errors(of: build(try text("schema", of: request))))
    case "validate":
      let query = try text("query", of: request)
      switch try schema(of: request) {
      case .success(let schema): return verdict(id, validate(query, against: schema))
      case .failure(let errors): return verdict(id, errors.errors)
      }
    case "execute": return try execute(request)
    case let op?: throw Refusal(message: "Unknown op \"\(op)\".")
    case nil: throw Refusal(message: "The line has no \"op\".")
    }
  }

  private func text(_ key: String, of request: JSON) throws(Refusal) -> String {
    guard let text = request[key]?.stringValue else {
      throw Refusal(message: "\"\(key)\" must be there and be a string.")
    }
    return text
  }
}

extension Adapter {
  private func build(_ sdl: String) -> SchemaSource {
    Result { () throws(GraphQLErrors) in try Schema(sdl: sdl, limits: AdapterLimits.parsing) }
  }

  private func errors(of source: SchemaSource) -> [GraphQLError] {
    switch source {
    case .success: []
    case .failure(let errors): errors.errors
    }
  }

  private mutating func name(_ request: JSON) throws(Refusal) {
    let name = try text("name", of: request)
    guard schemas[name] != nil || schemas.count < AdapterLimits.schemas else {
      throw Refusal(message: "More than \(AdapterLimits.schemas) schemas have names.")
    }
    schemas[name] = build(try text("schema", of: request))
  }

  /// The schema that a line names, or has as text.
  private mutating func schema(of request: JSON) throws(Refusal) -> SchemaSource {
    let text = try text("schema", of: request)
    if let named = schemas[text] { return named }
    if text.utf8.first == UInt8(ascii: "@"), !text.utf8.contains(where: { $0 <= 0x20 }) {
      throw Refusal(message: "No schema is named \"\(text)\".")
    }
    if let latest, latest.text.utf8.elementsEqual(text.utf8) { return latest.schema }
    let schema = build(text)
    latest = (text, schema)
    return schema
  }

  private func parse(_ query: String) -> [GraphQLError] {
    do throws(GraphQLError) {
      _ = try DocumentNode(parsing: query, limits: AdapterLimits.parsing)
      return []
    } catch {
      return [error]
    }
  }

  private func validate(_ query: String, against schema: Schema) -> [GraphQLError] {
    do throws(GraphQLError) {
      let document = try DocumentNode(parsing: query, limits: AdapterLimits.parsing)
      return schema.validate(document, limits: AdapterLimits.query)
    } catch {
      return [error]
    }
  }

  private mutating func execute(_ request: JSON) throws(Refusal) -> [UInt8] {
    let id = request["id"]
    let query = try text("query", of: request)
    let variables: JSONObject
    switch request["variables"] {
    case .object(let object)?: variables = object
    case .null?, nil: variables = JSONObject()
    case .bool?, .int?, .double?, .string?, .array?:
      throw Refusal(message: "\"variables\" must be an object or null.")
    }
    let operationName: String?
    switch request["operationName"] {
    case .string(let name)?: operationName = name
    case .null?, nil: operationName = nil
    case .bool?, .int?, .double?, .array?, .object?:
      throw Refusal(message: "\"operationName\" must be a string or null.")
    }
    let source = try schema(of: request)
    do throws(GraphQLErrors) {
      let operation = try source.get().prepare(
        query, operationName: operationName, limits: AdapterLimits.query
      ).bind(variables)
      return result(id, of: operation)
    } catch {
      return self.result(id, GraphQLResponse.json(errors: error.errors))
    }
  }
}

extension Adapter {
  /// `{"id", "ok", "errors"}`
  private func verdict(_ id: JSON?, _ errors: [GraphQLError]) -> [UInt8] {
    var answer = JSONObject()
    answer["id"] = id ?? .null
    answer["ok"] = .bool(errors.isEmpty)
    answer["errors"] = .array(
      errors.map { error in
        .object([
          "message": .string(error.message),
          "locations": .array(
            error.locations.map {
              ["line": .int(Int64($0.line)), "column": .int(Int64($0.column))]
            }),
        ])
      })
    return JSON.object(answer).bytes
  }

  /// `{"id", "result"}`
  private func result(_ id: JSON?, _ response: [UInt8]) -> [UInt8] {
    var json = JSONBytes(capacity: response.count + 64)
    json.beginObject()
    json.key("id")
    json.write(id ?? .null)
    json.key("result")
    json.raw(response)
    json.endObject()
    return json.finish()
  }

  private func result(_ id: JSON?, of operation: BoundOperation) -> [UInt8] {
    let outcomes = TypeDrivenObject.outcomes(of: operation)
    return result(id, operation.jsonResponse(outcomes, limit: AdapterLimits.result))
  }
}
