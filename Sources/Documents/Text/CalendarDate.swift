/// A day of the Gregorian calendar.
struct CalendarDate {
  var year: Int
  var month: Int
  var day: Int

  init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// Reads `yyyy-mm-dd`, whose numbers may be out of range.
  init?(reading reader: inout DigitReader) {
    guard let year = reader.number(digits: 4), reader.take("-") != nil,
      let month = reader.number(digits: 2), reader.take("-") != nil,
      let day = reader.number(digits: 2)
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Whether the calendar has this day.
  var isValid: Bool {
    (0...9_999).contains(year) && (1...12).contains(month) && (1...daysInMonth).contains(day)
  }

  /// How many days the month has; the month is in 1...12.
  var daysInMonth: Int {
    switch month {
    case 2: isLeapYear ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private var isLeapYear: Bool {
    year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
  }

  /// Moves by -1, 0 or 1 days.
  mutating func move(days: Int) {
    day += days
    if day < 1 {
      month -= 1
      if month < 1 { (year, month) = (year - 1, 12) }
      day = daysInMonth
    } else if day > daysInMonth {
      day = 1
      month += 1
      if month > 12 { (year, month) = (year + 1, 1) }
    }
  }

  /// Appends `yyyy-mm-dd`.
  func append(to text: inout String) {
    DigitReader.append(year, digits: 4, to: &text)
    text.append("-")
    DigitReader.append(month, digits: 2, to: &text)
    text.append("-")
    DigitReader.append(day, digits: 2, to: &text)
  }
}
