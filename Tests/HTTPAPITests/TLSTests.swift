import GraphQL
import HTTPAPI
import NIOCore
import NIOPosix
import NIOSSL
import Testing

/// HTTPS and secure WebSockets.
@Suite("TLS", .timeLimit(.minutes(5)))
struct TLSTests {
  private static func secure(_ configuration: inout HTTPServerConfiguration) {
    configuration.tls = try? ServerCertificate(
      certificate: TestCertificate.certificate, key: TestCertificate.key)
  }

  @Test("WebSockets are served over TLS")
  func sockets() async throws {
    try await withServer(Self.secure) { server in
      try await SocketClient.open(port: server.client.port, tls: try TestCertificate.client()) {
        client in
        try await client.connect()
        try await client.send(SocketClient.subscribe("1", "{ hello }"))
        #expect(try await client.message()["payload"] == ["data": ["hello": "hello world"]])
      }
    }
  }

  @Test("requests are answered over TLS, and not as plain text")
  func requests() async throws {
    try await withServer(Self.secure) { server in
      let context = try NIOSSLContext(configuration: try TestCertificate.client())
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: server.client.port) { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(
              NIOSSLClientHandler(context: context, serverHostname: "localhost"))
            return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
              wrappingChannelSynchronously: channel)
          }
        }
      let text = try await channel.executeThenClose { inbound, outbound in
        try await outbound.write(
          ByteBuffer(
            string:
              "GET /graphql?query={hello} HTTP/1.1\r\nHost: localhost\r\nOrigin: https://localhost\r\nConnection: close\r\n\r\n"
          ))
        var text = ""
        for try await buffer in inbound { text += String(buffer: buffer) }
        return text
      }
      #expect(RawResponse(text).json == ["data": ["hello": "hello world"]])
      let plain = try await server.client.send("GET", "/health/live")
      #expect(plain.status == 0)
    }
  }

  @Test("a certificate that is none, or whose key is another, is refused at the start")
  func wrongCertificates() throws {
    for (certificate, key, message) in [
      ("", TestCertificate.key, "http.tls.certificate has no certificate"),
      (TestCertificate.key, TestCertificate.key, "http.tls.certificate has no certificate"),
      (TestCertificate.certificate, "", "http.tls.key has no private key"),
      (TestCertificate.certificate, TestCertificate.certificate, "http.tls.key has no private key"),
      (
        TestCertificate.certificate,
        """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgpXi5Ncvpo+oU6uoi
        bwwKglOdhUZhqT4OfSQWY5Xro5ahRANCAASiX7CNj7Ia4Xi9AwAV0hxBMSQoGH71
        hOgUTUCHwQBo9HFWeQqmGjKDVQANyyxgLuN1EEfnt2BVcNS9v3YrZIae
        -----END PRIVATE KEY-----
        """, "http.tls.key does not belong"
      ),
    ] {
      do throws(AccessError) {
        _ = try ServerCertificate(certificate: certificate, key: key)
        Issue.record("it was taken")
      } catch {
        #expect(error.message.hasPrefix(message))
      }
    }
  }
}
