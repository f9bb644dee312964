import Foundation
import Testing

@Suite struct Documentation {
  @Test("OPERATING.md explains every setting, and none that does not exist")
  func settings() throws {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    func text(_ file: String) throws -> String {
      try String(contentsOf: package.appendingPathComponent(file), encoding: .utf8)
    }
    let source = try text("Sources/Daemon/Configuration/Setting.swift")
    let settings = Set(source.matches(of: /Setting\(\s*path: "([^"]+)"/).map { String($0.1) })
    let page = try text("Docs/OPERATING.md")
    let rows = page.matches(of: /\n\| `([a-zA-Z.]+)` \| `(DELTAMESH_[A-Z_]+)`/)
    #expect(settings.count > 10)
    #expect(Set(rows.map { String($0.1) }) == settings)
    for row in rows {
      #expect(row.2 == "DELTAMESH_" + row.1.uppercased().replacing(".", with: "_"))
    }
  }
}
