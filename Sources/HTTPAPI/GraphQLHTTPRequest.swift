import GraphQL
import HTTPTypes
import Hummingbird

/// The parameters of a GraphQL request over HTTP.
struct GraphQLHTTPRequest {
  let query: String
  let operationName: String?
  let variables: JSONObject

  /// Why a request is none.
  struct Problem: Error {
    let status: HTTPResponse.Status
    let message: String
    var code = "BAD_USER_INPUT"
    var headers: HTTPFields = [:]
  }

  /// Takes the parameters from the body of a POST.
  init(body: [UInt8], contentType: String?) throws(Problem) {
    let type = contentType?.split(separator: ";").first.map { $0.filter { $0 != " " }.lowercased() }
    guard type == "application/json" else {
      throw Problem(
        status: .unsupportedMediaType, message: "a POST needs Content-Type: application/json")
    }
    let json: JSON
    do throws(JSONError) { json = try JSON(parsing: body) } catch {
      throw Problem(
        status: error.exceedsLimit ? .contentTooLarge : .badRequest,
        message: "the body is not JSON: \(error.message), at byte \(error.offset)",
        code: error.exceedsLimit ? "LIMIT_EXCEEDED" : "BAD_USER_INPUT")
    }
    guard let object = json.objectValue else {
      throw Problem(status: .badRequest, message: "the body must be a JSON object")
    }
    try self.init(
      query: object["query"], operationName: object["operationName"],
      variables: object["variables"], extensions: object["extensions"])
  }

  /// Takes the parameters from the part of a GET's URL behind the question mark.
  init(urlQuery: String) throws(Problem) {
    guard let given = URLParameters(query: urlQuery) else {
      throw Problem(
        status: .badRequest, message: "the parameters of the URL are not percent-encoded UTF-8")
    }
    func parse(_ name: String) throws(Problem) -> JSON? {
      guard let text = given[name], !text.isEmpty else { return nil }
      do throws(JSONError) { return try JSON(parsing: text) } catch {
        throw Problem(
          status: .badRequest,
          message: "\(name) is not JSON: \(error.message), at byte \(error.offset)")
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
}
