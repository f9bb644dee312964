import Argo
import GraphQL
import Testing

/// Argo values as JSON, and back.
struct ArgoValueJSONTests {
  @Test func jsonComesBack() {
    let json: JSON = ["a": [1, 2.5, true, nil, "x"], "b": ["c": [:]]]
    #expect(ArgoValue(json).json == json)
  }

  @Test(arguments: [
    ([UInt8](), ""), (Array("f".utf8), "Zg=="), (Array("fo".utf8), "Zm8="),
    (Array("foo".utf8), "Zm9v"),
    (Array("foob".utf8), "Zm9vYg=="), ([0xfb, 0xff, 0xfe], "+//+"),
  ])
  func byteStringsAreBase64(_ bytes: [UInt8], _ text: String) {
    #expect(ArgoValue.bytes(bytes).json == .string(text))
  }

  @Test func whatJSONCantSayIsNull() {
    #expect(ArgoValue.float(.infinity).json == .null)
    #expect(ArgoValue.fieldErrors([]).json == .null)
  }

  @Test(arguments: [2, 40])
  func ofRepeatedNamesTheLastCounts(_ count: Int) {
    var members = (0..<count).map { ArgoValue.Member("m\($0)", .int(0)) }
    members.append(.init("m0", .int(7)))
    #expect(ArgoValue.object(members).json["m0"] == 7)
    #expect(ArgoValue.object(members).json.objectValue?.count == count)
  }

  @Test func fieldErrorsMoveToTheListOfErrors() {
    let error = ArgoValue.object([
      .init("message", .string("no")), .init("path", .list([.string("id")])),
    ])
    let value = ArgoValue.object([
      .init("data", .object([.init("heroes", .list([.null, .fieldErrors([error])]))]))
    ])
    #expect(
      value.responseJSON == [
        "data": ["heroes": [nil, nil]],
        "errors": [["message": "no", "path": ["heroes", 1, "id"]]],
      ])
  }
}
