import Documents
import Replication

/// A rolling hash over all that happens in a run: the same on every machine and in every run of the same seed.
struct TraceHash {
  private(set) var value: UInt64 = 0x6C62_272E_07BB_0142
  /// Where the hash stood on the way.
  private(set) var checkpoints = TraceCheckpoints()

  /// The event with a number, counted from 1, has come to its end.
  mutating func endEvent(_ number: Int) { checkpoints.note(number, value) }

  /// Takes up a number.
  @inline(__always)
  mutating func mix(_ number: UInt64) {
    let product = (value ^ number).multipliedFullWidth(by: 0x9FB2_1C65_1E98_DF25)
    value = product.high ^ product.low ^ 0x2D35_8DCC_AA6C_78A5
    value = (value << 23 | value >> 41) &+ number
  }

  mutating func mix(_ number: Int) { mix(UInt64(bitPattern: Int64(number))) }

  mutating func mix(_ bytes: [UInt8]) {
    mix(UInt64(bytes.count))
    bytes.withUnsafeBytes { bytes in
      var offset = 0
      while offset + 8 <= bytes.count {
        mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
        offset += 8
      }
      var rest: UInt64 = 0
      while offset < bytes.count {
        rest = rest << 8 | UInt64(bytes[offset])
        offset += 1
      }
      mix(rest)
    }
  }

  mutating func mix(_ text: String) {
    for byte in text.utf8 { mix(UInt64(byte)) }
    mix(0xFF)
  }

  mutating func mix(_ knowledge: Knowledge) {
    mix(UInt64(knowledge.entries.count))
    for entry in knowledge.entries {
      mix(entry.replica.bits)
      mix(entry.timestamp.bits)
    }
  }

  mutating func mix(_ message: PeerMessage) {
    switch message {
    case .hello(let hello):
      mix(1)
      mix(hello.replica.bits)
      mix(UInt64(bitPattern: hello.clock))
      mix(hello.knowledge)
      mix(hello.floor)
      mix(UInt64(hello.catalog.types.count))
    case .announce(let announcement):
      mix(2)
      mix(announcement.knowledge)
      for link in announcement.links { mix(link.bits) }
    case .subscribe(let number, let request):
      mix(3)
      mix(UInt64(number.rawValue))
      mix(request.token)
    case .credit(let number, let pages):
      mix(4)
      mix(UInt64(number.rawValue))
      mix(pages)
    case .page(let number, let page):
      mix(5)
      mix(UInt64(number.rawValue))
      mix(page.changes.bytes)
      mix(page.changes.count)
      mix(page.token)
      mix(page.knowledge)
      if let claim = page.claim { mix(claim) }
    case .refuse(let number, _):
      mix(6)
      mix(UInt64(number.rawValue))
    case .complete(let number):
      mix(7)
      mix(UInt64(number.rawValue))
    case .ask(let number, let question):
      mix(8)
      mix(UInt64(number.rawValue))
      mix(question)
    case .answer(let number, let answer):
      mix(9)
      mix(UInt64(number.rawValue))
      mix(answer)
    }
  }

  private mutating func mix(_ question: AuditQuestion) {
    mix(question.type)
    switch question {
    case .sums: break
    case .entries(_, let buckets, let after, _):
      for bucket in buckets { mix(bucket) }
      if let after { mix(after.text) }
    case .documents(_, let ids): for id in ids { mix(id.text) }
    }
  }

  private mutating func mix(_ answer: AuditAnswer) {
    switch answer {
    case .sums(let standing, let sums):
      mix(standing.knowledge)
      for sum in sums.live where sum != 0 { mix(sum) }
      for sum in sums.tombstones where sum != 0 { mix(sum) }
    case .entries(let standing, let entries, _):
      mix(standing.knowledge)
      for entry in entries { mix(entry.hash) }
    case .documents(let page):
      mix(page.knowledge)
      mix(page.changes.bytes)
    case .unavailable: mix(0)
    }
  }
}
