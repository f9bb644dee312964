import ArgumentParser
import GraphQL

/// `deltamesh peers`: the members of the mesh, as a running node knows them.
struct PeersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peers",
    abstract: "Show and change who takes part in the mesh.",
    discussion: """
      The roster of members is replicated: every node has the same, and it is enough to ask one. A node becomes a member when it first
      links to one, with the secret of the mesh; where peer.admission is approve, once an operator has approved its key.

      Members are waited for: deletions are remembered until all active members know of them. One that will not come back should be
      evicted; one that was silent for retention.evictAfter is evicted by rule. Whoever comes back after that starts over by itself, and
      loses nothing that it wrote.

        deltamesh peers list               who there is, and who waits
        deltamesh peers approve 3f09ac     let in who waits with this key
        deltamesh peers evict till-7       give this member up
        deltamesh peers add 10.0.0.7:4100  dial an address now
      """,
    subcommands: [List.self, Add.self, Approve.self, Evict.self], defaultSubcommand: List.self)

  /// The running node.
  struct NodeOption: ParsableArguments {
    @OptionGroup var address: NodeAddress

    func execute(_ query: String, _ variables: [String: JSON] = [:]) async throws -> JSON {
      try await address.client.execute(
        "/admin/graphql", query: query,
        variables: .object(JSONObject(variables.map { ($0.key, $0.value) })))
    }

    /// The members and the nodes that wait.
    func members() async throws -> JSON {
      try await execute(
        """
        { members { replica node key addresses state self linked lastHeard lag }
          waiting { node key address } }
        """)
    }
  }

  /// `deltamesh peers list`.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the members of the mesh, and the nodes that wait for approval.",
      discussion: """
        A line is an incarnation of a node: name, state, how it stands to the node that was asked, ReplicaID, addresses. A node that was
        restored or has started over has left earlier incarnations behind; --all shows those of which nothing more can come, too.
        """)

    @OptionGroup var node: NodeOption

    @Flag(help: "Show closed incarnations, too.")
    var all = false

    func run() async throws {
      do {
        print(MemberTable(try await node.members(), showsClosed: all).text)
      } catch let failure as Failure {
        throw failure.exit()
      }
    }
  }

  /// `deltamesh peers add`.
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Dial an address now.",
      discussion: """
        The node dials it until it stops. For good, put the address into peer.peers of deltamesh.yaml. Members that tell others where to
        dial them (peer.advertise) need not be added: they are found through the roster.
        """)

    @Argument(help: "Where another node listens, HOST:PORT.")
    var address: String

    @OptionGroup var node: NodeOption

    func run() async throws {
      do {
        let answer = try await node.execute(
          "mutation ($address: String!) { addPeer(address: $address) }",
          ["address": .string(address)])
        if answer["addPeer"]?.boolValue == true {
          print("\(address) is dialled from now on, until the node stops")
          print("to keep it, put it into peer.peers of the node's deltamesh.yaml")
        } else {
          print("\(address) is dialled already; why there is no link, the node's log says")
        }
      } catch let failure as Failure {
        throw failure.exit()
      }
    }
  }

  /// `deltamesh peers approve`.
  struct Approve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let a node in that waits for approval.",
      discussion: """
        Where peer.admission is approve, a new node has to have the secret, and an operator has to approve its key, at a member that it
        has a link to. Compare the key with what the new node's operator reads in its log: names can be chosen by anybody.
        """)

    @Argument(
      help: "The key of the node, the beginning of it, or its name, where only one waits with it.")
    var key: String

    @OptionGroup var node: NodeOption

    func run() async throws {
      do {
        let waiting = try await node.members()["waiting"]?.arrayValue ?? []
        let chosen = try Choice(
          waiting, idField: "key", what: "node that waits for approval"
        ).one(key)
        let answer = try await node.execute(
          "mutation ($key: String!) { approveMember(key: $key) { replica node } }",
          ["key": chosen["key"] ?? .null])
        let member = answer["approveMember"] ?? .null
        print(
          "\(member["node"]?.stringValue ?? "?") is a member now, as replica \(member["replica"]?.stringValue ?? "?")"
        )
      } catch let failure as Failure {
        throw failure.exit()
      }
    }
  }

  /// `deltamesh peers evict`.
  struct Evict: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give a member up that will not come back soon.",
      discussion: """
        Nothing is waited for from it any longer, and nothing is taken from it until it has started over, which it does by itself when it
        comes back: a full copy under a new ReplicaID, after which what it had written alone is merged. It has the secret of the mesh
        still: to keep a node out for good, give all others another secret.
        """)

    @Argument(
      help:
        "The name of the member, its ReplicaID, or the beginning of that, where only one has it.")
    var member: String

    @OptionGroup var node: NodeOption

    func run() async throws {
      do {
        let members = try await node.members()["members"]?.arrayValue ?? []
        let active = members.filter { $0["state"]?.stringValue == "ACTIVE" }
        let chosen = try Choice(active, idField: "replica", what: "active member").one(member)
        let answer = try await node.execute(
          "mutation ($replica: ID!) { evictMember(replica: $replica) { replica node state } }",
          ["replica": chosen["replica"] ?? .null])
        let evicted = answer["evictMember"] ?? .null
        print(
          "\(evicted["node"]?.stringValue ?? "?") (replica \(evicted["replica"]?.stringValue ?? "?")) is \((evicted["state"]?.stringValue ?? "?").lowercased()); it starts over when it comes back"
        )
      } catch let failure as Failure {
        throw failure.exit()
      }
    }
  }
}
