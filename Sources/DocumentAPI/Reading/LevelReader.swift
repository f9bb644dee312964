import Documents
import GraphQL

/// Reads what is selected beneath documents, level by level: one request for each relation that is selected, whatever the number of
/// documents that it starts from.
struct LevelReader {
  private let reader: any DocumentReader
  private let limit: Int
  /// How many documents may still be read.
  private var left: Int

  /// Reads by `reader`, `limit` documents at most.
  init(_ reader: any DocumentReader, limit: Int) {
    self.reader = reader
    self.limit = limit
    left = limit
  }

  /// The rows of a batch that was read as `selection` says, with what is beneath.
  mutating func rows(
    _ batch: ChangeBatch, _ selection: DocumentSelection, of type: ServedType
  ) throws(ServiceError) -> DocumentRows {
    let starts = BatchStarts(batch: batch, fields: selection.fields, type: type)
    return DocumentRows(
      batch, fields: selection.fields, type: type, isDelta: false,
      relations: try related(selection.relations, from: starts))
  }

  /// What relations have for the documents that they start from, by the field of the operation.
  mutating func related(
    _ relations: [RelationSelection], from starts: some RelationStarts
  ) throws(ServiceError) -> [Int: RelatedRows] {
    var found: [Int: RelatedRows] = [:]
    for relation in relations { found[relation.field] = try read(relation, from: starts) }
    return found
  }

  private mutating func read(
    _ relation: RelationSelection, from starts: some RelationStarts
  ) throws(ServiceError) -> RelatedRows {
    do throws(ServiceError) {
      switch relation.kind {
      case .one(let key):
        let keys = DistinctKeys(starts.texts(ofField: key))
        let (rows, ranges) = try read(relation, by: .id, keys.values)
        return .one(rows, keys.places.map { $0 < 0 ? nil : ranges[$0].first })
      case .back(let key):
        let (rows, ranges) = try read(relation, by: .field(key), starts.ids)
        return .one(rows, ranges.map(\.first))
      case .many(let key):
        let (rows, ranges) = try read(relation, by: .field(key), starts.ids)
        return .many(rows, ranges, most: relation.most)
      }
    } catch {
      // Another node can tell; what this one has is of use without.
      if error.code == .notReplicated { return .failed(error) }
      throw error
    }
  }

  private mutating func read(
    _ relation: RelationSelection, by field: FilterField, _ keys: [String]
  ) throws(ServiceError) -> (DocumentRows, [Range<Int>]) {
    let query = RelatedQuery(relation.query, by: field, keys: keys, total: left + 1)
    let found =
      keys.isEmpty
      ? RelatedDocuments(rows: ChangeBatch(), ranges: []) : try reader.related(query)
    guard found.rows.count <= left else {
      throw ServiceError(
        .limitExceeded,
        "More than \(limit) documents are related to those that were asked for; ask for smaller pages."
      )
    }
    left -= found.rows.count
    return (try rows(found.rows, relation.selection, of: relation.type), found.ranges)
  }
}

/// The keys of several documents, each once.
private struct DistinctKeys {
  private(set) var values: [String] = []
  /// For each document the place of its key; -1 where it has none.
  private(set) var places: [Int] = []

  init(_ keys: [String?]) {
    var known: [String: Int] = [:]
    places.reserveCapacity(keys.count)
    for key in keys {
      guard let key else {
        places.append(-1)
        continue
      }
      if let place = known[key] {
        places.append(place)
      } else {
        known[key] = values.count
        places.append(values.count)
        values.append(key)
      }
    }
  }
}
