/// Finds names that come more than once where each may come once.
enum RepeatedNames {
  /// Each name that was there before: the name, where it came first, and where it comes again.
  static func find(_ names: some Sequence<NameNode>) -> [(
    name: String, first: Location, again: Location
  )] {
    var seen: [String: Location] = [:]
    var found: [(name: String, first: Location, again: Location)] = []
    for name in names {
      if let first = seen[name.value] {
        found.append((name.value, first, name.location))
      } else {
        seen[name.value] = name.location
      }
    }
    return found
  }
}
