/// Leaves are checked against the field's type: what the server resolved to must be what it
/// promised.
extension Completer {
  mutating func bool(_ value: Bool, _ field: PlannedField, _ shape: Shape) -> Bool {
    switch shape.kind {
    case .boolean: writer.writeBool(value)
    case .custom:
      if shape.serialize != nil { return json(.bool(value), field, shape) }
      writer.writeBool(value)
    case .int, .float, .string, .id, .enumeration, .list, .object:
      return mismatch("\(value)", field, shape)
    }
    return true
  }

  mutating func int(_ value: Int64, _ field: PlannedField, _ shape: Shape) -> Bool {
    switch shape.kind {
    case .int:
      guard Int32(exactly: value) != nil else {
        return mismatch("\(value), which is beyond 32 bits", field, shape)
      }
      writer.writeInt(value)
    case .float: writer.writeDouble(Double(value))
    case .string, .id: writer.writeDigits(value)
    case .boolean:
      guard value == 0 || value == 1 else { return mismatch("\(value)", field, shape) }
      writer.writeBool(value == 1)
    case .custom:
      if shape.serialize != nil { return json(.int(value), field, shape) }
      writer.writeInt(value)
    case .enumeration, .list, .object: return mismatch("\(value)", field, shape)
    }
    return true
  }

  mutating func double(_ value: Double, _ field: PlannedField, _ shape: Shape) -> Bool {
    switch shape.kind {
    case .float:
      guard value.isFinite else { return mismatch("\(value)", field, shape) }
      writer.writeDouble(value)
    case .int:
      guard let whole = value.wholeNumber, Int32(exactly: whole) != nil else {
        return mismatch("\(value)", field, shape)
      }
      writer.writeInt(whole)
    case .custom:
      if shape.serialize != nil { return json(.double(value), field, shape) }
      guard value.isFinite else { return mismatch("\(value)", field, shape) }
      writer.writeDouble(value)
    case .string, .id, .boolean, .enumeration, .list, .object:
      return mismatch("\(value)", field, shape)
    }
    return true
  }

  mutating func string(_ value: String, _ field: PlannedField, _ shape: Shape) -> Bool {
    switch shape.kind {
    case .string, .id: writer.writeString(value)
    case .enumeration:
      guard shape.enumType?.value(named: value) != nil else {
        return mismatch("\"\(value)\"", field, shape)
      }
      writer.writeString(value)
    case .custom:
      if shape.serialize != nil { return json(.string(value), field, shape) }
      writer.writeString(value)
    case .int, .float, .boolean, .list, .object:
      return mismatch("\"\(value)\"", field, shape)
    }
    return true
  }

  mutating func utf8(_ bytes: UnsafeRawBufferPointer, _ field: PlannedField, _ shape: Shape)
    -> Bool
  {
    switch shape.kind {
    case .string, .id: writer.writeUTF8(bytes)
    case .enumeration:
      guard shape.enumType?.hasValue(utf8: bytes) ?? false else {
        return mismatch("\"\(String(decoding: bytes, as: UTF8.self))\"", field, shape)
      }
      writer.writeUTF8(bytes)
    case .custom:
      if shape.serialize != nil {
        return json(.string(String(decoding: bytes, as: UTF8.self)), field, shape)
      }
      writer.writeUTF8(bytes)
    case .int, .float, .boolean, .list, .object:
      return mismatch("\"\(String(decoding: bytes, as: UTF8.self))\"", field, shape)
    }
    return true
  }

  mutating func json(_ value: JSON, _ field: PlannedField, _ shape: Shape) -> Bool {
    if shape.kind == .custom {
      if value.isNull { return self.value(.null, field, shape) }
      guard let serialize = shape.serialize else {
        writer.writeJSON(value)
        return true
      }
      do throws(CoercionError) {
        writer.writeJSON(try serialize(value))
        return true
      } catch {
        return fail(GraphQLError(error.message, .internalServerError), field, shape)
      }
    }
    // A tree stands for leaves and lists of them, too.
    switch value {
    case .null: return self.value(.null, field, shape)
    case .bool(let value): return bool(value, field, shape)
    case .int(let value): return int(value, field, shape)
    case .double(let value): return double(value, field, shape)
    case .string(let value): return string(value, field, shape)
    case .array(let items): return self.value(.list(items.map { .json($0) }), field, shape)
    case .object: return mismatch("an object", field, shape)
    }
  }
}
