/// A figure of the node with all its samples, as Prometheus scrapes it.
public struct MetricFamily: Sendable, Hashable {
  /// How a figure moves.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// It only grows, until the process starts anew.
    case counter
    /// It goes up and down.
    case gauge
  }

  /// One value.
  public struct Sample: Sendable, Hashable {
    /// The labels with their values, in order.
    public var labels: [Label]
    /// The value.
    public var value: Double

    /// A value under labels.
    public init(_ value: Double, _ labels: [Label] = []) {
      self.labels = labels
      self.value = value
    }
  }

  /// A label with its value.
  public struct Label: Sendable, Hashable {
    /// The label: letters, digits, underscores.
    public var name: String
    /// Any text.
    public var value: String

    /// A label with its value.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The name, with its unit at the end.
  public var name: String
  /// What it is, in a sentence.
  public var help: String
  /// How it moves.
  public var kind: Kind
  /// The values.
  public var samples: [Sample]

  /// A figure of these parts.
  public init(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
    self.name = name
    self.kind = kind
    self.help = help
    self.samples = samples
  }

  /// Figures in Prometheus' text format, version 0.0.4. A figure without samples is left out.
  public static func text(of families: [MetricFamily]) -> String {
    var lines: [String] = []
    for family in families where !family.samples.isEmpty {
      lines.append("# HELP \(family.name) \(escaped(family.help, quotes: false))")
      lines.append("# TYPE \(family.name) \(family.kind.rawValue)")
      for sample in family.samples {
        let labels = sample.labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }
        let list = labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}"
        lines.append("\(family.name)\(list) \(number(sample.value))")
      }
    }
    return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
  }

  /// Whole numbers as such: a double has them exactly up to 2^53.
  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    if let whole = Int64(exactly: value) { return "\(whole)" }
    return "\(value)"
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
