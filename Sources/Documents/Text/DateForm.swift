/// The scalar `Date`: RFC 3339's `full-date`, as `2026-11-23`, in the Gregorian calendar, years 0000 to 9999. Inside and outside have
/// the same form, whose bytes sort as the days do.
public enum DateForm {
  /// `text` if it is a date.
  public static func normalise(_ text: String) throws(TextFormError) -> String {
    var reader = DigitReader(text)
    guard let date = CalendarDate(reading: &reader), reader.isAtEnd else {
      throw TextFormError("a Date is written like 2026-11-23")
    }
    guard date.isValid else { throw TextFormError("there is no such date") }
    return text
  }
}
