import DocumentAPI
import GraphQL
import Testing

@Suite("The served schema")
struct ServedSchemaTests {
  @Test("is that of the design, to the letter")
  func golden() throws {
    let sdl = try DocumentSchema(
      sdl: """
        type Comment @model @datasync { id: ID!  text: String  description: String  note: Note @manyToOne(field: "comments") }
        type Note @model(get: false, find: false, sync: false, create: false, update: false, delete: false, subCreate: false, subUpdate: false, subDelete: false) { id: ID! }
        """
    ).sdl
    #expect(sdl == Self.expected)
  }

  private static let expected = """
    type Query {
      getComment(id: ID!): Comment
      findComments(filter: CommentFilter, page: PageRequest, orderBy: [OrderByInput!]): CommentResultList!
      syncComments(lastSync: String!, filter: CommentFilter, limit: Int, markLeft: Boolean = false): CommentDeltaList!
    }

    type Mutation {
      createComment(input: CreateCommentInput!): Comment
      updateComment(input: MutateCommentInput!): Comment
      deleteComment(input: MutateCommentInput!): Comment
      restoreComment(input: MutateCommentInput!): Comment
    }

    type Subscription {
      newComment(filter: CommentSubscriptionFilter): Comment!
      updatedComment(filter: CommentSubscriptionFilter): Comment!
      deletedComment(filter: CommentSubscriptionFilter): Comment!
      syncComments(lastSync: String!, filter: CommentFilter, limit: Int): CommentDeltaList!
    }

    type Comment {
      id: ID!
      text: String
      description: String
      noteId: ID
      createdAt: String!
      updatedAt: String!
      _version: String!
    }

    type CommentDelta {
      id: ID!
      text: String
      description: String
      noteId: ID
      createdAt: String
      updatedAt: String
      _deleted: Boolean
      _version: String
      _left: Boolean
    }

    type CommentDeltaList {
      items: [CommentDelta]!
      lastSync: String
      hasMore: Boolean!
    }

    type CommentResultList {
      items: [Comment]!
      offset: Int
      limit: Int
      count: Int
    }

    input CreateCommentInput {
      id: ID
      text: String
      description: String
      noteId: ID
    }

    input MutateCommentInput {
      id: ID!
      text: String
      description: String
      noteId: ID
      updatedAt: String!
      _version: String
    }

    input CommentFilter {
      id: IDInput
      text: StringInput
      description: StringInput
      noteId: IDInput
      createdAt: InstantInput
      updatedAt: InstantInput
      and: [CommentFilter!]
      or: [CommentFilter!]
      not: CommentFilter
    }

    input CommentSubscriptionFilter {
      id: IDInput
      text: StringInput
      description: StringInput
      noteId: IDInput
      createdAt: InstantInput
      updatedAt: InstantInput
      and: [CommentSubscriptionFilter!]
      or: [CommentSubscriptionFilter!]
      not: CommentSubscriptionFilter
    }

    input PageRequest {
      limit: Int
      offset: Int
    }

    input OrderByInput {
      field: String!
      order: SortDirectionEnum = ASC
    }

    enum SortDirectionEnum {
      DESC
      ASC
    }

    input IDInput {
      ne: ID
      eq: ID
      le: ID
      lt: ID
      ge: ID
      gt: ID
      in: [ID!]
    }

    input StringInput {
      ne: String
      eq: String
      le: String
      lt: String
      ge: String
      gt: String
      in: [String!]
      contains: String
      startsWith: String
      endsWith: String
    }

    input InstantInput {
      ne: String
      eq: String
      le: String
      lt: String
      ge: String
      gt: String
      in: [String!]
      between: [String!]
    }

    """

  @Test("leaves out what is switched off")
  func switches() throws {
    let schema = try DocumentSchema(
      sdl:
        "type Log @model(update: false, delete: false, subUpdate: false) { id: ID! line: String }")
    #expect(schema.schema.mutationType?.fields.map(\.name) == ["createLog"])
    #expect(
      schema.schema.subscriptionType?.fields.map(\.name) == ["newLog", "deletedLog", "syncLogs"])
    #expect(schema.schema.type(named: "MutateLogInput") == nil)
  }
}
