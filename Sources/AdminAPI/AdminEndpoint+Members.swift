import Documents
import GraphQL

extension AdminEndpoint {
  /// The types of the schema that have to do with members.
  static let memberTypes = """
    "ACTIVE: takes part. EVICTED: given up; starts over when it comes back. RETIRED: its node goes on under another ReplicaID. CLOSED: nothing more can come from it."
    enum MemberState { ACTIVE EVICTED RETIRED CLOSED }
    "One incarnation of a node, as the roster has it and this node knows it."
    type Member {
      replica: ID!
      node: String!
      "Its public key, in hexadecimal digits."
      key: String!
      "Where others are told to dial it."
      addresses: [String!]!
      state: MemberState!
      "Whether it is this node."
      self: Boolean!
      "Whether this node has a link to it."
      linked: Boolean!
      "When it was last heard of, directly or from others; null if it was not since this node's start, or has left."
      lastHeard: String
      "What it knows at least."
      knowledge: [KnowledgeEntry!]
      "By how many milliseconds that is behind what this node knows."
      lag: String
    }
    "A node that has the secret of the mesh and waits for approveMember; address is its end of the link."
    type WaitingNode { node: String!  key: String!  address: String! }
    """

  /// Answers a query about members; nil for any other.
  func memberQuery(_ field: BoundField) async -> RootOutcome? {
    do throws(AdminServiceError) {
      switch field.name {
      case "members":
        return .value(
          .list(try await service.members().members.map { .object(StatusObject.member($0)) }))
      case "waiting":
        return .value(
          .list(try await service.members().waiting.map { .object(StatusObject.waiting($0)) }))
      default: return nil
      }
    } catch {
      return .errors([error.graphQL])
    }
  }

  /// Runs a mutation about members; nil for any other.
  func memberMutation(_ field: BoundField) async -> RootOutcome? {
    do throws(AdminServiceError) {
      switch field.name {
      case "evictMember":
        let replica = field.arguments["replica"]?.stringValue ?? ""
        return .value(.object(StatusObject.member(try await service.evictMember(replica: replica))))
      case "approveMember":
        let key = field.arguments["key"]?.stringValue ?? ""
        return .value(.object(StatusObject.member(try await service.approveMember(key: key))))
      case "addPeer":
        let address = field.arguments["address"]?.stringValue ?? ""
        return .value(.bool(try await service.addPeer(address: address)))
      default: return nil
      }
    } catch {
      return .errors([error.graphQL])
    }
  }
}

extension StatusObject {
  static func member(_ member: MemberStatus) -> StatusObject {
    StatusObject(
      typeName: "Member",
      fields: [
        "replica": .string("\(member.entry.replica)"), "node": .string(member.entry.node),
        "key": .string(member.entry.key),
        "addresses": .list(member.entry.addresses.map { .string($0) }),
        "state": .string(member.entry.state.rawValue), "self": .bool(member.isSelf),
        "linked": .bool(member.isLinked),
        "lastHeard": member.lastHeard.map { .int($0) } ?? .null,
        "knowledge": member.knowledge.map { knowledge($0) } ?? .null,
        "lag": member.lag.map { .int($0) } ?? .null,
      ])
  }

  static func waiting(_ node: WaitingNode) -> StatusObject {
    StatusObject(
      typeName: "WaitingNode",
      fields: [
        "node": .string(node.node), "key": .string(node.key), "address": .string(node.address),
      ])
  }
}
