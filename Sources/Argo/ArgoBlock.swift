/// A handle to a block of one reader or writer: scalars of one GraphQL type, stored side by side.
///
/// A handle is made by `declare` of the reader or writer that it is used with. The four blocks of self-describing values
/// exist everywhere.
public struct ArgoBlock: Hashable, Sendable {
  let index: Int
  let deduplicates: Bool

  init(index: Int, deduplicates: Bool) {
    self.index = index
    self.deduplicates = deduplicates
  }

  /// The block `String`: strings and keys of self-describing values, and the GraphQL type `String`.
  public static let string = ArgoBlock(index: 0, deduplicates: true)
  /// The block `Bytes`: byte strings of self-describing values, and a scalar of that name.
  public static let bytes = ArgoBlock(index: 1, deduplicates: true)
  /// The block `Int`: integers of self-describing values, and the GraphQL type `Int`.
  public static let int = ArgoBlock(index: 2, deduplicates: false)
  /// The block `Float`: floating-point numbers of self-describing values, and the GraphQL type `Float`.
  public static let float = ArgoBlock(index: 3, deduplicates: false)

  /// The keys of the blocks that exist everywhere, by index.
  static let predeclaredKeys = ["String", "Bytes", "Int", "Float"]
}
