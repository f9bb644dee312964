/// The scalar `Time`: RFC 3339's `full-time`, a time of day with an offset, as `17:30:00+01:00`.
///
/// The internal form is in UTC with nine fraction digits, `16:30:00.000000000Z`, so its bytes sort as the times of day in UTC do.
public enum TimeForm {
  /// The internal form of `text`. A leap second is accepted where it would be 23:59:60 in UTC.
  public static func normalise(_ text: String) throws(TextFormError) -> String {
    var reader = DigitReader(text)
    guard let time = ClockTime(reading: &reader), reader.isAtEnd else {
      throw TextFormError(
        "a Time is written like 17:30:00Z or 17:30:00.250+01:00, with at most nine fraction digits")
    }
    guard let (utc, _) = time.utc else { throw TextFormError("there is no such time of day") }
    var result = ""
    utc.append(to: &result)
    return result
  }

  /// The form for display: 3, 6 or 9 fraction digits, as few as hold the value. Text in another form is returned as it is.
  public static func display(_ normalised: String) -> String {
    DateTimeForm.display(normalised)
  }
}
