import DocumentAPI
import Documents
import GraphQL

/// The documents of all measurements: about 200 bytes each, id and values together.
enum BenchDocuments {
  static let type = "Comment"

  static let schema = """
    type Comment @model {
      id: ID!
      text: String!
      author: String
      likes: Int
      rating: Float
    }

    """

  /// The model that the schema says.
  static func model() throws -> Model {
    do throws(GraphQLErrors) { return try DocumentSchema(sdl: schema).model } catch {
      throw BenchError("the schema of the bench is wrong: \(error)")
    }
  }

  /// The text that all documents have; with id, author and numbers a document has about 200 bytes.
  static let text =
    "The quick brown fox jumps over the lazy dog while the node next door listens, applies what it hears, and tells the others."

  static func author(_ index: Int) -> String { "author-\(index % 1_000)" }

  /// The id of a document; ids grow with the index, as those of version 7 do with time.
  static func id(_ index: Int) -> String {
    let digits = "\(index)"
    return "019a0000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.utf8.count)
      + digits
  }

  /// The index of a document; nil for the id of another kind of document.
  static func index(of id: String) -> Int? { Int(id.suffix(12)) }

  /// The write that makes a document.
  static func create(_ index: Int) -> Mutation {
    Mutation(
      kind: .create, type: type, id: DocumentID(id(index)),
      fields: [
        FieldAssignment(field: 0, value: .string(text)),
        FieldAssignment(field: 1, value: .string(author(index))),
        FieldAssignment(field: 2, value: .int(Int64(index))),
        FieldAssignment(field: 3, value: .double(Double(index % 100) / 10)),
      ], base: nil, strategy: .merge)
  }

  /// The write that changes a document that was last seen with `updatedAt`, in milliseconds.
  static func update(_ index: Int, updatedAt: Int64, likes: Int64) -> Mutation {
    Mutation(
      kind: .update, type: type, id: DocumentID(id(index)),
      fields: [FieldAssignment(field: 2, value: .int(likes))],
      base: MutationBase(updatedAt: updatedAt), strategy: .clientWins)
  }
}
