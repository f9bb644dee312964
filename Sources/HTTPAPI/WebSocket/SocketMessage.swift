import GraphQL

/// A message of the protocol `graphql-transport-ws`, as a client sends it.
enum SocketMessage: Sendable, Hashable {
  case connectionInit(payload: JSON?)
  case ping(payload: JSON?)
  case pong
  case subscribe(id: String, GraphQLRequest)
  case complete(id: String)

  /// Why a text is no message of the protocol.
  struct Problem: Error, Hashable {
    let reason: String
  }

  /// The most bytes of the id of an operation.
  static let maximumIDSize = 128

  /// Reads a message.
  init(_ text: [UInt8], limits: JSONLimits) throws(Problem) {
    let json: JSON
    do throws(JSONError) { json = try JSON(parsing: text, limits: limits) } catch {
      throw Problem(reason: "the message is not JSON: \(error.message), at byte \(error.offset)")
    }
    guard let object = json.objectValue, let type = object["type"]?.stringValue else {
      throw Problem(reason: "the message is not an object with a type")
    }
    switch type {
    case "connection_init": self = .connectionInit(payload: try Self.payload(object))
    case "ping": self = .ping(payload: try Self.payload(object))
    case "pong":
      _ = try Self.payload(object)
      self = .pong
    case "subscribe":
      let id = try Self.id(object)
      do throws(GraphQLRequest.Problem) {
        self = .subscribe(id: id, try GraphQLRequest(object["payload"] ?? .null))
      } catch {
        throw Problem(reason: "the payload of subscribe is no request: \(error.message)")
      }
    case "complete": self = .complete(id: try Self.id(object))
    default: throw Problem(reason: "the message has a type that clients don't send")
    }
  }

  private static func payload(_ object: JSONObject) throws(Problem) -> JSON? {
    switch object["payload"] {
    case nil, .null?: return nil
    case .object(let payload)?: return .object(payload)
    default: throw Problem(reason: "the payload must be an object")
    }
  }

  private static func id(_ object: JSONObject) throws(Problem) -> String {
    guard let id = object["id"]?.stringValue, !id.isEmpty, id.utf8.count <= maximumIDSize else {
      throw Problem(reason: "the message needs an id, a text of 1 to \(maximumIDSize) bytes")
    }
    return id
  }

  // MARK: What the server sends

  static let acknowledgement = Array(#"{"type":"connection_ack"}"#.utf8)
  static let ping = Array(#"{"type":"ping"}"#.utf8)

  static func pong(_ payload: JSON?) -> [UInt8] {
    message("pong", id: nil) { json in
      guard let payload else { return }
      json.key("payload")
      json.write(payload)
    }
  }

  /// A response, as JSON that was written already.
  static func next(_ id: String, _ response: [UInt8]) -> [UInt8] {
    message("next", id: id, capacity: response.count + id.utf8.count + 64) { json in
      json.rawKey(Array(#""payload":"#.utf8))
      json.raw(response)
    }
  }

  static func error(_ id: String, _ errors: [GraphQLError]) -> [UInt8] {
    message("error", id: id) { json in
      json.key("payload")
      json.write(.array(errors.map(\.json)))
    }
  }

  static func complete(_ id: String) -> [UInt8] {
    message("complete", id: id) { _ in }
  }

  private static func message(
    _ type: String, id: String?, capacity: Int = 256, _ rest: (inout JSONBytes) -> Void
  ) -> [UInt8] {
    var json = JSONBytes(capacity: capacity)
    json.beginObject()
    if let id {
      json.key("id")
      json.string(id)
    }
    json.key("type")
    json.string(type)
    rest(&json)
    json.endObject()
    return json.finish()
  }
}
