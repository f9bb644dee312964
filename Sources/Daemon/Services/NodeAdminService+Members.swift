import AdminAPI
import Documents
import PeerWire
import Replication

extension NodeAdminService {
  func members() async throws(AdminServiceError) -> MembersReport {
    let now = SystemClock.now()
    guard
      let (status, knowledge) = await loop.inspect({ ($0.membersStatus(at: now), $0.knowledge) })
    else { throw AdminServiceError("the node is stopping") }
    let links = links.current
    return MembersReport(
      members: status.members.map { member in
        MemberStatus(
          entry: member.entry, isSelf: member.isSelf, isLinked: member.isLinked,
          lastHeard: member.silence.map { now.wall.milliseconds - $0 },
          knowledge: member.knowledge,
          lag: member.knowledge.map { NodeMetrics.lag(of: $0, behind: knowledge) })
      },
      waiting: status.waiting.map { waiting in
        WaitingNode(
          node: waiting.node, key: waiting.key, address: links[waiting.link]?.address ?? "")
      }, now: now.wall.milliseconds)
  }

  func evictMember(replica text: String) async throws(AdminServiceError) -> MemberStatus {
    guard let replica = ReplicaID(text) else {
      throw .badInput("\"\(text)\" is no ReplicaID: it has 16 hexadecimal digits")
    }
    try await administer(.evict(replica))
    return try await member { $0.replica == replica }
  }

  func approveMember(key: String) async throws(AdminServiceError) -> MemberStatus {
    try await administer(.approve(key: key))
    return try await member { UTF8Order.equal($0.key, key) && $0.state == .active }
  }

  func addPeer(address text: String) async throws(AdminServiceError) -> Bool {
    guard let address = PeerAddress(text) else {
      throw .badInput("\"\(text)\" is no address: it must be HOST:PORT, such as 10.0.0.2:4100")
    }
    guard let dialler else {
      throw .badInput("this node has no links: it needs peer.secret, and peer.listen or peer.peers")
    }
    switch dialler.name(address) {
    case .dialled: return true
    case .known: return false
    case .own: throw .badInput("\(address) is the address of this node")
    case .tooMany:
      throw .badInput(
        "\(MemberDialler.maximumNamed) addresses were named already: put them into peer.peers, and restart the node"
      )
    }
  }

  private func administer(
    _ administration: Administration
  ) async throws(AdminServiceError) {
    switch await loop.administer(administration) {
    case .done: break
    case .refused(let message): throw .badInput(message)
    case .unavailable(let message): throw AdminServiceError(message)
    }
  }

  private func member(
    _ isIt: (MemberEntry) -> Bool
  ) async throws(AdminServiceError) -> MemberStatus {
    guard let member = try await members().members.first(where: { isIt($0.entry) }) else {
      throw AdminServiceError("the roster does not show the member yet; look again")
    }
    return member
  }
}
