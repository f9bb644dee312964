import Documents
import Foundation
import Replication
import Testing

@testable import Daemon

/// The file beside the database, and the figures that are worked out.
@Suite struct RunFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func `what was written is read back, and only its owner may read it`() throws {
    let file = RunFile(folder: folder.path)
    #expect(file.read() == nil)
    for previous in [nil, RunMarker(bits: 9)] {
      for isClean in [true, false] {
        let record = RunRecord(
          marker: RunMarker(bits: 7), previous: previous, isDurable: !isClean, isClean: isClean,
          boot: "b-1")
        try file.write(record)
        #expect(file.read() == record)
      }
    }
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/run")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/run.new"))
  }

  @Test(arguments: ["", "marker=7\n", "marker=0000000000000007\nclean=true\n", "\u{0}\u{1}"])
  func `a file that is damaged tells as little as one that is missing`(text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/run"))
    #expect(RunFile(folder: folder.path).read() == nil)
  }

  @Test func `a file that can't be written is an error that names it`() {
    let file = RunFile(folder: folder.path + "/missing")
    do throws(NodeError) {
      try file.write(
        RunRecord(marker: RunMarker(bits: 1), isDurable: true, isClean: false, boot: ""))
      Issue.record("it was written")
    } catch {
      #expect(error.kind == .store)
      #expect(error.message.contains("/missing/run"))
    }
  }

  @Test func `the lag of knowledge is that of the replica where it is most`() {
    func knowledge(_ entries: [UInt64: Int64]) -> Knowledge {
      Knowledge(
        entries.map {
          Version(timestamp: Timestamp(milliseconds: $1), replica: ReplicaID(bits: $0))
        })
    }
    let other = knowledge([1: 5_000, 2: 9_000])
    #expect(NodeMetrics.lag(of: other, behind: other) == 0)
    #expect(NodeMetrics.lag(of: knowledge([1: 4_000, 2: 6_500]), behind: other) == 2_500)
    #expect(NodeMetrics.lag(of: knowledge([1: 5_000, 2: 9_001, 3: 1]), behind: other) == 0)
    // Nobody can tell by how much a node is behind of which it has never heard.
    #expect(NodeMetrics.lag(of: knowledge([1: 5_000]), behind: other) == 1)
  }
}
