public import GraphQL

/// Takes the data of a response as it is executed, and makes an Argo message of it.
///
/// The fields of a wire type have an order of their own, and values are written to blocks in that order, so the data
/// are kept as a tree until the response is complete.
public struct ArgoResponseWriter: ResponseWriter {
  private struct Frame {
    var isObject: Bool
    var name = ""
    var members: [ArgoValue.Member] = []
    var values: [ArgoValue] = []

    var count: Int { isObject ? members.count : values.count }
  }

  /// How deep the tree was, and how much the innermost object or list had.
  public struct Mark {
    fileprivate var depth: Int
    fileprivate var count: Int
    fileprivate var name: String
  }

  private var frames = [Frame(isObject: false)]
  private let limit: Int
  private var size = 0

  /// Makes a writer for one response.
  /// - Parameter limit: The number of bytes beyond which the response is too large, about.
  public init(limit: Int = .max) {
    self.limit = limit
  }

  /// Whether the limit is exceeded. What was taken back counts as well.
  public var isFull: Bool { size > limit }

  /// The data so far: the first value, or null.
  public var data: ArgoValue { frames[0].values.first ?? .null }

  /// The whole response as a message.
  ///
  /// - Parameters:
  ///   - codec: of the operation's response type; see ``WireTyper/codec(for:)``.
  ///   - header: the modes; errors are self-describing in the list of errors whatever it says.
  ///   - errors: what went wrong, in order.
  ///   - extensions: what else the response says; left out if the codec's type has no place for it.
  /// - Throws: ``ArgoEncodingError`` if a scalar came out as something that its codec can't write.
  public func message(
    _ codec: ArgoCodec, header: ArgoHeader = .response, errors: [GraphQLError] = [],
    extensions: JSONObject = JSONObject()
  ) throws(ArgoEncodingError) -> [UInt8] {
    try codec.encode(
      ArgoValue(response: data, errors: errors, extensions: extensions),
      header: ArgoHeader(
        header.modes.union(ArgoHeader.response.modes), userFlags: header.userFlags))
  }

  // MARK: What execution calls

  /// The present place.
  public mutating func mark() -> Mark {
    let frame = frames[frames.count - 1]
    return Mark(depth: frames.count, count: frame.count, name: frame.name)
  }

  /// Drops what came since.
  public mutating func rewind(to mark: Mark) {
    frames.removeLast(frames.count - mark.depth)
    let last = frames.count - 1
    if frames[last].isObject {
      frames[last].members.removeLast(frames[last].count - mark.count)
    } else {
      frames[last].values.removeLast(frames[last].count - mark.count)
    }
    frames[last].name = mark.name
  }

  /// Opens an object.
  public mutating func beginObject(_ plan: ObjectPlan) {
    frames.append(Frame(isObject: true))
  }

  /// Notes the name.
  public mutating func beginField(_ field: PlannedField) {
    frames[frames.count - 1].name = field.responseKey
  }

  /// Puts the object into what surrounds it.
  public mutating func endObject(_ plan: ObjectPlan) {
    let frame = frames.removeLast()
    write(.object(frame.members))
  }

  /// Opens a list.
  public mutating func beginList(count: Int) {
    frames.append(Frame(isObject: false))
  }

  /// Puts the list into what surrounds it.
  public mutating func endList() {
    let frame = frames.removeLast()
    write(.list(frame.values))
  }

  /// Null.
  public mutating func writeNull() { write(.null) }
  /// A boolean.
  public mutating func writeBool(_ value: Bool) { write(.boolean(value)) }
  /// An integer.
  public mutating func writeInt(_ value: Int64) { write(.int(value)) }
  /// A floating-point number.
  public mutating func writeDouble(_ value: Double) { write(.float(value)) }
  /// A string.
  public mutating func writeString(_ value: String) {
    size += value.utf8.count
    write(.string(value))
  }
  /// A string.
  public mutating func writeUTF8(_ bytes: UnsafeRawBufferPointer) {
    size += bytes.count
    write(.string(String(decoding: bytes, as: UTF8.self)))
  }
  /// A tree.
  public mutating func writeJSON(_ value: JSON) {
    if limit < .max { size += value.bytes.count }
    write(ArgoValue(value))
  }

  private mutating func write(_ value: ArgoValue) {
    size += 1
    let last = frames.count - 1
    if frames[last].isObject {
      frames[last].members.append(ArgoValue.Member(frames[last].name, value))
    } else {
      frames[last].values.append(value)
    }
  }
}
