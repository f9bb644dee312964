internal import CSodium

/// Bytes that are never printed or reflected, are compared in constant time, and are wiped from
/// memory when the last copy goes. Copies share the storage; it is written once.
struct SecretBytes: Sendable {
  private let storage: Storage

  /// Makes `count` secret bytes, first zero, then as `fill` writes them.
  init(count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void) {
    storage = Storage(count: count)
    storage.write(fill)
  }

  /// Makes a secret copy of `bytes`.
  init(_ bytes: some Collection<UInt8>) {
    self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
  }

  /// How many bytes there are.
  var count: Int { storage.count }

  /// Gives `body` the bytes, in place.
  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    storage.read(body)
  }

  /// The first `count` bytes as a secret of their own.
  func prefix(_ count: Int) -> SecretBytes {
    withUnsafeBytes { SecretBytes($0.prefix(count)) }
  }

  private final class Storage: Sendable {
    nonisolated(unsafe) private let bytes: UnsafeMutableRawBufferPointer

    init(count: Int) {
      bytes = .allocate(byteCount: count, alignment: 16)
      bytes.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit {
      sodium_memzero(bytes.baseAddress, bytes.count)
      bytes.deallocate()
    }

    var count: Int { bytes.count }

    func write(_ fill: (UnsafeMutableRawBufferPointer) -> Void) { fill(bytes) }

    func read<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
      body(UnsafeRawBufferPointer(bytes))
    }
  }
}

extension SecretBytes: Equatable {
  /// Compares in a time that depends on the lengths only.
  static func == (left: SecretBytes, right: SecretBytes) -> Bool {
    left.withUnsafeBytes { a in right.withUnsafeBytes { b in constantTimeEqual(a, b) } }
  }
}

extension SecretBytes: CustomStringConvertible, CustomReflectable {
  var description: String { "(secret)" }
  var customMirror: Mirror { Mirror(self, children: []) }
}

/// Compares two byte strings in a time that depends on their lengths only, not on where they differ.
public func constantTimeEqual(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
  guard a.count == b.count else { return false }
  guard let left = a.baseAddress, let right = b.baseAddress else { return true }
  return sodium_memcmp(left, right, a.count) == 0
}
