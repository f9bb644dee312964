import NIOSSL

/// A certificate that signed itself, for 127.0.0.1 and localhost, good for a hundred years and for nothing but these tests.
enum TestCertificate {
  static let key = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgP0ilnynXF9FkgdAi
    qRzrvKOZz8eBvs36WY1+EGtoHS2hRANCAARKQ3Z8HrlJ+QuGmKBEXV88uRFiIyQ6
    XIIJrJkcV2ShsNSaAcPjrQ1aRKkSd1su2qcdywHrCrQoHjjFqz3Vqo2P
    -----END PRIVATE KEY-----

    """

  static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIIBpDCCAUugAwIBAgIULPSPGb9oy6Q2a4eo7h3Yk3BorpQwCgYIKoZIzj0EAwIw
    GTEXMBUGA1UEAwwOZGVsdGFtZXNoIHRlc3QwIBcNMjYxMTI4MDcyMDExWhgPMjEy
    NjExMDQwNzIwMTFaMBkxFzAVBgNVBAMMDmRlbHRhbWVzaCB0ZXN0MFkwEwYHKoZI
    zj0CAQYIKoZIzj0DAQcDQgAESkN2fB65SfkLhpigRF1fPLkRYiMkOlyCCayZHFdk
    obDUmgHD460NWkSpEndbLtqnHcsB6wq0KB44xas91aqNj6NvMG0wHQYDVR0OBBYE
    FHt+YNHT55DVDCd4IJNstN63WCTaMB8GA1UdIwQYMBaAFHt+YNHT55DVDCd4IJNs
    tN63WCTaMA8GA1UdEwEB/wQFMAMBAf8wGgYDVR0RBBMwEYcEfwAAAYIJbG9jYWxo
    b3N0MAoGCCqGSM49BAMCA0cAMEQCIHjYyF/FNlJqn83vW9nTfhJy2qu6wft0J3+F
    e9EWZphWAiANQvzqmyh5KQBvN9HAI7TOae/BnHMtJ2Wh5nYaqs72hQ==
    -----END CERTIFICATE-----

    """

  /// What a client trusts the server by.
  static func client() throws -> TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.trustRoots = .certificates(
      try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)))
    return configuration
  }
}
