/// The labels that begin self-describing values.
enum ArgoTypeMarker {
  static let null: Int64 = -1
  static let `false`: Int64 = 0
  static let `true`: Int64 = 1
  static let object: Int64 = 2
  static let list: Int64 = 3
  static let string: Int64 = 4
  static let bytes: Int64 = 5
  static let int: Int64 = 6
  static let float: Int64 = 7
}
