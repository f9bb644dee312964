/// A piece of HTML. Literals are taken as they are; what is interpolated is escaped, unless it is HTML itself. So a text that was
/// not escaped can't get in by mistake.
struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// The markup.
  private(set) var markup: String

  init(stringLiteral value: String) {
    markup = value
  }

  init(stringInterpolation: StringInterpolation) {
    markup = stringInterpolation.markup
  }

  /// Markup that is known to be good, such as a style sheet.
  init(trusted markup: String) {
    self.markup = markup
  }

  /// Pieces, one after the other, each on a line of its own.
  init(lines pieces: [HTML]) {
    markup = pieces.map(\.markup).joined(separator: "\n")
  }

  /// What a literal with interpolations is put together in.
  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var markup = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      markup.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: String) {
      markup += literal
    }

    /// A text, which is escaped so that it means itself: between tags, and in quoted attributes. Characters that HTML can't
    /// express become the replacement character.
    mutating func appendInterpolation(_ text: String) {
      for scalar in text.unicodeScalars {
        switch scalar {
        case "&": markup += "&amp;"
        case "<": markup += "&lt;"
        case ">": markup += "&gt;"
        case "\"": markup += "&quot;"
        case "'": markup += "&#39;"
        case "\t", "\n": markup.unicodeScalars.append(scalar)
        case "\0"..<" ", "\u{7F}"..."\u{9F}": markup += "\u{FFFD}"
        default: markup.unicodeScalars.append(scalar)
        }
      }
    }

    /// A number, its thousands apart.
    mutating func appendInterpolation(_ number: Int) {
      let digits = String(number.magnitude)
      if number < 0 { markup += "-" }
      for (offset, digit) in digits.enumerated() {
        if offset > 0, (digits.utf8.count - offset).isMultiple(of: 3) { markup += "," }
        markup.append(digit)
      }
    }

    /// A length of time, in the unit that suits it.
    mutating func appendInterpolation(_ time: VirtualTime) {
      let milliseconds = Int(time.milliseconds)
      if milliseconds.magnitude < 1_000 {
        appendInterpolation(milliseconds)
        markup += " ms"
      } else {
        appendInterpolation(milliseconds / 1_000)
        markup += ".\(milliseconds.magnitude % 1_000 / 100) s"
      }
    }

    /// Markup, as it is.
    mutating func appendInterpolation(_ html: HTML) {
      markup += html.markup
    }

    /// Markup that may be absent.
    mutating func appendInterpolation(_ html: HTML?) {
      if let html { markup += html.markup }
    }

    /// Pieces of markup, each on a line of its own.
    mutating func appendInterpolation(_ pieces: [HTML]) {
      appendInterpolation(HTML(lines: pieces))
    }
  }
}
