/// Writes a tree as its wire type says.
struct ValueEncoder {
  private enum Step {
    case field(Int)
    case index(Int)
  }

  let plan: WirePlan
  let limits: ArgoLimits
  var writer: ArgoMessageWriter
  private let errorsAreOutOfBand: Bool
  private let errorsAreSelfDescribing: Bool
  private var steps: [Step] = []
  /// Where the paths of errors begin, and the steps that lead there from the response's data.
  private var pathBase: Int
  private var pathPrefix: [ArgoValue]

  init(plan: WirePlan, header: ArgoHeader, deduplicates: Bool?, limits: ArgoLimits) {
    self.plan = plan
    self.limits = limits
    writer = ArgoMessageWriter(header: header, deduplicates: deduplicates)
    for key in plan.keys { _ = writer.declare(key) }
    errorsAreOutOfBand = header.modes.contains(.outOfBandFieldErrors)
    errorsAreSelfDescribing = header.modes.contains(.selfDescribingErrors)
    pathBase = plan.root
    pathPrefix = [.string("data")]
  }

  mutating func encode(_ value: ArgoValue, as node: Int) throws(ArgoEncodingError) {
    switch plan.nodes[node] {
    case .string(let block):
      guard case .string(let string) = value else { throw mismatch("STRING") }
      writer.writeString(string, to: block)
    case .boolean:
      guard case .boolean(let boolean) = value else { throw mismatch("BOOLEAN") }
      writer.writeBoolean(boolean)
    case .varint(let block):
      guard let integer = value.integer else { throw mismatch("VARINT") }
      writer.writeVarint(integer, to: block)
    case .float64(let block):
      guard let number = value.number else { throw mismatch("FLOAT64") }
      writer.writeFloat64(number, to: block)
    case .bytes(let block):
      guard case .bytes(let bytes) = value else { throw mismatch("BYTES") }
      writer.writeBytes(bytes, to: block)
    case .fixed(let length, let block):
      guard case .bytes(let bytes) = value else { throw mismatch("FIXED") }
      guard bytes.count == length else {
        throw .wrongLength(expected: length, actual: bytes.count, path: path)
      }
      bytes.withUnsafeBytes { writer.writeFixed($0, to: block) }
    case .array(let element): try encodeArray(value, of: element)
    case .nullable(let inner, let isLabeled):
      try encodeNullable(value, as: inner, isLabeled: isLabeled)
    case .record(let range): try encodeRecord(value, range)
    case .desc: try encodeDesc(value, depth: limits.maximumDepth)
    case .path: try encodePath(value)
    case .error:
      if errorsAreSelfDescribing {
        try encodeDesc(value, depth: limits.maximumDepth)
      } else {
        try encode(value, as: plan.errorRecord)
      }
    }
  }

  private mutating func encodeArray(
    _ value: ArgoValue, of element: Int
  ) throws(ArgoEncodingError) {
    guard case .list(let values) = value else { throw mismatch("ARRAY") }
    writer.writeCount(values.count)
    for (index, value) in values.enumerated() {
      steps.append(.index(index))
      try encode(value, as: element)
      steps.removeLast()
    }
  }

  private mutating func encodeNullable(
    _ value: ArgoValue, as inner: Int, isLabeled: Bool
  ) throws(ArgoEncodingError) {
    switch value {
    case .null:
      writer.writeNull()
    case .fieldErrors(let errors):
      writer.writeErrorMarker()
      if errorsAreOutOfBand {
        guard errors.isEmpty else { throw .inlineError(path: path) }
      } else {
        try encodeErrors(errors, at: inner)
      }
    case .boolean, .int, .float, .string, .bytes, .list, .object:
      if !isLabeled { writer.writeNonNull() }
      try encode(value, as: inner)
    }
  }

  private mutating func encodeErrors(
    _ errors: [ArgoValue], at node: Int
  ) throws(ArgoEncodingError) {
    let base = pathBase
    let prefix = pathPrefix
    pathBase = node
    pathPrefix = []
    writer.writeCount(errors.count)
    for error in errors {
      if errorsAreSelfDescribing {
        try encodeDesc(error, depth: limits.maximumDepth)
      } else {
        try encode(error, as: plan.errorRecord)
      }
    }
    pathBase = base
    pathPrefix = prefix
  }

  private mutating func encodeRecord(
    _ value: ArgoValue, _ range: Range<Int>
  ) throws(ArgoEncodingError) {
    guard case .object(let members) = value else { throw mismatch("RECORD") }
    var expected = 0
    for index in range {
      let field = plan.fields[index]
      // Members usually stand in the order of the fields, so the search begins where the last one ended.
      var found: Int?
      for offset in 0..<members.count {
        let candidate = (expected + offset) % members.count
        if members[candidate].name.hasSameBytes(as: field.name) {
          found = candidate
          break
        }
      }
      steps.append(.field(index))
      if let found {
        expected = found + 1
        if case .null = members[found].value, field.isOmittable, !field.isNullable {
          // As the reader takes it: what may be absent may be null.
          writer.writeNull()
        } else {
          if field.isOmittable, !field.isLabeled { writer.writeNonNull() }
          try encode(members[found].value, as: field.node)
        }
      } else if field.isOmittable {
        writer.writeAbsent()
      } else if field.isNullable {
        writer.writeNull()
      } else {
        throw .missingField(path: path)
      }
      steps.removeLast()
    }
  }

  private mutating func encodePath(_ value: ArgoValue) throws(ArgoEncodingError) {
    guard case .list(let path) = value,
      let steps = plan.wirePath(of: pathPrefix + path, from: pathBase)
    else { throw .invalidPath(path: self.path) }
    writer.writeCount(steps.count)
    for step in steps { writer.writeVarint(Int64(step), to: .int) }
  }

  mutating func encodeDesc(_ value: ArgoValue, depth: Int) throws(ArgoEncodingError) {
    switch value {
    case .null: writer.writeDescNull()
    case .boolean(let boolean): writer.writeDesc(boolean)
    case .int(let integer): writer.writeDesc(integer)
    case .float(let number): writer.writeDesc(number)
    case .string(let string): writer.writeDesc(string)
    case .bytes(let bytes): writer.writeDesc(bytes)
    case .list(let values):
      guard depth > 0 else { throw .tooDeep(path: path) }
      writer.beginDescList(count: values.count)
      for value in values { try encodeDesc(value, depth: depth - 1) }
    case .object(let members):
      guard depth > 0 else { throw .tooDeep(path: path) }
      writer.beginDescObject(count: members.count)
      for member in members {
        writer.writeDescKey(member.name)
        try encodeDesc(member.value, depth: depth - 1)
      }
    case .fieldErrors(let errors):
      guard errors.isEmpty else { throw .inlineError(path: path) }
      writer.writeDescNull()
    }
  }

  private func mismatch(_ expected: String) -> ArgoEncodingError {
    .typeMismatch(expected: expected, path: path)
  }

  private var path: String {
    steps.map { step in
      switch step {
      case .field(let index): plan.fields[index].name
      case .index(let index): "\(index)"
      }
    }.joined(separator: ".")
  }
}

extension ArgoValue {
  /// The value as an integer, if it is one or a floating-point number without a fraction.
  fileprivate var integer: Int64? {
    switch self {
    case .int(let integer): integer
    case .float(let number): Int64(wholly: number)
    case .null, .boolean, .string, .bytes, .list, .object, .fieldErrors: nil
    }
  }

  /// The value as a floating-point number, if it is a number that fits.
  fileprivate var number: Double? {
    switch self {
    case .int(let integer): Double(exactly: integer)
    case .float(let number): number
    case .null, .boolean, .string, .bytes, .list, .object, .fieldErrors: nil
    }
  }
}

extension Int64 {
  /// The number if it has no fraction and fits.
  init?(wholly number: Double) {
    guard number >= -0x1p63, number < 0x1p63 else { return nil }
    let integer = Int64(number)
    guard Double(integer) == number else { return nil }
    self = integer
  }
}
