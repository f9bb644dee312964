/// Responses that are not about data.
public enum GraphQLResponse {
  /// The response to a request that could not be run: `errors`, and no `data`.
  public static func json(errors: [GraphQLError], extensions: JSONObject = JSONObject()) -> [UInt8]
  {
    var json = JSONBytes()
    json.beginObject()
    return finish(json, errors: errors, extensions: extensions)
  }

  static func finish(
    _ begun: consuming JSONBytes, errors: [GraphQLError], extensions: JSONObject
  ) -> [UInt8] {
    var json = begun
    if !errors.isEmpty {
      json.key("errors")
      json.beginArray()
      for error in errors { json.write(error.json) }
      json.endArray()
    }
    if !extensions.isEmpty {
      json.key("extensions")
      json.write(.object(extensions))
    }
    json.endObject()
    return json.finish()
  }
}
