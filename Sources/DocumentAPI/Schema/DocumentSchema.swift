public import Documents
public import GraphQL

/// A schema text that was read: the model in it, and the GraphQL schema that a node serves for it. Immutable.
public struct DocumentSchema: Sendable {
  /// The model: what is stored and replicated.
  public let model: Model
  /// What is served: types, inputs and operations (DESIGN section 8).
  public let schema: Schema
  /// The types of the model, in its order, made ready.
  let types: [ServedType]
  private let queriesAndMutations: [String: RootOperation]
  private let subscriptions: [String: RootOperation]

  /// Reads a schema.
  ///
  /// - Parameter sdl: the text: types marked `@model`, by directive or by an annotation in the description, with the fields that are
  ///   stored; enums; other object types, which are stored as JSON.
  /// - Throws: all mistakes in the text, in its order, each with line, column and the code `GRAPHQL_PARSE_FAILED` or
  ///   `GRAPHQL_VALIDATION_FAILED`.
  public init(sdl: String) throws(GraphQLErrors) {
    let parsed = try ModelParser.parse(sdl)
    model = parsed.model
    schema = try Schema(sdl: SchemaText.make(parsed), scalars: CustomScalars.codings)
    types = parsed.model.types.enumerated().map {
      ServedType(model: $1, relations: parsed.servedRelations(of: $0))
    }
    var roots: [String: RootOperation] = [:]
    var subscriptions: [String: RootOperation] = [:]
    for (index, type) in parsed.model.types.enumerated() {
      for (name, kind) in [
        (GeneratedNames.get(type), RootOperation.Kind.get), (GeneratedNames.find(type), .find),
        (GeneratedNames.sync(type), .sync), (GeneratedNames.create(type), .mutate(.create)),
        (GeneratedNames.update(type), .mutate(.update)),
        (GeneratedNames.delete(type), .mutate(.delete)),
        (GeneratedNames.restore(type), .mutate(.restore)),
        (GeneratedNames.push(type), .push), (GeneratedNames.updateMany(type), .mutateMany(.update)),
        (GeneratedNames.deleteMany(type), .mutateMany(.delete)),
      ] {
        roots[name] = RootOperation(kind: kind, type: index)
      }
      for (name, kind) in [
        (GeneratedNames.new(type), RootOperation.Kind.events(.new)),
        (GeneratedNames.updated(type), .events(.updated)),
        (GeneratedNames.deleted(type), .events(.deleted)), (GeneratedNames.sync(type), .sync),
      ] {
        subscriptions[name] = RootOperation(kind: kind, type: index)
      }
    }
    queriesAndMutations = roots
    self.subscriptions = subscriptions
  }

  /// The served schema as text.
  public var sdl: String { schema.sdl }

  /// What a root field does; nil for a name that no operation has.
  func operation(named name: String, isSubscription: Bool) -> RootOperation? {
    isSubscription ? subscriptions[name] : queriesAndMutations[name]
  }
}

/// What a root field does, and with which type.
struct RootOperation: Sendable {
  enum Kind: Sendable {
    case get
    case find
    case sync
    case mutate(Mutation.Kind)
    /// An update or a delete of all documents that match.
    case mutateMany(Mutation.Kind)
    case push
    case events(EventRequest.Kind)
  }

  var kind: Kind
  /// The index of the type in the model.
  var type: Int
}
