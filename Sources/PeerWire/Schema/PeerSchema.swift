/// The GraphQL schema that a node serves to its peers, as text; Docs/PROTOCOL.md prints the same text.
///
/// Its operations are fixed (``PeerOperation``): a request names one of them, and its answers are encoded with Argo by the
/// wire type that follows from this schema and the operation's text.
public enum PeerSchema {
  /// The schema in GraphQL's schema definition language.
  public static let text = """
    "64 bits, the high byte first."
    scalar Bits64 @ArgoCodec(codec: FIXED, fixedLength: 8)

    "A reading of the hybrid clock, the high byte first: 48 bits of milliseconds since 1970 and 16 bits of a counter."
    scalar Timestamp @ArgoCodec(codec: FIXED, fixedLength: 8)

    "Milliseconds since 1970."
    scalar Milliseconds @ArgoCodec(codec: Int)

    "16 bytes an entry, in ascending order of replica: the replica, and a timestamp above zero."
    scalar Knowledge @ArgoCodec(codec: BYTES)

    "Says since when: opaque to all but the nodes of the mesh."
    scalar Token @ArgoCodec(codec: BYTES)

    "The stamps of a document in binary form; replicas are named by their place in the page's table."
    scalar Stamps @ArgoCodec(codec: BYTES)

    "A condition on the documents of a type in binary form."
    scalar ScopeFilter @ArgoCodec(codec: BYTES)

    "Hashes of 64 bits, the low byte first; one for each bucket."
    scalar Hashes @ArgoCodec(codec: BYTES)

    "Null, a boolean, an integer, a float, a string, or a list of these; an empty object where nobody ever wrote the field."
    scalar Value @ArgoCodec(codec: DESC)

    type Query {
      "Who the node is. Asked once, at the start of a link."
      hello: Hello!
      "The sums of the documents of a type, bucket by bucket: what two nodes that know the same compare."
      sums(type: String!): Sums!
      "The documents of a type in some buckets (ascending), in order of id, behind one."
      entries(type: String!, buckets: [Int!]!, after: ID, limit: Int!): EntryList!
      "Documents of a type, as they are now; those that don't exist are left out."
      documents(type: String!, ids: [ID!]!): ChangeList!
    }

    type Subscription {
      "News about the node. Asked for once, at the start of a link."
      announcements: Announcement!
      "What changed since a token, page by page, and what changes from then on."
      changes(lastSync: Token!, limit: Int!, credit: Int!): ChangeList!
    }

    type Hello {
      mesh: Bits64!
      replica: Bits64!
      "Random for each process: tells two processes with one replica apart."
      process: Bits64!
      name: String!
      version: String!
      clock: Milliseconds!
      catalog: [CatalogType!]!
      knowledge: Knowledge!
      floor: Knowledge!
      "Whether the node starts over: it gives nothing until it has a full copy."
      startsOver: Boolean!
      "The types that the node holds, in ascending order of their names; null for everything."
      replicates: [ReplicatedType!]
    }

    "A type of which a node holds documents."
    type ReplicatedType {
      name: String!
      "Which documents it holds; null for all of the type."
      filter: ScopeFilter
    }

    "A type of documents. Its number is its place in the catalog, which only ever grows at its ends."
    type CatalogType {
      name: String!
      merge: Merge!
      fields: [CatalogField!]!
    }

    "Whether documents merge field by field, or win and lose as a whole."
    enum Merge {
      FIELD
      DOCUMENT
    }

    type CatalogField {
      name: String!
      type: String!
    }

    type Announcement {
      "What the node knows; to be used to skip what it has, never joined."
      knowledge: Knowledge!
      "The replicas that the node has links to, in ascending order."
      links: [Bits64!]!
      "The whole catalog, if it grew since it was last told."
      catalog: [CatalogType!]
      "What the node has heard of other members, in ascending order of replica."
      members: [MemberNews!]!
      "Whether the node starts over: it gives nothing until it has a full copy."
      startsOver: Boolean!
      "Below what it has forgotten tombstones, if that rose since it was last told."
      floor: Knowledge
    }

    "What was heard of a member: to be joined entry by entry."
    type MemberNews {
      replica: Bits64!
      knowledge: Knowledge!
      "How long ago the member was last heard of."
      silence: Milliseconds!
    }

    type ChangeList {
      "What the numbers in the stamps of this page mean."
      replicas: [Bits64!]!
      items: [Change!]!
      "Where the next page goes on."
      lastSync: Token!
      "What the node knew when it read the page."
      knowledge: Knowledge!
      "What the subscriber may join with its own knowledge, once it has applied this page and all before it."
      claim: Knowledge
      "Below which the node has forgotten tombstones."
      floor: Knowledge!
      "Whether more is there to be sent at once."
      hasMore: Boolean!
    }

    "The whole state of a document."
    type Change {
      "The number of its type in the sender's catalog."
      type: Int!
      id: ID!
      "Null where it is the timestamp of its own stamp, as it nearly always is."
      createdAt: Timestamp
      deleted: Boolean!
      stamps: Stamps!
      "By the numbers of the fields in the sender's catalog; those behind the end were never written."
      values: [Value!]!
    }

    type Sums {
      live: Hashes!
      tombstones: Hashes!
      "What the node knew when it read them, and below which it had forgotten tombstones."
      knowledge: Knowledge!
      floor: Knowledge!
      "Whether it held versions of the type beyond that knowledge: then there is nothing to compare."
      ahead: Boolean!
    }

    type EntryList {
      items: [Entry!]!
      knowledge: Knowledge!
      floor: Knowledge!
      ahead: Boolean!
      "Whether there may be others behind these."
      hasMore: Boolean!
    }

    "A document by its hash."
    type Entry {
      id: ID!
      hash: Bits64!
      deleted: Boolean!
      "Whether it is a tombstone below the floor, which another node may have forgotten."
      forgettable: Boolean!
    }

    enum ArgoCodecType {
      String
      Int
      Float
      Boolean
      BYTES
      FIXED
      DESC
    }

    directive @ArgoCodec(codec: ArgoCodecType!, fixedLength: Int) on SCALAR | ENUM
    directive @ArgoDeduplicate(deduplicate: Boolean! = true) on SCALAR | ENUM

    """
}
