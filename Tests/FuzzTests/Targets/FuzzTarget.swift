/// Code that reads bytes from outside, and what must hold whatever the bytes are. `scripts/fuzz` runs it on bytes that libFuzzer makes up, the
/// tests on its seeds and on what was found.
struct FuzzTarget: Sendable {
  /// The name on the command line, and of the folders of its inputs.
  let name: String
  /// How many bytes an input has at most: what is longer would slow the search down, and show nothing new.
  let maximumLength: Int
  /// The file in `Dictionaries` with words of its language.
  let dictionary: String?
  /// Inputs that are taken, from which the search starts.
  let seeds: @Sendable () throws -> [[UInt8]]
  /// Reads an input, and says whether it was taken. Throws where something does not hold that must.
  let run: @Sendable ([UInt8]) throws -> Bool

  /// A target whose inputs are texts.
  init(
    _ name: String, maximumLength: Int = 1_024, dictionary: String? = nil, texts: [String],
    run: @escaping @Sendable (String) throws -> Bool
  ) {
    self.init(name, maximumLength: maximumLength, dictionary: dictionary) {
      texts.map { Array($0.utf8) }
    } run: { bytes in
      try run(String(decoding: bytes, as: UTF8.self))
    }
  }

  /// A target whose inputs are bytes.
  init(
    _ name: String, maximumLength: Int = 1_024, dictionary: String? = nil,
    seeds: @escaping @Sendable () throws -> [[UInt8]],
    run: @escaping @Sendable ([UInt8]) throws -> Bool
  ) {
    self.name = name
    self.maximumLength = maximumLength
    self.dictionary = dictionary
    self.seeds = seeds
    self.run = run
  }

  /// All targets.
  static let all: [FuzzTarget] =
    GraphQLTargets.all + ArgoTargets.all + DocumentsTargets.all + ReplicationTargets.all
    + LinkTargets.all + DocumentAPITargets.all + HTTPTargets.all
}

/// Something that must hold, and did not.
struct BrokenPromise: Error, CustomStringConvertible {
  let description: String
}

/// Checks what must hold.
func hold(_ holds: Bool, _ promise: @autoclosure () -> String) throws {
  if !holds { throw BrokenPromise(description: promise()) }
}

/// A value that must be there.
func hold<Value>(_ value: Value?, _ promise: @autoclosure () -> String) throws -> Value {
  guard let value else { throw BrokenPromise(description: promise()) }
  return value
}

/// The value of an expression that must not throw.
func hold<Value>(_ promise: String, _ body: () throws -> Value) throws -> Value {
  do { return try body() } catch { throw BrokenPromise(description: "\(promise): \(error)") }
}
