import GraphQL
import Testing

extension EndToEnd {
  @Suite struct PartialNode {
    private static let schema = """
      type Order @model { id: ID!  store: String!  item: String }
      type Product @model { id: ID!  name: String }
      """

    private static func till(_ replicate: String) -> String {
      """
      retention:
        departed: 500ms
      replicate:
      \(replicate)
      """
    }

    private func orders(at node: TestNode) async throws -> [String] {
      let list = try await node.client.data("{ findOrders { items { id item } } }")
      return (list["findOrders"]?["items"]?.arrayValue ?? [])
        .map { "\($0["id"]?.stringValue ?? "?"): \($0["item"]?.stringValue ?? "")" }.sorted()
    }

    private func move(_ id: String, to store: String, at node: TestNode) async throws {
      let order = try await node.client.data("{ getOrder(id: \"\(id)\") { updatedAt } }")
      let updatedAt = order["getOrder"]?["updatedAt"]?.stringValue ?? ""
      _ = try await node.client.data(
        """
        mutation { updateOrder(input: { id: "\(id)", store: "\(store)", updatedAt: "\(updatedAt)" }) { id } }
        """)
    }

    private func create(_ id: String, _ store: String, _ item: String, at node: TestNode)
      async throws
    {
      _ = try await node.client.data(
        """
        mutation { createOrder(input: { id: "\(id)", store: "\(store)", item: "\(item)" }) { id } }
        """)
    }

    @Test(
      "A till holds its own store's orders, as they come and go, and those of another once it is told so"
    )
    func till() async throws {
      let hub = try TestNode(name: "hub", schema: Self.schema)
      let till = try TestNode(name: "till", schema: Self.schema)
      try hub.configure(peers: [])
      let own = "  types: [Order]\n  filter: { Order: { store: { eq: north } } }"
      try till.configure(peers: [hub.peerPort], extra: Self.till(own))
      try await hub.start()
      try await create("1", "north", "tea", at: hub)
      try await create("2", "south", "rum", at: hub)
      try await till.start()
      try await eventually("the till has its order") { try await orders(at: till) == ["1: tea"] }
      let replicates = try await till.admin("{ node { replicates } }")["node"]?["replicates"]
      #expect(replicates?.stringValue == "Order by a filter")

      try await move("1", to: "south", at: hub)
      try await eventually("what moved out is gone") { try await orders(at: till).isEmpty }
      try await move("2", to: "north", at: hub)
      try await eventually("what moved in is there") { try await orders(at: till) == ["2: rum"] }
      try await create("3", "north", "salt", at: till)
      try await move("2", to: "west", at: till)
      try await eventually("what the till wrote is at the hub") {
        try await orders(at: hub) == ["1: tea", "2: rum", "3: salt"]
      }
      try await eventually("what the till moved out is gone") {
        try await orders(at: till) == ["3: salt"]
      }

      _ = try await till.stop()
      try till.configure(
        peers: [hub.peerPort],
        extra: Self.till("  types: [Order]\n  filter: { Order: { store: { eq: south } } }"))
      try await till.start()
      try await eventually("the till has the other store's orders") {
        try await orders(at: till) == ["1: tea"]
      }
      #expect(try await orders(at: hub) == ["1: tea", "2: rum", "3: salt"])
      _ = try await till.stop()
      _ = try await hub.stop()
    }

    @Test("A filter that the schema has no sense for is refused at the start, by name")
    func mistake() async throws {
      let node = try TestNode(name: "till", schema: Self.schema)
      try node.configure(
        peers: [], extra: "replicate:\n  filter: { Order: { shop: { eq: north } } }\n")
      await #expect(throws: (any Error).self) { try await node.start() }
      #expect(node.log(containing: "replicate.filter.Order: Field \"shop\"").count == 1)
    }
  }
}
