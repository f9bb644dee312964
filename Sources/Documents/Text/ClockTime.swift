/// A time of day, and its offset from UTC.
struct ClockTime {
  var hour: Int
  var minute: Int
  var second: Int
  var nanosecond: Int
  /// Minutes east of Greenwich.
  var offset: Int

  /// Reads `hh:mm:ss[.fraction](Z|±hh:mm)`. The offset is in range, the other numbers may be out of range.
  init?(reading reader: inout DigitReader) {
    guard let hour = reader.number(digits: 2), reader.take(":") != nil,
      let minute = reader.number(digits: 2), reader.take(":") != nil,
      let second = reader.number(digits: 2)
    else { return nil }
    self.hour = hour
    self.minute = minute
    self.second = second
    nanosecond = 0
    offset = 0
    if reader.take(".") != nil {
      guard let fraction = reader.fraction(maximum: 9) else { return nil }
      nanosecond = fraction
    }
    switch reader.take("Z", "z", "+", "-") {
    case "Z", "z": break
    case let sign?:
      guard let hours = reader.number(digits: 2), hours < 24, reader.take(":") != nil,
        let minutes = reader.number(digits: 2), minutes < 60
      else { return nil }
      offset = (hours * 60 + minutes) * (sign == "-" ? -1 : 1)
    case nil: return nil
    }
  }

  /// The same time in UTC, and by how many days (-1, 0 or 1) the date moves. Nil where there is no such time.
  var utc: (ClockTime, days: Int)? {
    guard hour < 24, minute < 60, second <= 60 else { return nil }
    var minutes = hour * 60 + minute - offset
    var days = 0
    if minutes < 0 { (minutes, days) = (minutes + 1_440, -1) }
    if minutes >= 1_440 { (minutes, days) = (minutes - 1_440, 1) }
    guard second < 60 || minutes == 1_439 else { return nil }
    var utc = self
    utc.hour = minutes / 60
    utc.minute = minutes % 60
    utc.offset = 0
    return (utc, days)
  }

  /// Appends `hh:mm:ss.nnnnnnnnnZ`; the time is in UTC.
  func append(to text: inout String) {
    DigitReader.append(hour, digits: 2, to: &text)
    text.append(":")
    DigitReader.append(minute, digits: 2, to: &text)
    text.append(":")
    DigitReader.append(second, digits: 2, to: &text)
    text.append(".")
    DigitReader.append(nanosecond, digits: 9, to: &text)
    text.append("Z")
  }
}
