internal import CSodium

/// Gets libsodium ready: it then uses the fastest code for this processor. Once a process.
let sodiumIsReady: Bool = sodium_init() >= 0

/// Where the pointer of an empty buffer points: libsodium takes no null, and reads nothing there.
nonisolated(unsafe) private let noBytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)

extension UnsafeRawBufferPointer {
  /// The start as the unsigned bytes that libsodium takes.
  var bytePointer: UnsafePointer<UInt8> {
    baseAddress?.assumingMemoryBound(to: UInt8.self) ?? UnsafePointer(noBytes)
  }
}

extension UnsafeMutableRawBufferPointer {
  /// The start as the unsigned bytes that libsodium takes.
  var bytePointer: UnsafeMutablePointer<UInt8> {
    baseAddress?.assumingMemoryBound(to: UInt8.self) ?? noBytes
  }
}

extension SecretBytes {
  /// Draws `count` bytes, eight at a time, the low byte of each number first.
  init(drawing count: Int, random: inout some RandomNumberGenerator) {
    var drawn: [UInt64] = []
    for _ in 0..<(count + 7) / 8 { drawn.append(random.next().littleEndian) }
    self.init(count: count) { output in
      drawn.withUnsafeMutableBytes { words in
        output.copyBytes(from: words.prefix(count))
        sodium_memzero(words.baseAddress, words.count)
      }
    }
  }
}
