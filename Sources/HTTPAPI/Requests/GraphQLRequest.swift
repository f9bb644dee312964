import GraphQL
import HTTPTypes

/// The parameters of a GraphQL request, however it came.
struct GraphQLRequest: Sendable, Hashable {
  let query: String
  let operationName: String?
  let variables: JSONObject

  /// Why a request is none, and how that is answered.
  struct Problem: Error {
    var status: HTTPResponse.Status
    var message: String
    var code = "BAD_USER_INPUT"
    var headers: HTTPFields = [:]
  }

  /// Takes the parameters from the body of a POST.
  init(body: [UInt8], contentType: String?, limits: JSONLimits) throws(Problem) {
    try Self.check(contentType: contentType)
    let json: JSON
    do throws(JSONError) { json = try JSON(parsing: body, limits: limits) } catch {
      throw Problem(
        status: error.exceedsLimit ? .contentTooLarge : .badRequest,
        message: "the body is not JSON: \(error.message), at byte \(error.offset)",
        code: error.exceedsLimit ? "LIMIT_EXCEEDED" : "BAD_USER_INPUT")
    }
    try self.init(json)
  }

  /// Takes the parameters from an object, as a body has it, or a message of the WebSocket protocol.
  init(_ json: JSON) throws(Problem) {
    guard let object = json.objectValue else {
      throw Problem(status: .badRequest, message: "a request must be a JSON object")
    }
    try self.init(
      query: object["query"], operationName: object["operationName"],
      variables: object["variables"], extensions: object["extensions"])
  }

  /// Takes the parameters from the part of a GET's URL behind the question mark.
  init(urlQuery: String, limits: JSONLimits) throws(Problem) {
    guard let given = URLParameters(query: urlQuery) else {
      throw Problem(
        status: .badRequest, message: "the parameters of the URL are not percent-encoded UTF-8")
    }
    func parse(_ name: String) throws(Problem) -> JSON? {
      guard let text = given[name], !text.isEmpty else { return nil }
      do throws(JSONError) {
        return try JSON(parsing: Array(text.utf8), limits: limits)
      } catch {
        throw Problem(
          status: error.exceedsLimit ? .contentTooLarge : .badRequest,
          message: "\(name) is not JSON: \(error.message), at byte \(error.offset)",
          code: error.exceedsLimit ? "LIMIT_EXCEEDED" : "BAD_USER_INPUT")
      }
    }
    try self.init(
      query: given["query"].map { .string($0) },
      operationName: given["operationName"].flatMap { $0.isEmpty ? nil : .string($0) },
      variables: try parse("variables"), extensions: try parse("extensions"))
  }

  private init(
    query: JSON?, operationName: JSON?, variables: JSON?, extensions: JSON?
  ) throws(Problem) {
    guard let query = query?.stringValue else {
      throw Problem(status: .badRequest, message: "query is missing, or not a string")
    }
    self.query = query
    switch operationName {
    case nil, .null?: self.operationName = nil
    case .string(let name)?: self.operationName = name
    default: throw Problem(status: .badRequest, message: "operationName must be a string")
    }
    switch variables {
    case nil, .null?: self.variables = JSONObject()
    case .object(let object)?: self.variables = object
    default: throw Problem(status: .badRequest, message: "variables must be an object")
    }
    switch extensions {
    case nil, .null?, .object?: break
    default: throw Problem(status: .badRequest, message: "extensions must be an object")
    }
  }

  /// Only JSON in UTF-8 is taken: what a form of another site can send without being asked, is not.
  private static func check(contentType: String?) throws(Problem) {
    let parts = (contentType ?? "").split(separator: ";").map { part in
      part.filter { $0 != " " && $0 != "\t" && $0 != "\"" }.lowercased()
    }
    guard parts.first == "application/json" else {
      throw Problem(
        status: .unsupportedMediaType, message: "a POST needs Content-Type: application/json",
        headers: [.init("Accept-Post")!: "application/json"])
    }
    guard parts.dropFirst().allSatisfy({ !$0.hasPrefix("charset=") || $0 == "charset=utf-8" })
    else {
      throw Problem(
        status: .unsupportedMediaType, message: "the charset of a body must be utf-8")
    }
  }
}
