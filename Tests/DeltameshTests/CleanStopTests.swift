import Foundation
import GraphQL
import Testing

extension EndToEnd {
  @Suite struct CleanStop {
    @Test("SIGTERM in the midst of writes and a subscription: all is answered, ended and kept")
    func stopsWhileBusy() async throws {
      let mesh = try await TestMesh(2)
      let node = mesh.nodes[0]
      let subscriber = try RunningProgram(
        "/usr/bin/env",
        [
          "curl", "-sN", "--max-time", "60", "http://127.0.0.1:\(node.httpPort)/graphql",
          "-H", "Content-Type: application/json", "-H", "Accept: text/event-stream",
          "-d", #"{"query": "subscription { newComment { id } }"}"#,
        ], output: "\(node.folder.path)/events")
      // The comment at its beginning says that the subscription stands.
      try await eventually("the subscription has begun") { subscriber.output.hasPrefix(":") }

      let writer = Task {
        var answered: [String] = []
        for number in 0..<100_000 {
          let data = try? await node.client.data(
            #"mutation { createComment(input: { id: "c\#(number)", text: "x" }) { id } }"#)
          guard let id = data?.at("createComment.id")?.stringValue else { break }
          answered.append(id)
        }
        return answered
      }
      try await eventually("events come") {
        subscriber.output.components(separatedBy: "event: next").count > 20
      }
      let clock = ContinuousClock()
      let start = clock.now
      #expect(try await node.stop() == 0)
      #expect(clock.now - start < .seconds(15))
      let answered = await writer.value
      #expect(answered.count >= 20)
      #expect(try await subscriber.ended() == 0)
      #expect(subscriber.output.contains("event: complete"))
      #expect(!node.log(containing: "the node has stopped").isEmpty)

      // The other node got a goodbye, not a broken stream.
      try await eventually("node 2 noticed") {
        !mesh.nodes[1].log(containing: "closed by the peer").isEmpty
      }
      #expect(mesh.nodes[1].log(containing: "without a goodbye").isEmpty)

      try await node.start()
      let kept = Set(try await Deltas.round(node.client, since: "0", limit: 1_000).ids)
      #expect(Set(answered).subtracting(kept) == [])
      try await mesh.agree(on: "{ findComments(page: { limit: 1 }) { count } }") {
        $0.at("findComments.count") == .int(Int64(kept.count))
      }
      try await mesh.stop()
    }

    @Test("A subscription by Server-Sent Events gets deltas from another node as they come")
    func liveDeltas() async throws {
      let mesh = try await TestMesh(2)
      let subscriber = try RunningProgram(
        "/usr/bin/env",
        [
          "curl", "-sN", "--max-time", "60", "http://127.0.0.1:\(mesh.nodes[1].httpPort)/graphql",
          "-H", "Content-Type: application/json", "-H", "Accept: text/event-stream", "-d",
          #"{"query": "subscription { syncComments(lastSync: \"0\") { items { id text _deleted } lastSync } }"}"#,
        ], output: "\(mesh.nodes[1].folder.path)/events")
      try await eventually("the first page came") { subscriber.output.contains("event: next") }
      let created = try await mesh.nodes[0].client.data(
        #"mutation { createComment(input: { id: "live", text: "news" }) { updatedAt } }"#)
      try await eventually("the document came") { subscriber.output.contains(#""text":"news""#) }
      let updatedAt = try #require(created.at("createComment.updatedAt")?.stringValue)
      _ = try await mesh.nodes[0].client.data(
        #"mutation { deleteComment(input: { id: "live", updatedAt: "\#(updatedAt)" }) { id } }"#)
      try await eventually("the deletion came") {
        subscriber.output.contains(#""_deleted":true"#)
      }
      subscriber.signal(SIGTERM)
      try await mesh.stop()
    }
  }
}
