import DocumentAPI
import Documents
import GraphQL
import Synchronization
import Testing

@Suite("Relations")
struct RelationTests {
  private static let schema = """
    type Note @model { id: ID!  title: String!  rank: Int  comments: [Comment]! @oneToMany(field: "note")  author: User @manyToOne(field: "notes") }
    type Comment @model { id: ID!  text: String  likes: Int  note: Note @manyToOne(field: "comments")  parent: Comment  replies: [Comment] @oneToMany(field: "parent") }
    type User @model { id: ID!  name: String  profile: Profile @oneToOne(field: "user") }
    type Profile @model { id: ID!  bio: String }
    """

  private func filled() async throws -> Mesh {
    let mesh = try Mesh(Self.schema)
    _ = try await mesh.data(
      """
      mutation {
        u: createUser(input: { id: "u", name: "Ada", profileId: "p" }) { id }
        p: createProfile(input: { id: "p", bio: "counts" }) { id }
        a: createNote(input: { id: "a", title: "first", rank: 2, authorId: "u" }) { id }
        b: createNote(input: { id: "b", title: "second", rank: 1 }) { id }
        c: createNote(input: { id: "c", title: "third" }) { id }
        c1: createComment(input: { id: "1", text: "x", likes: 3, noteId: "a" }) { id }
        c2: createComment(input: { id: "2", text: "y", likes: 1, noteId: "a", parentId: "1" }) { id }
        c3: createComment(input: { id: "3", text: "z", likes: 2, noteId: "b" }) { id }
        c4: createComment(input: { id: "4", text: "lost", noteId: "nowhere" }) { id }
        c5: createComment(input: { id: "5", text: "w", likes: 2, noteId: "a" }) { id }
      }
      """)
    mesh.service.state.withLock { $0.requests = [] }
    return mesh
  }

  @Test("to many, to one and one to one are followed in both directions")
  func directions() async throws {
    let mesh = try await filled()
    let data = try await mesh.data(
      """
      {
        findNotes { items { id comments { id note { id } replies { id } } author { name profile { bio user { id } } } } }
        getUser(id: "u") { notes { title } }
        getComment(id: "4") { noteId note { id } }
      }
      """)
    #expect(
      data == [
        "findNotes": [
          "items": [
            [
              "id": "a",
              "comments": [
                ["id": "1", "note": ["id": "a"], "replies": [["id": "2"]]],
                ["id": "2", "note": ["id": "a"], "replies": []],
                ["id": "5", "note": ["id": "a"], "replies": []],
              ],
              "author": ["name": "Ada", "profile": ["bio": "counts", "user": ["id": "u"]]],
            ],
            [
              "id": "b", "comments": [["id": "3", "note": ["id": "b"], "replies": []]],
              "author": nil,
            ],
            ["id": "c", "comments": [], "author": nil],
          ]
        ],
        "getUser": ["notes": [["title": "first"]]],
        "getComment": ["noteId": "nowhere", "note": nil],
      ])
  }

  @Test("are read once a level, whatever the number of documents")
  func batches() async throws {
    let mesh = try await filled()
    _ = try await mesh.data(
      "{ findNotes { items { comments { note { author { name } } replies { id } } } } }")
    #expect(
      mesh.service.state.withLock { $0.requests } == [
        "find Note", "related Comment", "related Note", "related User", "related Comment",
      ])
  }

  @Test("to many have filter, page and order, for each document by itself")
  func lists() async throws {
    let mesh = try await filled()
    let data = try await mesh.data(
      """
      query ($limit: Int) {
        findNotes {
          items {
            id
            best: comments(orderBy: [{ field: "likes", order: DESC }, { field: "id", order: DESC }], page: { limit: $limit }) { id }
            rest: comments(orderBy: { field: "likes", order: DESC }, page: { offset: 1 }) { id }
            liked: comments(filter: { likes: { ge: 2 } }) { id }
          }
        }
      }
      """, ["limit": 1])
    #expect(
      data["findNotes"]?["items"] == [
        [
          "id": "a", "best": [["id": "1"]], "rest": [["id": "5"], ["id": "2"]],
          "liked": [["id": "1"], ["id": "5"]],
        ],
        ["id": "b", "best": [["id": "3"]], "rest": [], "liked": [["id": "3"]]],
        ["id": "c", "best": [], "rest": [], "liked": []],
      ])
  }

  @Test("don't show deleted documents; deleting takes nothing else away")
  func deleted() async throws {
    let mesh = try await filled()
    let time = try await mesh.data(
      #"{ getComment(id: "1") { updatedAt } getNote(id: "a") { updatedAt } }"#)
    let comment = try #require(time["getComment"]?["updatedAt"]?.stringValue)
    let note = try #require(time["getNote"]?["updatedAt"]?.stringValue)
    let data = try await mesh.data(
      """
      mutation {
        deleteComment(input: { id: "1", updatedAt: "\(comment)" }) { note { comments { id } } }
        deleteNote(input: { id: "a", updatedAt: "\(note)" }) { id comments { id } }
      }
      """)
    #expect(
      data == [
        "deleteComment": ["note": ["comments": [["id": "2"], ["id": "5"]]]],
        "deleteNote": ["id": "a", "comments": [["id": "2"], ["id": "5"]]],
      ])
    let left = try await mesh.data(#"{ getComment(id: "2") { noteId note { id } parent { id } } }"#)
    #expect(left == ["getComment": ["noteId": "a", "note": nil, "parent": nil]])
  }

  @Test(
    "can be filtered by",
    arguments: [
      (#"note: { title: { eq: "first" } }"#, "1 2 5"), ("note: {}", "1 2 3 5"),
      ("not: { note: {} }", "4"), (#"note: { author: { name: { eq: "Ada" } } }"#, "1 2 5"),
      ("replies: { likes: { lt: 2 } }", "1"), ("replies: {}, likes: { lt: 3 }", ""),
      (#"or: [{ note: { rank: { eq: 1 } } }, { parent: { id: { eq: "1" } } }]"#, "2 3"),
      (#"note: { comments: { text: { eq: "w" } } }"#, "1 2 5"),
      (#"note: { author: { profile: { user: { name: { eq: "Ada" } } } } }"#, "1 2 5"),
      ("note: null", "1 2 3 4 5"), ("not: { note: { not: { rank: { eq: 2 } } } }", "1 2 4 5"),
    ])
  func filters(filter: String, ids: String) async throws {
    let mesh = try await filled()
    let data = try await mesh.data("{ findComments(filter: { \(filter) }) { items { id } count } }")
    let found = data["findComments"]?["items"]?.arrayValue?.compactMap { $0["id"]?.stringValue }
    #expect(found?.joined(separator: " ") == ids)
    #expect(data["findComments"]?["count"]?.intValue == found.map { Int64($0.count) })
  }

  @Test("can't be filtered by where one document must tell: in sync, events and scopes")
  func refused() async throws {
    let mesh = try await filled()
    let sync = try await mesh.error(
      #"{ syncComments(lastSync: "0", filter: { or: [{ note: { rank: { eq: 1 } } }] }) { lastSync } }"#
    )
    #expect(sync.code == "BAD_USER_INPUT")
    #expect(
      sync["message"]?.stringValue?.hasPrefix(
        "Argument \"filter.or[0].note\": a filter of changes looks at one document alone") == true)
    let live = try mesh.bind(
      #"subscription { syncComments(lastSync: "0", filter: { note: {} }) { lastSync } }"#)
    await #expect(throws: GraphQLErrors.self) {
      let _: DocumentSubscription = try await mesh.endpoint.subscribe(live)
    }
    #expect(throws: GraphQLErrors.self) {
      try mesh.bind("subscription { newComment(filter: { note: {} }) { id } }")
    }
    let error = #expect(throws: GraphQLError.self) {
      try mesh.documents.scopeFilter(
        ofType: "Comment", ["not": ["note": ["rank": ["eq": 1]]]])
    }
    #expect(
      error?.message.hasPrefix("the filter looks at other documents by the relation note") == true)
  }

  @Test("with bad arguments say which and where")
  func badArguments() async throws {
    let mesh = try await filled()
    let error = try await mesh.error(
      "{ findNotes {\n items { comments { replies(page: { limit: 0 }) { id } } } } }")
    #expect(error.code == "BAD_USER_INPUT")
    #expect(
      error["message"]?.stringValue
        == "Argument \"comments.replies.page.limit\": a page has at least 1 document, not 0.")
    #expect(error["locations"] == [["line": 2, "column": 21]])
    let order = try await mesh.error(
      #"{ getNote(id: "a") { comments(orderBy: { field: "note" }) { id } } }"#)
    #expect(order["message"]?.stringValue?.contains("comments.orderBy[0].field") == true)
  }

  @Test("read no more than the limit over all levels")
  func limit() async throws {
    var limits = DocumentLimits()
    limits.related = 4
    let mesh = try Mesh(Self.schema, limits: limits)
    for id in 1...3 {
      _ = try await mesh.data(
        #"mutation { createComment(input: { id: "\#(id)", noteId: "a" }) { id } }"#)
    }
    _ = try await mesh.data(#"mutation { createNote(input: { id: "a", title: "t" }) { id } }"#)
    _ = try await mesh.data(#"{ getNote(id: "a") { comments { note { id } } } }"#)
    let error = try await mesh.error(
      #"{ getNote(id: "a") { comments { id } again: comments { id } } }"#)
    #expect(error.code == "LIMIT_EXCEEDED")
  }

  @Test("a list that is longer than a page is an error there, unless a page is asked for")
  func unpaged() async throws {
    var limits = DocumentLimits()
    limits.page = 2
    let mesh = try Mesh(Self.schema, limits: limits)
    for (id, note) in [("1", "a"), ("2", "a"), ("3", "a"), ("4", "b"), ("5", "b")] {
      _ = try await mesh.data(
        #"mutation { createComment(input: { id: "\#(id)", noteId: "\#(note)" }) { id } }"#)
    }
    for note in ["a", "b"] {
      _ = try await mesh.data(
        #"mutation { createNote(input: { id: "\#(note)", title: "t" }) { id } }"#)
    }
    let lists = try await mesh.run("{ findNotes { items { id comments { id } } } }")
    let items = lists["data"]?["findNotes"]?["items"]
    #expect(items?[0] == .null)
    #expect(items?[1] == ["id": "b", "comments": [["id": "4"], ["id": "5"]]])
    #expect(lists["errors"]?.arrayValue?.map(\.code) == ["LIMIT_EXCEEDED"])
    #expect(lists["errors"]?[0]?["path"] == ["findNotes", "items", 0, "comments"])
    let paged = try await mesh.data(
      #"{ getNote(id: "a") { comments(page: { limit: 2 }) { id } more: comments(page: { offset: 2 }) { id } } }"#
    )
    #expect(
      paged["getNote"] == ["comments": [["id": "1"], ["id": "2"]], "more": [["id": "3"]]])
  }

  @Test("to a type that the node does not hold are an error at the field, and nothing else")
  func missing() async throws {
    let mesh = try await filled()
    mesh.service.state.withLock { $0.missingTypes = ["Note"] }
    let response = try await mesh.run(#"{ getComment(id: "1") { id note { id } } }"#)
    #expect(response["data"] == ["getComment": ["id": "1", "note": nil]])
    #expect(response["errors"]?[0]?.code == "NOT_REPLICATED")
    #expect(response["errors"]?[0]?["path"] == ["getComment", "note"])
  }

  @Test("are part of what mutations and events answer")
  func answers() async throws {
    let mesh = try await filled()
    let created = try await mesh.data(
      #"mutation { createComment(input: { id: "6", noteId: "c" }) { note { title comments { id } } } }"#
    )
    #expect(created == ["createComment": ["note": ["title": "third", "comments": [["id": "6"]]]]])
    let operation = try mesh.bind("subscription { newComment { id note { title } } }")
    let subscription: DocumentSubscription = try await mesh.endpoint.subscribe(operation)
    _ = try await mesh.data(#"mutation { createComment(input: { id: "7", noteId: "b" }) { id } }"#)
    var events = subscription.makeAsyncIterator()
    let event = try #require(await events.next())
    #expect(
      operation.treeResponse(event.outcomes).data
        == ["newComment": ["id": "7", "note": ["title": "second"]]])
  }
}
