/// What is wrong with the text of a scalar; the message says how it is written.
public struct TextFormError: Error, Hashable, CustomStringConvertible {
  /// The message, to stand behind the name of the field.
  public let description: String

  /// An error with this message.
  init(_ description: String) {
    self.description = description
  }
}
