extension BoundOperation {
  /// Writes the `data` of the response.
  ///
  /// - Parameters:
  ///   - outcomes: how each of `rootFields` came out, in their order.
  ///   - writer: takes the data; null, if nulls rise to the top.
  /// - Returns: the errors of fields, each with path and locations; at most 1,000.
  public func complete<Writer: ResponseWriter>(
    _ outcomes: [RootOutcome], to writer: inout Writer
  ) -> [GraphQLError] {
    var completer = Completer(writer: consume writer, operation: self)
    completer.root(outcomes)
    writer = completer.writer
    return completer.errors
  }

  /// The whole response as JSON: `data`, then what is there of `errors` and `extensions`.
  ///
  /// - Parameters:
  ///   - outcomes: how each of `rootFields` came out, in their order.
  ///   - extensions: what goes into `extensions`.
  ///   - capacity: for how many bytes there is room at first.
  ///   - limit: the number of bytes beyond which the response is too large: `data` of a query or an event is null then, that of a mutation
  ///     has what there was room for; and there is an error with the code `LIMIT_EXCEEDED`.
  public func jsonResponse(
    _ outcomes: [RootOutcome], extensions: JSONObject = JSONObject(), capacity: Int = 1024,
    limit: Int = .max
  ) -> [UInt8] {
    var writer = JSONResponseWriter(capacity: capacity, limit: limit)
    writer.json.beginObject()
    writer.json.key("data")
    var completer = Completer(writer: consume writer, operation: self)
    completer.root(outcomes)
    return GraphQLResponse.finish(
      completer.writer.json, errors: completer.errors, extensions: extensions)
  }

  /// The data as a tree, and the errors of fields.
  public func treeResponse(_ outcomes: [RootOutcome]) -> (data: JSON, errors: [GraphQLError]) {
    var writer = TreeResponseWriter()
    let errors = complete(outcomes, to: &writer)
    return (writer.value, errors)
  }
}
