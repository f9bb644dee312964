/// A lexical token, without the ignored text around it.
struct Token: Hashable, Sendable {
  /// What kind of token it is; punctuators are kinds of their own.
  enum Kind: String, Hashable, Sendable {
    case start = "<SOF>"
    case end = "<EOF>"
    case bang = "!"
    case dollar = "$"
    case ampersand = "&"
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case spread = "..."
    case colon = ":"
    case equals = "="
    case at = "@"
    case leftBracket = "["
    case rightBracket = "]"
    case leftBrace = "{"
    case pipe = "|"
    case rightBrace = "}"
    case name = "Name"
    case int = "Int"
    case float = "Float"
    case string = "String"
    case blockString = "BlockString"
  }

  var kind: Kind
  /// The text of a name or number, the value of a string; empty for punctuators.
  var text: String
  var location: Location

  /// The token as error messages name it.
  var description: String {
    switch kind {
    case .name, .int, .float, .string, .blockString: "\(kind.rawValue) \"\(text)\""
    case .start, .end: kind.rawValue
    case .bang, .dollar, .ampersand, .leftParenthesis, .rightParenthesis, .spread, .colon, .equals,
      .at, .leftBracket, .rightBracket, .leftBrace, .pipe, .rightBrace:
      "\"\(kind.rawValue)\""
    }
  }
}
