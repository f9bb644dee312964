import Storage

/// What the flags of `deltamesh bench` say.
struct BenchSettings: Sendable {
  /// How many documents are copied; the other measurements derive their counts from it.
  var documents: Int
  /// For how long the measurements by time go on, in seconds.
  var seconds: Int
  /// How durable writes are, but for propagation, which is measured with `normal`.
  var durability: Durability
  /// The folder in which all temporary data is.
  var folder: String

  /// How many writes one client makes, one at a time.
  var singleWrites: Int { max(200, documents / 10) }
}
