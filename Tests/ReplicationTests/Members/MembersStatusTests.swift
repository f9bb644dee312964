import Documents
import Replication
import Testing

/// What an operator is told of members.
struct MembersStatusTests {
  private func status(_ lab: Lab, _ index: Int) -> MembersStatus {
    lab.nodes[index].replica.membersStatus(at: lab.moment(index))
  }

  @Test func `members that are linked, heard of through others, silent and evicted are told apart`()
    throws
  {
    let lab = try Lab(3)
    lab.connect(0, 1)
    lab.settle()
    lab.connect(1, 2)
    lab.create(2, "a", "x")
    lab.settle()
    lab.pass(2_000)
    let replicas = lab.nodes.map(\.replica.id)
    func member(_ index: Int) throws -> MembersStatus.Member {
      try #require(status(lab, 0).members.first { $0.entry.replica == replicas[index] })
    }
    let own = try member(0)
    #expect(own.isSelf && !own.isLinked && own.silence == 0)
    #expect(own.knowledge == lab.nodes[0].replica.knowledge)
    let neighbour = try member(1)
    #expect(!neighbour.isSelf && neighbour.isLinked && neighbour.silence == 0)
    #expect(neighbour.knowledge == lab.nodes[1].replica.knowledge)
    let far = try member(2)
    #expect(!far.isSelf && !far.isLinked)
    #expect(far.knowledge == lab.nodes[2].replica.knowledge)
    let silence = try #require(far.silence)

    lab.cut(1, 2)
    lab.pass(5_000)
    #expect(try #require(try member(2).silence) >= silence + 5_000)

    #expect(lab.administer(0, .evict(replicas[2])) == .done)
    let evicted = try member(2)
    #expect(evicted.entry.state == .evicted)
    #expect(evicted.silence == nil && evicted.knowledge == nil)
  }

  @Test func `a node that waits for approval is listed with its key, and no member yet`() throws {
    let lab = try Lab(2) { index, settings in
      settings.key = "key \(index)"
      if index == 0 { settings.admission = .approve }
    }
    lab.create(0, "a", "x")
    lab.settle()
    #expect(status(lab, 0).members.map(\.isSelf) == [true])
    lab.connect(0, 1)
    lab.settle()
    #expect(status(lab, 0).waiting.map(\.key) == ["key 1"])
    #expect(status(lab, 0).members.count == 1)
    #expect(lab.document(1, "a") == nil)
    #expect(lab.administer(0, .approve(key: "key 1")) == .done)
    lab.settle()
    #expect(status(lab, 0).waiting == [])
    #expect(status(lab, 0).members.filter(\.isLinked).map(\.entry.key) == ["key 1"])
    #expect(lab.document(1, "a") != nil)
  }
}
