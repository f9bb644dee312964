/// The scalar `DateTime`: RFC 3339's `date-time`, as `2026-11-23T17:30:00+01:00`, years 0000 to 9999.
///
/// The internal form is in UTC with nine fraction digits, `2026-11-23T16:30:00.000000000Z`, so its bytes sort as the instants do.
public enum DateTimeForm {
  /// The internal form of `text`. A leap second is accepted at the end of a month in UTC.
  public static func normalise(_ text: String) throws(TextFormError) -> String {
    var reader = DigitReader(text)
    guard var date = CalendarDate(reading: &reader), reader.take("T", "t") != nil,
      let time = ClockTime(reading: &reader), reader.isAtEnd
    else {
      throw TextFormError(
        "a DateTime is written like 2026-11-23T17:30:00Z or 2026-11-23T17:30:00.250+01:00, "
          + "with at most nine fraction digits")
    }
    guard date.isValid, let (utc, days) = time.utc else {
      throw TextFormError("there is no such date and time")
    }
    date.move(days: days)
    guard date.isValid, utc.second < 60 || date.day == date.daysInMonth else {
      throw TextFormError("there is no such date and time in UTC")
    }
    var result = ""
    date.append(to: &result)
    result.append("T")
    utc.append(to: &result)
    return result
  }

  /// The form for display: in UTC, with 3, 6 or 9 fraction digits, as few as hold the value. Text in another form is returned as it
  /// is.
  public static func display(_ normalised: String) -> String {
    var normalised = normalised
    return normalised.withUTF8 { bytes in
      let kept = displayPrefix(UnsafeRawBufferPointer(bytes))
      guard kept < bytes.count else { return nil }
      return String(decoding: bytes[..<kept], as: UTF8.self) + "Z"
    } ?? normalised
  }

  /// Appends the form for display of an internal form given as UTF-8, as ``display(_:)`` does.
  public static func appendDisplay(_ normalised: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    let kept = displayPrefix(normalised)
    bytes.append(contentsOf: normalised[..<kept])
    if kept < normalised.count { bytes.append(UInt8(ascii: "Z")) }
  }

  /// How many bytes are shown before a `Z`; all bytes where nothing is to be left out.
  private static func displayPrefix(_ bytes: UnsafeRawBufferPointer) -> Int {
    let point = bytes.count - 11
    guard point >= 0, bytes[point] == UInt8(ascii: "."), bytes[bytes.count - 1] == UInt8(ascii: "Z")
    else { return bytes.count }
    var digits = 9
    while digits > 3,
      bytes[point + digits - 2..<point + digits + 1].allSatisfy({ $0 == UInt8(ascii: "0") })
    {
      digits -= 3
    }
    return digits == 9 ? bytes.count : point + digits + 1
  }
}
