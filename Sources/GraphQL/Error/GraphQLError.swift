/// An error as a GraphQL response reports it.
public struct GraphQLError: Error, Hashable, Sendable {
  /// What went wrong, for a person: what, where, what to do.
  public var message: String
  /// The places in the operation that the error is about; empty if there are none.
  public var locations: [Location]
  /// The path to the field that failed; empty if the error is not about a field of the response.
  public var path: [PathElement]
  /// What goes into `extensions`, in order; `code` first, if there is one.
  public var extensions: JSONObject

  /// Makes an error. A `code` becomes the first entry of `extensions`.
  public init(
    _ message: String, code: String? = nil, locations: [Location] = [], path: [PathElement] = [],
    extensions: JSONObject = JSONObject()
  ) {
    self.message = message
    self.locations = locations
    self.path = path
    if let code {
      var all = JSONObject()
      all["code"] = .string(code)
      for (key, value) in extensions where key != "code" { all[key] = value }
      self.extensions = all
    } else {
      self.extensions = extensions
    }
  }

  /// Makes an error with one of this module's own codes.
  public init(
    _ message: String, _ code: ErrorCode, locations: [Location] = [], path: [PathElement] = []
  ) {
    self.init(message, code: code.rawValue, locations: locations, path: path)
  }

  /// The text of `extensions.code`, if there is one.
  public var code: String? {
    if case .string(let code)? = extensions["code"] { code } else { nil }
  }

  /// The error as the object that a response carries: `message`, and what is there of `locations`,
  /// `path` and `extensions`.
  public var json: JSON {
    var object = JSONObject()
    object["message"] = .string(message)
    if !locations.isEmpty {
      object["locations"] = .array(
        locations.map {
          .object(["line": .int(Int64($0.line)), "column": .int(Int64($0.column))])
        })
    }
    if !path.isEmpty {
      object["path"] = .array(
        path.map { element in
          switch element {
          case .key(let key): .string(key)
          case .index(let index): .int(Int64(index))
          }
        })
    }
    if !extensions.isEmpty { object["extensions"] = .object(extensions) }
    return .object(object)
  }
}

extension GraphQLError: CustomStringConvertible {
  /// The message, with its locations in front and its path behind.
  public var description: String {
    var text = locations.isEmpty ? "" : locations.map(\.description).joined(separator: ", ") + ": "
    text += message
    if !path.isEmpty { text += " (at \(path.map(\.description).joined(separator: ".")))" }
    return text
  }
}
