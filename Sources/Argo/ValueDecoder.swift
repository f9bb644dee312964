/// Reads a message into a tree as its wire type says.
struct ValueDecoder {
  let plan: WirePlan
  let limits: ArgoLimits
  var reader: ArgoMessageReader
  private let errorsAreOutOfBand: Bool
  private let errorsAreSelfDescribing: Bool
  /// By block, the values that backreferences point to, so that a repeated string is made once.
  private var strings: [[Int: String]]
  private var byteStrings: [[Int: [UInt8]]]
  private var pathBase: Int
  private var pathPrefix: [ArgoValue] = [.string("data")]

  init(plan: WirePlan, bytes: [UInt8], limits: ArgoLimits) throws(ArgoDecodingError) {
    self.plan = plan
    self.limits = limits
    reader = try ArgoMessageReader(bytes, limits: limits)
    for key in plan.keys { _ = reader.declare(key) }
    errorsAreOutOfBand = reader.header.modes.contains(.outOfBandFieldErrors)
    errorsAreSelfDescribing = reader.header.modes.contains(.selfDescribingErrors)
    let blockCount = ArgoBlock.predeclaredKeys.count + plan.keys.count
    strings = Array(repeating: [:], count: blockCount)
    byteStrings = Array(repeating: [:], count: blockCount)
    pathBase = plan.root
  }

  mutating func decode(_ node: Int) throws(ArgoDecodingError) -> ArgoValue {
    switch plan.nodes[node] {
    case .string(let block): return .string(try string(block))
    case .boolean: return .boolean(try reader.readBoolean())
    case .varint(let block): return .int(try reader.readVarint(from: block))
    case .float64(let block): return .float(try reader.readFloat64(from: block))
    case .bytes(let block): return .bytes(try byteString(block))
    case .fixed(let length, let block):
      return .bytes(Array(reader.bytes[try reader.readFixed(length, from: block)]))
    case .array(let element):
      let count = try reader.readCount()
      var values: [ArgoValue] = []
      for _ in 0..<count { values.append(try decode(element)) }
      return .list(values)
    case .nullable(let inner, let isLabeled):
      return try decodeNullable(inner, isLabeled: isLabeled)
    case .record(let range): return try decodeRecord(range)
    case .desc: return try decodeDesc(depth: limits.maximumDepth)
    case .path: return try decodePath()
    case .error: return try decodeError()
    }
  }

  private mutating func decodeNullable(
    _ inner: Int, isLabeled: Bool
  ) throws(ArgoDecodingError) -> ArgoValue {
    let start = reader.position
    let label = try reader.peekLabel()
    switch label {
    case ArgoLabel.null:
      _ = try reader.readLabel()
      return .null
    case ArgoLabel.error:
      _ = try reader.readLabel()
      return errorsAreOutOfBand ? .fieldErrors([]) : try decodeErrors(at: inner)
    default:
      if !isLabeled {
        guard label == ArgoLabel.nonNull else { throw .invalidLabel(label, offset: start) }
        _ = try reader.readLabel()
      }
      return try decode(inner)
    }
  }

  private mutating func decodeErrors(at node: Int) throws(ArgoDecodingError) -> ArgoValue {
    let base = pathBase
    let prefix = pathPrefix
    pathBase = node
    pathPrefix = []
    let count = try reader.readCount()
    var errors: [ArgoValue] = []
    for _ in 0..<count { errors.append(try decodeError()) }
    pathBase = base
    pathPrefix = prefix
    return .fieldErrors(errors)
  }

  private mutating func decodeError() throws(ArgoDecodingError) -> ArgoValue {
    errorsAreSelfDescribing
      ? try decodeDesc(depth: limits.maximumDepth) : try decode(plan.errorRecord)
  }

  private mutating func decodeRecord(_ range: Range<Int>) throws(ArgoDecodingError) -> ArgoValue {
    var members: [ArgoValue.Member] = []
    members.reserveCapacity(range.count)
    for index in range {
      let field = plan.fields[index]
      if field.isOmittable {
        let start = reader.position
        let label = try reader.peekLabel()
        if label == ArgoLabel.absent {
          _ = try reader.readLabel()
          continue
        }
        if label == ArgoLabel.null, !field.isNullable {
          _ = try reader.readLabel()
          members.append(ArgoValue.Member(field.name, .null))
          continue
        }
        if !field.isLabeled {
          guard label == ArgoLabel.nonNull else { throw .invalidLabel(label, offset: start) }
          _ = try reader.readLabel()
        }
      }
      members.append(ArgoValue.Member(field.name, try decode(field.node)))
    }
    return .object(members)
  }

  private mutating func decodePath() throws(ArgoDecodingError) -> ArgoValue {
    let start = reader.position
    let count = try reader.readCount()
    var steps: [Int] = []
    for _ in 0..<count {
      guard let step = Int(exactly: try reader.readVarint(from: .int)) else {
        throw .invalidPath(offset: start)
      }
      steps.append(step)
    }
    guard let path = plan.path(of: steps, from: pathBase),
      Array(path.prefix(pathPrefix.count)) == pathPrefix
    else { throw .invalidPath(offset: start) }
    return .list(Array(path.dropFirst(pathPrefix.count)))
  }

  mutating func decodeDesc(depth: Int) throws(ArgoDecodingError) -> ArgoValue {
    let start = reader.position
    switch try reader.readLabel() {
    case ArgoTypeMarker.null: return .null
    case ArgoTypeMarker.false: return .boolean(false)
    case ArgoTypeMarker.true: return .boolean(true)
    case ArgoTypeMarker.string: return .string(try string(.string))
    case ArgoTypeMarker.bytes: return .bytes(try byteString(.bytes))
    case ArgoTypeMarker.int: return .int(try reader.readVarint(from: .int))
    case ArgoTypeMarker.float: return .float(try reader.readFloat64(from: .float))
    case ArgoTypeMarker.list:
      guard depth > 0 else { throw .tooDeep(offset: start) }
      let count = try reader.readCount()
      var values: [ArgoValue] = []
      for _ in 0..<count { values.append(try decodeDesc(depth: depth - 1)) }
      return .list(values)
    case ArgoTypeMarker.object:
      guard depth > 0 else { throw .tooDeep(offset: start) }
      let count = try reader.readCount()
      var members: [ArgoValue.Member] = []
      for _ in 0..<count {
        let name = try string(.string)
        members.append(ArgoValue.Member(name, try decodeDesc(depth: depth - 1)))
      }
      return .object(members)
    case let marker: throw .invalidTypeMarker(marker, offset: start)
    }
  }

  private mutating func string(_ block: ArgoBlock) throws(ArgoDecodingError) -> String {
    let entry = try reader.readLabeled(from: block, terminated: reader.terminatesStrings)
    if !entry.isNew, let known = strings[block.index][entry.ordinal] { return known }
    let string = try reader.string(in: entry.range)
    if entry.ordinal >= 0 { strings[block.index][entry.ordinal] = string }
    return string
  }

  private mutating func byteString(_ block: ArgoBlock) throws(ArgoDecodingError) -> [UInt8] {
    let entry = try reader.readLabeled(from: block, terminated: false)
    if !entry.isNew, let known = byteStrings[block.index][entry.ordinal] { return known }
    let bytes = Array(reader.bytes[entry.range])
    if entry.ordinal >= 0 { byteStrings[block.index][entry.ordinal] = bytes }
    return bytes
  }
}
