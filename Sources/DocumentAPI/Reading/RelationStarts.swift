import Documents

/// Documents that relations start from.
protocol RelationStarts {
  /// Their ids, in order.
  var ids: [String] { get }
  /// The texts that they have in a field of the model; nil for null.
  func texts(ofField field: Int) -> [String?]
}

/// The documents of a batch.
struct BatchStarts: RelationStarts {
  let batch: ChangeBatch
  /// The fields that its rows have, by index in the model, in order.
  let fields: [Int]
  let type: ServedType

  var ids: [String] { batch.rows.map { batch.id(of: $0).text } }

  func texts(ofField field: Int) -> [String?] {
    guard let place = fields.firstIndex(of: field) else { return batch.rows.map { _ in nil } }
    return batch.bytes.withUnsafeBytes { bytes in
      batch.rows.map { row in
        let values = UnsafeRawBufferPointer(rebasing: bytes[row.values])
        var position = 0
        for _ in 0..<place { _ = PackedValues.read(values, at: &position) }
        switch PackedValues.read(values, at: &position) {
        case .text(let range)?:
          return String(decoding: UnsafeRawBufferPointer(rebasing: values[range]), as: UTF8.self)
        case .absent?, nil: return type.defaults[field].text
        case .null?, .bool?, .int?, .double?, .list?: return nil
        }
      }
    }
  }
}

/// Documents as mutations answer with them.
struct ViewStarts: RelationStarts {
  let views: [DocumentView]
  let type: ServedType

  var ids: [String] { views.map(\.id.text) }

  func texts(ofField field: Int) -> [String?] {
    views.map { view in
      let value = view.values.indices.contains(field) ? view.values[field] : nil
      return (value ?? type.defaults[field]).text
    }
  }
}

extension Value {
  /// A text, if it is one.
  fileprivate var text: String? {
    if case .string(let text) = self { text } else { nil }
  }
}
