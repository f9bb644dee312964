import Foundation
import GraphQL
import Testing

extension EndToEnd {
  @Suite struct HTTP {
    @Test("What is no GraphQL request is refused with the right status, and the node goes on")
    func statusCodes() async throws {
      let mesh = try await TestMesh(1)
      let folder = mesh.nodes[0].folder
      let base = "http://127.0.0.1:\(mesh.nodes[0].httpPort)"
      let json = ["-H", "Content-Type: application/json"]
      let cases: [(arguments: [String], status: String)] = [
        (["\(base)/graphql?query=%7B__typename%7D"], "200"),
        (["\(base)/graphql"], "400"),
        (["\(base)/graphql?query=mutation%7BcreateComment(input:%7B%7D)%7Bid%7D%7D"], "405"),
        (["\(base)/nowhere"], "404"),
        (["\(base)/health/live"], "200"),
        (["\(base)/health/ready"], "200"),
        (["-X", "DELETE", "\(base)/graphql"], "405"),
        (["\(base)/graphql", "-d", "{}"], "415"),
        (json + ["\(base)/graphql", "-d", "{"], "400"),
        (json + ["\(base)/graphql", "-d", "{}"], "400"),
        (
          json + [
            "\(base)/graphql", "-H", "Accept: image/png", "-d", #"{"query":"{__typename}"}"#,
          ], "406"
        ),
        (
          json + [
            "\(base)/graphql", "-H", "Origin: http://evil.example", "-d",
            #"{"query":"{__typename}"}"#,
          ], "403"
        ),
        (
          json + [
            "\(base)/graphql", "-H", "Host: evil.example", "-d", #"{"query":"{__typename}"}"#,
          ], "403"
        ),
        (json + ["\(base)/graphql", "-d", "@large"], "413"),
      ]
      try folder.write(
        "large", #"{"query": ""# + String(repeating: " ", count: 1_100_000) + #""}"#)
      for (arguments, status) in cases {
        let curl = try RunningProgram(
          "/usr/bin/env",
          ["curl", "-s", "-o", "/dev/null", "--max-time", "10", "-w", "%{http_code}"] + arguments,
          output: "\(folder.path)/status-\(UUID().uuidString)", folder: folder.path)
        try await curl.ended()
        #expect(curl.output == status, "curl \(arguments.joined(separator: " "))")
      }
      #expect(try await mesh.nodes[0].client.data("{ __typename }") == ["__typename": "Query"])
      try await mesh.stop()
    }
  }
}
