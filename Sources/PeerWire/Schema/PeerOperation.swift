public import Argo

/// The operations of the peer schema. A request gives the name; the text is known to both sides.
public enum PeerOperation: String, Sendable, Hashable, CaseIterable {
  /// Asks who the peer is; the first message of each side, with id 1.
  case hello = "Hello"
  /// Asks for news; the second message of each side, with id 2.
  case announcements = "Announcements"
  /// Asks for changes; with ids from 3.
  case changes = "Changes"
  /// Asks for the sums of a type, to compare them; with ids from 2^33.
  case sums = "Sums"
  /// Asks for the documents in some buckets by their hashes; with ids from 2^33.
  case entries = "Entries"
  /// Asks for whole documents; with ids from 2^33.
  case documents = "Documents"

  /// The operation in GraphQL.
  public var text: String {
    switch self {
    case .hello:
      """
      query Hello {
        hello {
          mesh replica process name version clock
          catalog { name merge fields { name type } }
          knowledge floor startsOver replicates { name filter }
        }
      }

      """
    case .announcements:
      """
      subscription Announcements {
        announcements {
          knowledge links
          catalog { name merge fields { name type } }
          members { replica knowledge silence } startsOver floor
        }
      }

      """
    case .changes:
      """
      subscription Changes($lastSync: Token!, $limit: Int!, $credit: Int!) {
        changes(lastSync: $lastSync, limit: $limit, credit: $credit) {
          replicas
          items { type id createdAt deleted stamps values }
          lastSync knowledge claim floor hasMore
        }
      }

      """
    case .sums:
      """
      query Sums($type: String!) {
        sums(type: $type) { live tombstones knowledge floor ahead }
      }

      """
    case .entries:
      """
      query Entries($type: String!, $buckets: [Int!]!, $after: ID, $limit: Int!) {
        entries(type: $type, buckets: $buckets, after: $after, limit: $limit) {
          items { id hash deleted forgettable }
          knowledge floor ahead hasMore
        }
      }

      """
    case .documents:
      """
      query Documents($type: String!, $ids: [ID!]!) {
        documents(type: $type, ids: $ids) {
          replicas
          items { type id createdAt deleted stamps values }
          lastSync knowledge claim floor hasMore
        }
      }

      """
    }
  }

  /// How its answers are encoded: what Argo makes of the schema and the text.
  public var responseType: WireType {
    let data: [WireType.Field] =
      switch self {
      case .hello: [WireType.Field("hello", Self.helloRecord)]
      case .announcements: [WireType.Field("announcements", Self.announcement)]
      case .changes: [WireType.Field("changes", Self.changeList)]
      case .sums: [WireType.Field("sums", Self.sumsRecord)]
      case .entries: [WireType.Field("entries", Self.entryList)]
      case .documents: [WireType.Field("documents", Self.changeList)]
      }
    return .response(data: .record(data))
  }

  private static let string = WireType.block(.string, key: "String", deduplicates: true)
  private static let bits64 = WireType.block(
    .fixed(length: 8), key: "Bits64", deduplicates: false)
  private static let knowledge = WireType.block(.bytes, key: "Knowledge", deduplicates: true)
  private static let token = WireType.block(.bytes, key: "Token", deduplicates: true)

  private static let catalog = WireType.array(
    .record([
      WireType.Field("name", string),
      WireType.Field("merge", .block(.string, key: "Merge", deduplicates: true)),
      WireType.Field(
        "fields",
        .array(.record([WireType.Field("name", string), WireType.Field("type", string)]))),
    ]))

  private static let helloRecord = WireType.record([
    WireType.Field("mesh", bits64),
    WireType.Field("replica", bits64),
    WireType.Field("process", bits64),
    WireType.Field("name", string),
    WireType.Field("version", string),
    WireType.Field("clock", milliseconds),
    WireType.Field("catalog", catalog),
    WireType.Field("knowledge", knowledge),
    WireType.Field("floor", knowledge),
    WireType.Field("startsOver", .boolean),
    WireType.Field(
      "replicates",
      .nullable(
        .array(
          .record([
            WireType.Field("name", string),
            WireType.Field(
              "filter", .nullable(.block(.bytes, key: "ScopeFilter", deduplicates: true))),
          ])))),
  ])

  private static let milliseconds = WireType.block(
    .varint, key: "Milliseconds", deduplicates: false)

  private static let announcement = WireType.record([
    WireType.Field("knowledge", knowledge),
    WireType.Field("links", .array(bits64)),
    WireType.Field("catalog", .nullable(catalog)),
    WireType.Field(
      "members",
      .array(
        .record([
          WireType.Field("replica", bits64), WireType.Field("knowledge", knowledge),
          WireType.Field("silence", milliseconds),
        ]))),
    WireType.Field("startsOver", .boolean),
    WireType.Field("floor", .nullable(knowledge)),
  ])

  private static let change = WireType.record([
    WireType.Field("type", .block(.varint, key: "Int", deduplicates: false)),
    WireType.Field("id", .block(.string, key: "ID", deduplicates: true)),
    WireType.Field(
      "createdAt",
      .nullable(.block(.fixed(length: 8), key: "Timestamp", deduplicates: false))),
    WireType.Field("deleted", .boolean),
    WireType.Field("stamps", .block(.bytes, key: "Stamps", deduplicates: true)),
    WireType.Field("values", .array(.block(.desc, key: "Value", deduplicates: false))),
  ])

  private static let hashes = WireType.block(.bytes, key: "Hashes", deduplicates: true)

  private static let sumsRecord = WireType.record([
    WireType.Field("live", hashes),
    WireType.Field("tombstones", hashes),
    WireType.Field("knowledge", knowledge),
    WireType.Field("floor", knowledge),
    WireType.Field("ahead", .boolean),
  ])

  private static let entryList = WireType.record([
    WireType.Field(
      "items",
      .array(
        .record([
          WireType.Field("id", .block(.string, key: "ID", deduplicates: true)),
          WireType.Field("hash", bits64),
          WireType.Field("deleted", .boolean),
          WireType.Field("forgettable", .boolean),
        ]))),
    WireType.Field("knowledge", knowledge),
    WireType.Field("floor", knowledge),
    WireType.Field("ahead", .boolean),
    WireType.Field("hasMore", .boolean),
  ])

  private static let changeList = WireType.record([
    WireType.Field("replicas", .array(bits64)),
    WireType.Field("items", .array(change)),
    WireType.Field("lastSync", token),
    WireType.Field("knowledge", knowledge),
    WireType.Field("claim", .nullable(knowledge)),
    WireType.Field("floor", knowledge),
    WireType.Field("hasMore", .boolean),
  ])
}
