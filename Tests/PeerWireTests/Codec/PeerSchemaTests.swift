import Argo
import GraphQL
import Testing

@testable import PeerWire

@Suite("The peer schema")
struct PeerSchemaTests {
  @Test(
    "the wire type of each operation follows from the printed schema and operation",
    arguments: PeerOperation.allCases)
  func wireTypes(operation: PeerOperation) throws {
    let schema = try DocumentNode(parsing: PeerSchema.text, limits: .schema)
    let text = try DocumentNode(parsing: operation.text, limits: .schema)
    let type = try WireTyper(schema: schema).responseType(
      of: text, operationName: operation.rawValue)
    #expect(type == operation.responseType, "\(type)\n\(operation.responseType)")
  }
}
