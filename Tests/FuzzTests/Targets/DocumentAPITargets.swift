import Documents
import GraphQL

@testable import DocumentAPI

/// The generated API: schemas of operators, filters and requests of clients.
enum DocumentAPITargets {
  static let all: [FuzzTarget] = [
    FuzzTarget(
      "model", maximumLength: 2_048, dictionary: "graphql", texts: [shopText, annotatedText],
      run: model),
    FuzzTarget("document-filter", dictionary: "json", texts: filters, run: filter),
    FuzzTarget(
      "document-request", maximumLength: 2_048, dictionary: "graphql", texts: requests, run: request
    ),
    FuzzTarget("import-row", dictionary: "json", texts: rows) { text in
      guard let row = try? JSON(parsing: text),
        let mutation = try? shop.create(type: "Order", row: row)
      else { return false }
      try check(mutation)
      return true
    },
  ]

  // MARK: Models

  private static let shopText = """
    type Customer @model { id: ID!  name: String! @index  address: Address  orders: [Order]! @oneToMany(field: "customer") }
    type Address { street: String }
    type Order @model @datasync(conflict: REJECT, merge: DOCUMENT) {
      id: ID! @id
      state: State! @default(value: OPEN)
      placed: DateTime  due: Date  at: Time  seen: Timestamp  total: Float  paid: Boolean  count: Int  number: BigInt
      notes: [String!]  states: [State]  days: [DateTime]  extra: JSON  old: String @deprecated
      card: Card @oneToOne(field: "order")
    }
    enum State { OPEN SENT }
    type Card @model(delete: false, plural: "Decks") { id: ID!  ref: ID }
    """

  private static let annotatedText = """
    \"\"\"
    Said.
    @model(delete: false, subCreate: false, plural: 'Mice') @datasync(conflict: 'CLIENT_WINS')
    \"\"\"
    type Mouse { id: ID!
      "@index @default(value: 'x')" name: String
      "@oneToMany(field: 'parent', key: 'parentKey')" parts: [Mouse]
      \"\"\" @transient \"\"\" gone: [Int!]! }
    """

  private static let shop: DocumentSchema = {
    do throws(GraphQLErrors) { return try DocumentSchema(sdl: shopText) } catch {
      preconditionFailure("the shop is valid: \(error)")
    }
  }()

  private static func model(_ text: String) throws -> Bool {
    let schema: DocumentSchema
    do throws(GraphQLErrors) { schema = try DocumentSchema(sdl: text) } catch {
      try hold(!error.errors.isEmpty, "what is refused is refused for a reason")
      for error in error.errors {
        try hold(error.code != "INTERNAL_SERVER_ERROR", "a mistake is not ours: \(error)")
      }
      return false
    }
    let served = try hold("the served schema is valid") { try Schema(sdl: schema.sdl) }
    try hold(served.sdl == schema.sdl, "the served schema is printed alike")
    var catalog = Catalog()
    _ = BoundModel(schema.model, catalog: &catalog)
    for type in schema.model.types {
      _ = try hold("each type can be asked for") {
        try schema.schema.prepare("{ __type(name: \"\(type.name)\") { fields { name } } }")
      }
      for field in type.fields {
        if let value = field.defaultValue {
          try hold(
            !field.type.scalar.displayText(value).isEmpty || value == .string(""),
            "a default has a text")
        }
      }
    }
    return true
  }

  // MARK: Filters

  private static let filters = [
    #"{"id": {"lt": "a"}, "state": {"in": ["OPEN"]}, "placed": {"between": ["2026-01-01T00:00:00Z", "2026-12-31T23:59:59+01:00"]}, "total": {"ge": 1.5}, "count": {"ne": null}}"#,
    #"{"and": [{"notes": {"contains": "x"}}, {"or": [{"number": {"lt": "12345678901234567890"}}, {"not": {"extra": {"eq": {"a": 1}}}}]}], "createdAt": {"gt": "1700000000000"}, "customer": {"name": {"contains": "%_"}}}"#,
    #"{"not": {"card": {}}, "seen": {"eq": 5}, "at": {"le": "15:04:05Z"}, "due": {"in": ["2026-01-01"]}, "paid": {"eq": true}, "customerId": {"eq": "c"}, "states": {"eq": ["OPEN", null]}, "old": {"endsWith": ""}}"#,
  ]

  private static let orders: (type: ServedType, bound: BoundType) = {
    var catalog = Catalog()
    guard let type = shop.types.first(where: { $0.name == "Order" }),
      let model = BoundModel(shop.model, catalog: &catalog),
      let bound = model.type(named: "Order")
    else { preconditionFailure("the shop has orders") }
    return (type, bound)
  }()

  private static func filter(_ text: String) throws -> Bool {
    guard let json = try? JSON(parsing: text) else { return false }
    if let scope = try? shop.scopeFilter(ofType: orders.type.name, json) {
      try hold(ScopeFilter(bytes: scope.bytes) == scope, "a filter of a scope can be sent")
    }
    let name = GeneratedNames.filter(orders.type.name)
    guard let coerced = try? shop.schema.coerce(json, toInput: name) else { return false }
    let filter: Filter?
    do throws(InputProblem) {
      filter = try FilterReader.read(
        coerced, type: orders.type, types: shop.types, limits: DocumentLimits(), .acrossRelations)
    } catch {
      try hold(
        [.badUserInput, .limitExceeded].contains(error.code), "a filter is refused in order")
      return false
    }
    guard let filter else { return true }
    try judge(filter)
    if !filter.crossesRelations, let scope = ScopeFilter(filter, of: orders.type.model) {
      try hold(ScopeFilter(bytes: scope.bytes) == scope, "a filter that is sent is the same")
    }
    return true
  }

  /// A condition and its negation on documents that have all values and none.
  private static func judge(_ filter: Filter) throws {
    let alone = filter.resolvingRelations { _, _ in [.string("c"), .null] }
    let evaluator = FilterEvaluator(alone, type: orders.bound)
    let negation = FilterEvaluator(.not(alone), type: orders.bound)
    for document in documents {
      try hold(
        evaluator.matches(document) != negation.matches(document),
        "either a condition holds or its negation")
    }
    if !filter.crossesRelations { _ = Filter.fingerprint(filter, type: orders.type.model) }
  }

  private static let documents: [DocumentView] = [Value?]([nil, .null, .string("x"), .int(5)]).map {
    value in
    DocumentView(
      type: "Order", id: DocumentID("a"), values: orders.bound.fields.map { _ in value },
      createdAt: 1_800_000_000_000, updatedAt: nil, isDeleted: false, version: nil)
  }

  // MARK: Requests

  private static let rows = [
    #"{"id": "o", "placed": "2026-11-23T15:04:05.5+01:00", "due": "2024-02-29", "at": "15:04:05Z", "seen": 5, "total": 1, "count": -3, "number": "-12345678901234567890", "notes": ["a"], "states": ["OPEN"], "days": [null], "extra": {"a": [1.50]}}"#
  ]

  /// A request, as a line with its variables and then its text.
  private static let requests = [
    "{\"n\": 2}\nquery ($n: Int) { findOrders(filter: {state: {eq: OPEN}}, page: {limit: $n, offset: 1}, orderBy: [{field: \"total\", order: DESC}]) { count items { id total customer { name orders(page: {limit: 2}) { id } } card { ref } _version } } }",
    "{}\n{ getOrder(id: \"o\") { state notes extra } syncOrders(lastSync: \"0\", filter: {count: {ge: 2}}, limit: 5, markLeft: true) { items { id _deleted _left } lastSync hasMore } }",
    "{\"i\": {\"id\": \"o\", \"total\": 2, \"updatedAt\": \"1700000000000\", \"_version\": \"\"}}\nmutation ($i: MutateOrderInput!) { updateOrder(input: $i) { id } deleteOrder(input: {id: \"o\", updatedAt: \"1\"}) { id } createCustomer(input: {name: \"c\", address: {street: \"s\"}}) { name } restoreOrder(input: $i) { id } }",
    "{\"r\": [{\"key\": \"k\", \"id\": \"o\", \"state\": \"SENT\"}, {\"id\": \"p\", \"updatedAt\": \"1\", \"_deleted\": true}]}\nmutation ($r: [PushOrderRow!]!) { pushOrders(rows: $r) { outcome state { id } } updateOrders(filter: {paid: {eq: null}}, input: {paid: true}) { count } deleteOrders(filter: {}) { count } }",
    "{}\nsubscription { newOrder(filter: {total: {gt: 1}}) { id customer { name } } }",
    "{}\nsubscription { syncOrders(lastSync: \"0\") { items { id } lastSync } }",
  ]

  private static func request(_ text: String) throws -> Bool {
    let parts = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let variables = try? JSON(parsing: String(parts[0])).objectValue,
      let plan = try? shop.schema.prepare(String(parts[1])),
      let operation = try? plan.bind(variables)
    else { return false }
    var isTaken = false
    for field in operation.rootFields where !field.plan.isIntrospection {
      let isSubscription = operation.kind == .subscription
      let root = try hold(
        shop.operation(named: field.name, isSubscription: isSubscription),
        "each root field has a resolver: \(field.name)")
      do throws(InputProblem) {
        try read(field, root, shop.types[root.type])
        isTaken = true
      } catch {
        try hold(
          [.badUserInput, .limitExceeded].contains(error.code),
          "a request is refused in order, not: \(error.message)")
      }
    }
    return isTaken
  }

  /// Reads the arguments of a root field, as its resolver does.
  private static func read(
    _ field: BoundField, _ root: RootOperation, _ type: ServedType
  ) throws(InputProblem) {
    let reader = RequestReader(type, among: shop.types, limits: DocumentLimits())
    switch root.kind {
    case .get: _ = try reader.get(field)
    case .find:
      let (query, _) = try reader.find(field)
      guard (1...DocumentLimits().page).contains(query.limit), query.offset >= 0 else {
        throw InputProblem(code: .internalServerError, message: "a page is within its limits")
      }
    case .sync: _ = try reader.sync(field)
    case .mutate(let kind):
      let mutation = try MutationReader(type: type, limits: DocumentLimits()).mutation(field, kind)
      do { try check(mutation) } catch {
        throw InputProblem(code: .internalServerError, message: "\(error)")
      }
    case .mutateMany:
      _ = try reader.filter(field.arguments["filter"], .acrossRelations)
    case .push: _ = try PushReader(type: type, limits: DocumentLimits()).rows(field)
    case .events(let kind): _ = try reader.events(field, kind)
    }
  }

  /// What a mutation writes are values of its fields.
  private static func check(_ mutation: Mutation) throws {
    let type = try hold(shop.model.types.first { $0.name == mutation.type }, "there is the type")
    for assignment in mutation.fields {
      let field = type.fields[assignment.field]
      switch assignment.value {
      case .null: try hold(!field.isRequired, "a required field is not null")
      case .list(let values):
        try hold(field.type.isList, "only lists are lists")
        for value in values where value != .null {
          try hold(field.type.scalar.external(value) != nil, "an element is of its type: \(value)")
        }
      case .bool, .int, .double, .string:
        try hold(
          field.type.scalar.external(assignment.value) != nil,
          "a value is of its type: \(assignment.value)")
      }
    }
  }
}
