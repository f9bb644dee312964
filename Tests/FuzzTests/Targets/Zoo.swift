import Argo
import GraphQL

/// A schema with everything that a schema can have.
let zooText = """
  type Query {
    int(a: Int = 3): Int!  list(a: [Int!]): [[Int]!]  pet: Pet  any: Any  input(a: One): String
    everything(a: Everything): Float  fails: String!  day: Day  friends(first: Int): [Pet!]
  }
  type Mutation { set(a: One!): Pet }
  type Subscription { news: Pet  other: Int }
  interface Named { name: String! }
  interface Pet implements Named { name: String!  friends: [Pet] @deprecated(reason: "few") }
  type Dog implements Named & Pet { name: String!  friends: [Pet]  barks: Boolean  owner: Person }
  type Cat implements Named & Pet { name: String!  friends: [Pet]  lives(of: ID = "x"): Int }
  type Person implements Named { name: String!  pets: [Pet!]!  color: Color  missing: Int! }
  union Any = Dog | Cat | Person
  enum Color { RED  GREEN @deprecated  BLUE }
  scalar Day @specifiedBy(url: "https://example.com/day")
  input One @oneOf { cat: String  dog: DogInput  id: ID }
  input DogInput { name: String!  size: Float = 1.5 }
  input Everything {
    required: Boolean!  nonNull: Boolean! = true  int: Int  float: Float  id: ID  string: String
    list: [String]  lists: [[Int!]]  enum: Color = RED  any: Day  one: One  self: Everything
  }
  directive @tag(name: String! = "t", all: [Color!]) repeatable on FIELD | QUERY | FRAGMENT_SPREAD
  """

let zoo: Schema = {
  do { return try Schema(sdl: zooText) } catch { preconditionFailure("the zoo is valid: \(error)") }
}()

let zooTyper: WireTyper = {
  do throws(WireTypeError) { return try WireTyper(schema: zoo, fallback: .desc) } catch {
    preconditionFailure("the zoo can be written: \(error)")
  }
}()

/// An object whose fields have values by their types; one field fails, and one is null that must not be.
struct ZooObject: ResolvedObject {
  let typeName: String

  func resolve(_ field: BoundField) -> Resolved {
    switch field.name {
    case "fails": .error(GraphQLError("it fails", .internalServerError))
    case "missing": .null
    default: Self.value(of: field.definition.type)
    }
  }

  private static func value(of type: TypeReference) -> Resolved {
    if let item = type.itemType { return .list([value(of: item), value(of: item)]) }
    let name = type.typeName
    switch zoo.type(named: name) {
    case .scalar(let scalar)?:
      switch scalar.builtIn {
      case .int?: return .int(2)
      case .float?: return .double(3.25)
      case .boolean?: return .bool(true)
      case .id?: return .int(7)
      case .string?: return .string("te\"xt\n🙂")
      case nil: return .json(["day": [1, 2.5, nil]])
      }
    case .enum(let type)?: return .string(type.values[0].name)
    case .object?: return .object(ZooObject(typeName: name))
    case .union?: return .object(ZooObject(typeName: "Cat"))
    case .interface?: return .object(ZooObject(typeName: "Dog"))
    case .inputObject?, nil: return .null
    }
  }

  /// How the root fields of an operation come out.
  static func outcomes(of operation: BoundOperation) -> [RootOutcome] {
    let root = ZooObject(typeName: operation.plan.root.type.name)
    return operation.rootFields.map { .value(root.resolve($0)) }
  }
}
