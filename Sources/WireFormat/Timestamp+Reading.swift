extension Timestamp {
    /// What `iso8601` writes: a date, `T`, a time of day with up to nine digits of fraction, and `Z` or an offset.
    ///
    /// Nil for any other form, and beyond the years that nanoseconds reach.
    package init?(iso8601 text: String) {
        var digits = Digits(text)
        guard let year = digits.number(4), digits.skip("-"), let month = digits.number(2), digits.skip("-"),
            let day = digits.number(2), digits.skip("T"), let civil = digits.clock(year: year, month: month, day: day)
        else { return nil }
        let fraction = digits.skip(".") ? digits.fraction() : 0
        guard let fraction, let offset = digits.offset(), digits.isAtEnd else { return nil }
        self.init(civil, nanoseconds: fraction, offsetSeconds: offset)
    }

    /// The preferred form of a date in HTTP (RFC 9110, 5.6.7): `Wed, 21 Oct 2026 07:28:00 GMT`.
    package init?(httpDate text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]),
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        var digits = Digits(String(parts[4]))
        guard let civil = digits.clock(year: year, month: month + 1, day: day), digits.isAtEnd else { return nil }
        self.init(civil, nanoseconds: 0, offsetSeconds: 0)
    }

    private init?(_ civil: CivilTime, nanoseconds: Int64, offsetSeconds: Int32) {
        let seconds = civil.secondsSince1970 - Int64(offsetSeconds)
        let (whole, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowsAgain) = whole.addingReportingOverflow(nanoseconds)
        guard !overflows, !overflowsAgain else { return nil }
        self.init(nanoseconds: sum, offsetSeconds: offsetSeconds)
    }
}

private let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/// Numbers of a fixed width, one after the other.
private struct Digits {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ sign: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: sign) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(_ count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy(\.isDigit) else { return nil }
        rest.removeFirst(count)
        return Int(Substring(digits))
    }

    /// `10:00:00`; a leap second counts as the next minute's first.
    mutating func clock(year: Int, month: Int, day: Int) -> CivilTime? {
        guard let hour = number(2), skip(":"), let minute = number(2), skip(":"), let second = number(2),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60, (0...9_999) ~= year
        else { return nil }
        return CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }

    /// In nanoseconds.
    mutating func fraction() -> Int64? {
        let digits = rest.prefix(while: \.isDigit)
        guard (1...9).contains(digits.count) else { return nil }
        rest.removeFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) } * powersOfTen[9 - digits.count]
    }

    /// In seconds, east positive.
    mutating func offset() -> Int32? {
        if skip("Z") { return 0 }
        let isEast = skip("+")
        guard isEast || skip("-"), let hours = number(2), skip(":"), let minutes = number(2), hours <= 14, minutes < 60
        else { return nil }
        return Int32((hours * 60 + minutes) * 60) * (isEast ? 1 : -1)
    }
}

private let powersOfTen: [Int64] = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
]

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
