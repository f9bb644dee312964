public import GraphQL

extension WireTyper {
  /// The codec of a planned operation's responses, `extensions` included; to be kept as long as the plan is.
  public func codec(for plan: PlannedOperation) throws(WireTypeError) -> ArgoCodec {
    try ArgoCodec(
      responseType(
        of: plan.document, operationName: plan.node.name?.value, hasExtensions: true))
  }
}

extension BoundOperation {
  /// The whole response as an Argo message.
  ///
  /// Should a scalar have a value that its codec can't write, the message is self-describing, which every reader understands.
  ///
  /// - Parameters:
  ///   - outcomes: how each of `rootFields` came out, in their order.
  ///   - codec: what ``WireTyper/codec(for:)`` gave for the plan.
  ///   - modes: those that the client prefers; errors are out of band and self-describing in any case.
  ///   - extensions: what else the response says.
  ///   - limit: the number of bytes beyond which the response is too large, about: `data` of a query is null then, that of a mutation has
  ///     what there was room for; and there is an error with the code `LIMIT_EXCEEDED`.
  public func argoResponse(
    _ outcomes: [RootOutcome], codec: ArgoCodec, modes: ArgoModes = [],
    extensions: JSONObject = JSONObject(), limit: Int = .max
  ) -> [UInt8] {
    var writer = ArgoResponseWriter(limit: limit)
    let errors = complete(outcomes, to: &writer)
    do throws(ArgoEncodingError) {
      return try writer.message(
        codec, header: ArgoHeader(modes), errors: errors, extensions: extensions)
    } catch {
      let response = ArgoValue(response: writer.data, errors: errors, extensions: extensions)
      return GraphQLResponse.argo(response, modes: modes)
    }
  }
}

extension GraphQLResponse {
  /// The response to a request that could not be run, as a self-describing Argo message: `errors`, and no `data`.
  public static func argo(
    errors: [GraphQLError], extensions: JSONObject = JSONObject(), modes: ArgoModes = []
  ) -> [UInt8] {
    argo(ArgoValue(response: nil, errors: errors, extensions: extensions), modes: modes)
  }

  fileprivate static func argo(_ response: ArgoValue, modes: ArgoModes) -> [UInt8] {
    let modes = modes.union(ArgoHeader.response.modes)
    do throws(ArgoEncodingError) {
      return try response.selfDescribingMessage(
        modes: modes, limits: ArgoLimits(maximumDepth: 512))
    } catch {
      // Deeper than any limit of queries and JSON allows.
      let error = GraphQLError("The response is nested too deeply.", .limitExceeded)
      return argo(ArgoValue(response: nil, errors: [error], extensions: [:]), modes: modes)
    }
  }
}

extension ArgoValue {
  /// A response as an object: data if there are any, and what is there of errors and extensions.
  init(response data: ArgoValue?, errors: [GraphQLError], extensions: JSONObject) {
    var members: [Member] = []
    if let data { members.append(Member("data", data)) }
    if !errors.isEmpty {
      members.append(Member("errors", .list(errors.map { ArgoValue($0.json) })))
    }
    if !extensions.isEmpty {
      members.append(Member("extensions", ArgoValue(.object(extensions))))
    }
    self = .object(members)
  }
}
