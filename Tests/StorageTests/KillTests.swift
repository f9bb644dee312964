import Documents
import Foundation
import Replication
import Storage
import Testing

/// A process that dies keeps what it acknowledged.
@Suite struct KillTests {
  /// The helper that the package builds beside the tests.
  private static var helper: String? {
    guard let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    else { return nil }
    let folder = tests.split(separator: "/").dropLast().joined(separator: "/")
    return ["/\(folder)/StorageKillHelper"].first(where: FileManager.default.isExecutableFile)
  }

  @Test(
    .enabled(if: helper != nil, "needs /proc and the StorageKillHelper beside the tests"),
    arguments: [1, 50, 400])
  func `every acknowledged write is there after SIGKILL`(count: Int) throws {
    let folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.helper))
    process.arguments = [folder.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    var acknowledged = Data()
    while acknowledged.count(where: { $0 == UInt8(ascii: "\n") }) < count {
      let data = output.fileHandleForReading.availableData
      if data.isEmpty { break }
      acknowledged += data
    }
    kill(process.processIdentifier, SIGKILL)
    acknowledged += output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    let last = String(decoding: acknowledged, as: UTF8.self).split(separator: "\n").last
    let written = try #require(last.flatMap { UInt64($0) })
    #expect(written >= count)

    let model = Model(types: [
      TypeModel(
        name: "Item", plural: "Items",
        fields: [FieldModel(name: "text", type: FieldType(.string))])
    ])
    let store = try SQLiteStore(folder: folder.path, model: model)
    let snapshot = try store.snapshot()
    var batch = ChangeBatch()
    let order = Scan.Order.bySequence(after: .zero, through: SequenceNumber(rawValue: .max >> 1))
    _ = try snapshot.scan(Scan(type: TypeNumber(rawValue: 0), order: order), into: &batch) { _ in
      .next
    }
    let stored = batch.rows.map { batch.values(of: $0) }
    // One more may have been committed and not yet acknowledged.
    #expect(stored.count == Int(written) || stored.count == Int(written) + 1)
    #expect(stored == stored.indices.map { [.string("text \($0 + 1)")] })
    let record = try snapshot.record()
    #expect(record.commit.mark.sequence.rawValue == UInt64(stored.count))
    #expect(
      record.knowledge[ReplicaID(bits: 1)] == Timestamp(bits: UInt64(stored.count) << 16))
    try store.close()
  }
}
