import Replication

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The lock on a data folder: one process at a time. It ends with the process, however that ends.
final class FolderLock: Sendable {
  private let descriptor: CInt

  /// Locks the file at `path`, which is made if need be. Throws ``StoreError/Kind/locked``, naming the process that has it.
  init(path: String) throws(StoreError) {
    let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StoreError(
        .inputOutput, "can't open the lock \(path): \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let isTaken = errno == EWOULDBLOCK
      let reason = String(cString: strerror(errno))
      let owner = Self.text(descriptor)
      close(descriptor)
      guard isTaken else { throw StoreError(.inputOutput, "can't lock \(path): \(reason)") }
      throw StoreError(
        .locked,
        """
        the data folder is in use by process \(owner.isEmpty ? "(unknown)" : owner) (lock \(path)): \
        stop it first, or choose another folder
        """)
    }
    self.descriptor = descriptor
    let text = Array("\(getpid())\n".utf8)
    // What stands in the file is for people only: the lock holds without it.
    if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
  }

  deinit { close(descriptor) }

  /// The number that the owner wrote.
  private static func text(_ descriptor: CInt) -> String {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return "" }
    return String(
      decoding: bytes[..<count].prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") },
      as: UTF8.self)
  }
}
