extension PackedValues {
  /// Appends a list of `count` values, which `elements` appends one by one: without a copy, for sources that give a list's
  /// elements in turn.
  @inlinable
  public static func appendList<Failure: Error>(
    count: Int, to bytes: inout [UInt8], _ elements: (inout [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    bytes.append(list)
    let start = bytes.count
    Varint.append(UInt64(count), to: &bytes)
    try elements(&bytes)
    // The length of the content stands before it, and is known only now.
    var length: [UInt8] = []
    Varint.append(UInt64(bytes.count - start), to: &length)
    bytes.insert(contentsOf: length, at: start)
  }
}
