import Documents
import Noise
import PeerWire
import Replication
import Synchronization
import Testing

@testable import Daemon

@Suite("Who dials members")
struct MemberDiallerTests {
  /// What was asked for, in order: `+address key` or `-address`; keys by their first two digits.
  private final class Record: Sendable {
    private let lines = Mutex<[String]>([])

    var outlets: MemberDialler.Outlets {
      MemberDialler.Outlets(
        dial: { address, key in
          self.add("+\(address) \(key.map { String("\($0)".prefix(2)) } ?? "?")")
        },
        forget: { self.add("-\($0)") })
    }

    private func add(_ line: String) { lines.withLock { $0.append(line) } }

    /// What was asked for since the last call.
    func take() -> [String] {
      lines.withLock { lines in
        defer { lines = [] }
        return lines
      }
    }
  }

  private let record = Record()

  private static func key(_ byte: UInt8) throws -> PublicKey {
    try #require(PublicKey(bytes: [UInt8](repeating: byte, count: 32)))
  }

  private static func address(_ text: String) throws -> PeerAddress {
    try #require(PeerAddress(text))
  }

  private static func member(
    _ byte: UInt8, _ addresses: [String], state: MemberEntry.State = .active
  ) throws -> MemberEntry {
    MemberEntry(
      replica: ReplicaID(bits: UInt64(byte)), node: "node", key: "\(try key(byte))",
      addresses: addresses, state: state)
  }

  private func dialler(ownKey: UInt8 = 0x50) throws -> MemberDialler {
    MemberDialler(
      ownKey: try Self.key(ownKey), own: [try Self.address("me:1")],
      configured: [try Self.address("known:1")], outlets: record.outlets)
  }

  @Test("dials what the stored roster says once it is started, and what comes then")
  func start() throws {
    let dialler = try dialler()
    dialler.update([try Self.member(0x11, ["a:1"])])
    #expect(record.take() == [])
    dialler.start()
    #expect(record.take() == ["+a:1 11"])
    dialler.start()
    #expect(record.take() == [])
    dialler.update([try Self.member(0x11, ["a:1"]), try Self.member(0x22, ["b:1", "c:1"])])
    #expect(record.take() == ["+b:1 22", "+c:1 22"])
  }

  @Test(
    "forgets the addresses of members that left or moved, and dials anew what changed its owner")
  func leaving() throws {
    let dialler = try dialler()
    dialler.start()
    dialler.update([try Self.member(0x11, ["a:1"]), try Self.member(0x22, ["b:1"])])
    #expect(record.take() == ["+a:1 11", "+b:1 22"])
    dialler.update([try Self.member(0x11, ["a:2"]), try Self.member(0x22, ["b:1"])])
    #expect(record.take() == ["-a:1", "+a:2 11"])
    for state in [MemberEntry.State.evicted, .retired, .closed] {
      dialler.update([try Self.member(0x11, ["a:2"]), try Self.member(0x22, ["b:1"], state: state)])
      #expect(record.take() == ["-b:1"])
      dialler.update([try Self.member(0x11, ["a:2"]), try Self.member(0x22, ["b:1"])])
      #expect(record.take() == ["+b:1 22"])
    }
    dialler.update([try Self.member(0x22, ["a:2"])])
    #expect(record.take() == ["-a:2", "-b:1", "+a:2 22"])
  }

  @Test("leaves itself, the configured addresses and what is no address out")
  func checks() throws {
    let dialler = try dialler()
    dialler.start()
    var keyless = try Self.member(0x33, ["k:1"])
    keyless.key = "33"
    dialler.update([
      try Self.member(0x50, ["other:1"]), keyless,
      try Self.member(
        0x11, ["me:1", "known:1", "", "a", "a:0", "a:70000", "a b:1", "::1:1", "a:1"]),
    ])
    #expect(record.take() == ["+a:1 11"])
  }

  @Test(
    "dials a few addresses of each member, and of many members those that come next on the ring")
  func bounds() throws {
    let few = try dialler()
    few.start()
    few.update([try Self.member(0x11, (1...9).map { "a:\($0)" })])
    #expect(record.take() == (1...MemberDialler.addressesPerMember).map { "+a:\($0) 11" })

    let many = try dialler()
    many.start()
    let members = try (0..<400).map { number in
      var bytes = [UInt8](repeating: 0, count: 32)
      bytes[0] = UInt8(number / 2)
      bytes[1] = UInt8(number % 2)
      let key = try #require(PublicKey(bytes: bytes))
      return MemberEntry(
        replica: ReplicaID(bits: UInt64(number)), node: "node", key: "\(key)",
        addresses: ["m:\(number + 1)"])
    }
    many.update(members)
    // The own key, of 0x50 alone, is after those of the numbers 160 and 161.
    let expected = (0..<MemberDialler.maximumMembers).map { "m:\((162 + $0) % 400 + 1)" }
    let dialled = record.take().map { String($0.dropFirst().prefix { $0 != " " }) }
    #expect(dialled.count == MemberDialler.maximumMembers)
    #expect(Set(dialled) == Set(expected))
  }

  @Test(
    "dials what an operator names, for as long as the node runs, whatever becomes of members there")
  func named() throws {
    let dialler = try dialler()
    dialler.start()
    #expect(dialler.name(try Self.address("me:1")) == .own)
    #expect(dialler.name(try Self.address("known:1")) == .known)
    #expect(dialler.name(try Self.address("n:1")) == .dialled)
    #expect(dialler.name(try Self.address("n:1")) == .known)
    #expect(record.take() == ["+n:1 ?"])
    dialler.update([try Self.member(0x11, ["n:1", "a:1"])])
    #expect(record.take() == ["+a:1 11"])
    #expect(dialler.name(try Self.address("a:1")) == .known)
    dialler.update([])
    #expect(record.take() == [])
    for number in 2..<MemberDialler.maximumNamed {
      #expect(dialler.name(try Self.address("n:\(number)")) == .dialled)
    }
    #expect(dialler.name(try Self.address("n:9999")) == .tooMany)
  }

  @Test(
    "what others are told to dial: what is advertised, else one address that is listened on",
    arguments: [
      (nil, nil, .nowhere), ("10.0.0.1:4100", nil, .address("10.0.0.1:4100")),
      ("0.0.0.0:4100", nil, .unknown), ("[::]:4100", nil, .unknown), (":4100", nil, .unknown),
      ("0.0.0.0:4100", "till-1:4100", .address("till-1:4100")),
      ("10.0.0.1:4100", "none", .nowhere), ("127.0.0.1:0", nil, .nowhere),
      ("[::1]:4100", nil, .address("[::1]:4100")),
    ] as [(String?, String?, Expected)])
  func announcement(listen: String?, advertise: String?, expected: Expected) throws {
    var configuration = NodeConfiguration()
    configuration.peer.listen = listen
    configuration.peer.advertise = advertise
    configuration.peer.secret = "0123456789abcdef"
    try configuration.check()
    let wanted: NodeConfiguration.Announcement =
      switch expected {
      case .nowhere: .nowhere
      case .unknown: .unknown
      case .address(let text): .address(try Self.address(text))
      }
    #expect(configuration.announcement == wanted)
    var settings = ReplicaSettings(
      mesh: MeshID(bits: 1), process: 1, name: "node", version: "0")
    configuration.apply(to: &settings)
    if case .address(let text) = expected {
      #expect(settings.addresses == [text])
    } else {
      #expect(settings.addresses == [])
    }
  }

  enum Expected: Sendable {
    case nowhere, unknown
    case address(String)
  }

  @Test("short spans are looked at in time, long ones once a minute; nonsense is refused")
  func spans() throws {
    var configuration = NodeConfiguration()
    var settings = ReplicaSettings(mesh: MeshID(bits: 1), process: 1, name: "node", version: "0")
    configuration.apply(to: &settings)
    #expect(settings.maintenanceInterval == 60_000)
    #expect(settings.tombstoneRetention == 7 * 86_400_000)
    #expect(settings.evictAfter == 30 * 86_400_000)
    #expect(settings.admission == .secret)
    configuration.tombstoneRetention = 2_000
    configuration.evictAfter = 5_000
    configuration.peer.admission = .approve
    configuration.apply(to: &settings)
    #expect(settings.maintenanceInterval == 500)
    #expect(settings.evictAfter == 5_000)
    #expect(settings.admission == .approve)
    configuration.evictAfter = 0
    #expect(throws: ConfigurationError.self) { try configuration.check() }
    configuration.evictAfter = 1_000
    configuration.peer.advertise = "nowhere"
    #expect(throws: ConfigurationError.self) { try configuration.check() }
  }
}
