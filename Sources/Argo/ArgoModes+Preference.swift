extension ArgoModes {
  /// The HTTP header in which a client names the modes that it prefers.
  public static let preferenceHeader = "Argo-Mode"
  /// The media type of messages.
  public static let mediaType = "application/argo"

  private static let names: [(name: String, mode: ArgoModes)] = [
    ("inlineeverything", .inlineEverything), ("selfdescribing", .selfDescribing),
    ("outofbandfielderrors", .outOfBandFieldErrors),
    ("selfdescribingerrors", .selfDescribingErrors),
    ("nullterminatedstrings", .nullTerminatedStrings),
    ("nodeduplication", .noDeduplication),
  ]

  /// The modes that the value of an `Argo-Mode` header names, in any case, separated by semicolons. Unknown names are
  /// passed over: the header is a wish.
  public init(preference: some StringProtocol) {
    var modes: ArgoModes = []
    for part in preference.utf8.split(separator: UInt8(ascii: ";")) {
      let name = part.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        .map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }
      for known in Self.names where name.elementsEqual(known.name.utf8) { modes.insert(known.mode) }
    }
    self = modes
  }
}
