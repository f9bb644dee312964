import NIOSSL

/// A certificate and its key, to serve HTTPS by.
public struct ServerCertificate: Sendable {
  let configuration: TLSConfiguration

  /// Reads a chain of certificates, the server's own first, and the private key of that, both in PEM.
  /// - Throws: What is wrong with which.
  public init(certificate: String, key: String) throws(AccessError) {
    let chain: [NIOSSLCertificate]
    do {
      chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
    } catch {
      throw AccessError("http.tls.certificate has no certificate in PEM")
    }
    guard !chain.isEmpty else {
      throw AccessError("http.tls.certificate has no certificate in PEM")
    }
    let privateKey: NIOSSLPrivateKey
    do {
      privateKey = try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)
    } catch {
      throw AccessError("http.tls.key has no private key in PEM without a password")
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    do {
      _ = try NIOSSLContext(configuration: configuration)
    } catch {
      throw AccessError(
        "http.tls.key does not belong to the first certificate of http.tls.certificate")
    }
    self.configuration = configuration
  }
}
