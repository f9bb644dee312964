/// Numbers in a few characters.
enum Amount {
  /// `999`, `12.3k`, `4.56M`, `78.9G`.
  static func count(_ number: Double) -> String {
    var rest = number
    for unit in ["", "k", "M", "G"] {
      if rest < 999.5 || unit == "G" {
        return unit.isEmpty ? "\(Int(rest.rounded()))" : "\(threeDigits(rest))\(unit)"
      }
      rest /= 1_000
    }
    return ""
  }

  /// `4.56s`, `12m 3s`, `2h 10m`.
  static func time(_ seconds: Double) -> String {
    let whole = Int(seconds)
    switch whole {
    case ..<60: return "\(threeDigits(seconds))s"
    case ..<3_600: return "\(whole / 60)m \(whole % 60)s"
    default: return "\(whole / 3_600)h \(whole / 60 % 60)m"
    }
  }

  private static func threeDigits(_ number: Double) -> String {
    let digits = number < 9.995 ? 100.0 : number < 99.95 ? 10 : 1
    let rounded = (number * digits).rounded() / digits
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}
