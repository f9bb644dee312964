/// Writes a response as a `JSON` tree.
public struct TreeResponseWriter: ResponseWriter {
  private struct Frame {
    var isObject: Bool
    var key = ""
    var entries: [(key: String, value: JSON)] = []
  }

  /// How deep the tree was, and how much the innermost object or list had.
  public struct Mark {
    fileprivate var depth: Int
    fileprivate var count: Int
    fileprivate var key: String
  }

  private var frames = [Frame(isObject: false)]

  /// Makes an empty tree.
  public init() {}

  /// What was written: the first value, or null.
  public var value: JSON { frames[0].entries.first?.value ?? .null }

  /// The present place.
  public mutating func mark() -> Mark {
    let frame = frames[frames.count - 1]
    return Mark(depth: frames.count, count: frame.entries.count, key: frame.key)
  }

  /// Drops what came since.
  public mutating func rewind(to mark: Mark) {
    frames.removeLast(frames.count - mark.depth)
    let last = frames.count - 1
    frames[last].entries.removeLast(frames[last].entries.count - mark.count)
    frames[last].key = mark.key
  }

  /// Opens an object.
  public mutating func beginObject(_ plan: ObjectPlan) { frames.append(Frame(isObject: true)) }
  /// Notes the key.
  public mutating func beginField(_ field: PlannedField) {
    frames[frames.count - 1].key = field.responseKey
  }
  /// Puts the object into what surrounds it.
  public mutating func endObject(_ plan: ObjectPlan) {
    write(.object(JSONObject(distinct: frames.removeLast().entries)))
  }
  /// Opens a list.
  public mutating func beginList(count: Int) { frames.append(Frame(isObject: false)) }
  /// Puts the list into what surrounds it.
  public mutating func endList() { write(.array(frames.removeLast().entries.map(\.value))) }

  /// Null.
  public mutating func writeNull() { write(.null) }
  /// A truth value.
  public mutating func writeBool(_ value: Bool) { write(.bool(value)) }
  /// An integer.
  public mutating func writeInt(_ value: Int64) { write(.int(value)) }
  /// A double.
  public mutating func writeDouble(_ value: Double) { write(.double(value)) }
  /// A text.
  public mutating func writeString(_ value: String) { write(.string(value)) }
  /// A text.
  public mutating func writeUTF8(_ bytes: UnsafeRawBufferPointer) {
    write(.string(String(decoding: bytes, as: UTF8.self)))
  }
  /// A tree.
  public mutating func writeJSON(_ value: JSON) { write(value) }

  private mutating func write(_ value: JSON) {
    let last = frames.count - 1
    frames[last].entries.append((frames[last].key, value))
  }
}
