import Testing

@testable import GraphQL

/// The schema of chapter 5 of the specification, with what its examples use, and some more.
let petSchema = try! Schema(
  sdl: """
    type Query {
      dog: Dog  findDog(searchBy: FindDogInput): Dog  addPet(pet: PetInput!): Pet
      pet: Pet  being: Being  human(id: ID): Human  catOrDog: CatOrDog  humanOrAlien: HumanOrAlien
      arguments: Arguments  booleanList(booleanListArg: [Boolean!]): Boolean
    }
    type Mutation { a: Int  addPet(pet: PetInput!): Pet }
    type Subscription { newMessage: Message  disallowedSecondRootField: Boolean }
    type Message { body: String  sender: String }
    enum DogCommand { SIT DOWN HEEL }
    enum CatCommand { JUMP }
    interface Sentient { name: String! }
    interface Being { name(surname: Boolean): String }
    interface Pet implements Being { name(surname: Boolean): String  rival: Pet }
    interface Canine implements Being { name(surname: Boolean): String }
    type Dog implements Being & Pet & Canine {
      name(surname: Boolean): String  nickname: String  barkVolume: Int  barks: Boolean
      doesKnowCommand(dogCommand: DogCommand!): Boolean!
      isHouseTrained(atOtherHomes: Boolean): Boolean!  rival: Pet  owner: Human  extra: DogExtra
    }
    type DogExtra { string: String  mother: Dog }
    type Cat implements Being & Pet {
      name(surname: Boolean): String  nickname: String  meowVolume: Int  meows: Boolean
      doesKnowCommand(catCommand: CatCommand!): Boolean!  rival: Pet  extra: CatExtra
    }
    type CatExtra { string: Int }
    type Alien implements Sentient { name: String!  homePlanet: String }
    type Human implements Being {
      name(surname: Boolean): String  pets: [Pet]  relatives: [Human!]  iq: Int
    }
    union CatOrDog = Cat | Dog
    union DogOrHuman = Dog | Human
    union HumanOrAlien = Human | Alien
    input FindDogInput { name: String  owner: String }
    input CatInput { name: String!  nickname: String  meowVolume: Int }
    input DogInput { name: String!  nickname: String  barkVolume: Int }
    input PetInput @oneOf { cat: CatInput  dog: DogInput  id: ID }
    input Complex {
      required: Boolean!  nonNull: Boolean! = false  int: Int  list: [String]  self: Complex
    }
    scalar Any
    type Arguments {
      multipleRequirements(x: Int!, y: Int!): Int!
      booleanArgField(booleanArg: Boolean): Boolean
      floatArgField(floatArg: Float): Float
      intArgField(intArg: Int): Int!
      stringArgField(stringArg: String): String
      idArgField(idArg: ID): ID
      nonNullBooleanArgField(nonNullBooleanArg: Boolean!): Boolean!
      booleanListArgField(booleanListArg: [Boolean]!): [Boolean]
      optionalNonNullBooleanArgField(optionalBooleanArg: Boolean! = false): Boolean!
      nonNullListArgField(list: [String!]): Int
      complexArgField(complex: Complex): Int
      commandArgField(command: DogCommand): Int
      oneOfArgField(oneOf: PetInput): Int
      anyArgField(any: Any): Int
    }
    directive @onQuery on QUERY
    directive @onField on FIELD
    directive @onVariable on VARIABLE_DEFINITION
    directive @requires(x: Int!) on FIELD
    directive @many(x: Int) repeatable on FIELD
    """)

/// What is wrong with a document by all rules, each mistake with its places in front.
func mistakes(in text: String, _ schema: Schema = petSchema) -> [String] {
  do {
    return schema.validate(try DocumentNode(parsing: text, limits: .schema)).map(\.description)
  } catch {
    return ["not parsed: \(error)"]
  }
}
