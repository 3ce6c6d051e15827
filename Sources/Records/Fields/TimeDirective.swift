/// One part of a time's form in strptime's notation, and how it is read.
///
/// Names of months and days are English, German, French or Spanish, in any case, see `MonthNames`. Numbers take as
/// many digits as they may have, so `%Y%m%d` works. Blanks in the form stand for any blanks, also none.
package enum TimeDirective: Hashable, Sendable {
    /// `%Y`: four digits.
    case year
    /// `%y`: two digits; 69...99 are of the last century.
    case shortYear
    /// `%m`
    case month
    /// `%b`, `%B`, `%h`
    case monthName
    /// `%d`, `%e`: perhaps padded with a blank.
    case day
    /// `%j`
    case dayOfYear
    /// `%a`, `%A`: read, and not compared with the date.
    case weekday
    /// `%H`, `%k`, and `%I`, `%l` with `%p` somewhere: perhaps padded with a blank.
    case hour
    /// `%M`
    case minute
    /// `%S`; 60 is a leap second.
    case second
    /// `%L`, `%f`: one to nine digits of the second's fraction (more are passed over), with or without `.` or `,` in
    /// front.
    case fraction
    /// `%p`: AM or PM in any case.
    case half
    /// `%z`: `Z`, `+hh`, `+hhmm`, `+hh:mm`, `+mmm`.
    case offset
    /// `%Z`: `UTC`, `GMT`, `Z`, or a name: one that the layout's zone goes by, which tells summer from winter; a usual
    /// abbreviation, see `ZoneNames`; or an IANA name. Others are passed over.
    case zoneName
    /// `%s`: seconds since 1970.
    case epoch
    /// Blanks, `%n`, `%t`.
    case blanks
    /// This very byte.
    case literal(UInt8)

    /// The directives of a whole form; nil if it has an unknown one or ends with `%`.
    static func list(_ form: String) -> [TimeDirective]? {
        var list: [TimeDirective] = []
        var bytes = form.utf8.makeIterator()
        while let byte = bytes.next() {
            if byte == UInt8(ascii: "%") {
                guard let letter = bytes.next(), let directives = directives[letter] else { return nil }
                list += directives
            } else if byte.isBlank {
                list.append(.blanks)
            } else {
                list.append(.literal(byte))
            }
        }
        return list
    }

    /// Reads all of `form`; false where the text differs.
    static func read(_ form: [TimeDirective], _ cursor: inout ByteCursor, _ fields: inout CivilFields) -> Bool {
        for directive in form where !directive.read(&cursor, &fields) { return false }
        return true
    }

    private static let directives: [UInt8: [TimeDirective]] = {
        let clock: [TimeDirective] = [.hour, .literal(0x3A), .minute, .literal(0x3A), .second]
        let named: [(Character, [TimeDirective])] = [
            ("Y", [.year]), ("y", [.shortYear]), ("m", [.month]), ("b", [.monthName]), ("B", [.monthName]),
            ("h", [.monthName]), ("d", [.day]), ("e", [.day]), ("j", [.dayOfYear]), ("a", [.weekday]),
            ("A", [.weekday]),
            ("H", [.hour]), ("k", [.hour]), ("I", [.hour]), ("l", [.hour]), ("M", [.minute]), ("S", [.second]),
            ("L", [.fraction]), ("f", [.fraction]), ("p", [.half]), ("z", [.offset]), ("Z", [.zoneName]),
            ("s", [.epoch]), ("n", [.blanks]), ("t", [.blanks]), ("%", [.literal(UInt8(ascii: "%"))]),
            ("T", clock), ("R", Array(clock.prefix(3))),
            ("F", [.year, .literal(0x2D), .month, .literal(0x2D), .day]),
            ("D", [.month, .literal(0x2F), .day, .literal(0x2F), .shortYear]),
        ]
        return Dictionary(uniqueKeysWithValues: named.compactMap { name, list in name.asciiValue.map { ($0, list) } })
    }()
}

extension TimeDirective {
    private func read(_ cursor: inout ByteCursor, _ fields: inout CivilFields) -> Bool {
        switch self {
        case .year: cursor.number(least: 4, most: 4).set(&fields.year)
        case .shortYear:
            cursor.number(least: 2, most: 2).map { $0 < 69 ? 2_000 + $0 : 1_900 + $0 }.set(&fields.year)
        case .month: cursor.number(most: 2).set(&fields.month)
        case .monthName: cursor.monthName().set(&fields.month)
        case .day: cursor.paddedNumber().set(&fields.day)
        case .dayOfYear: cursor.number(most: 3).set(&fields.dayOfYear)
        case .weekday: cursor.weekdayName()
        case .hour: cursor.paddedNumber().set(&fields.hour)
        case .minute: cursor.number(most: 2).set(&fields.minute)
        case .second: cursor.number(most: 2).set(&fields.second)
        case .fraction: readFraction(&cursor, &fields)
        case .half: cursor.name(of: halves).map { $0 == 1 }.set(&fields.isAfternoon)
        case .offset: cursor.readOffset(into: &fields)
        case .zoneName: cursor.readZoneName(into: &fields)
        case .epoch: cursor.number(most: 12).map { Int64($0) }.set(&fields.epochSeconds)
        case .blanks: skipBlanks(&cursor)
        case .literal(let byte): cursor.take(byte)
        }
    }

    private func readFraction(_ cursor: inout ByteCursor, _ fields: inout CivilFields) -> Bool {
        _ = cursor.take(anyOf: ".,")
        return cursor.fraction().set(&fields.nanoseconds)
    }

    private func skipBlanks(_ cursor: inout ByteCursor) -> Bool {
        cursor.skipBlanks()
        return true
    }
}

extension ByteCursor {
    fileprivate mutating func paddedNumber() -> Int? {
        skipBlanks()
        return number(most: 2)
    }

    /// Which of `names` stands here, whole or by its first three letters (two for names of two).
    fileprivate mutating func name(of names: [String]) -> Int? {
        let start = place
        let word = run(\.isLetter)
        let index = names.firstIndex { name in
            (word.count == min(3, name.utf8.count) || word.count == name.utf8.count)
                && zip(word, name.utf8).allSatisfy { $0 | 0x20 == $1 }
        }
        if index == nil { rewind(to: start) }
        return index
    }
}

extension Optional {
    /// Puts the value, if there is one, into its place; whether there was one.
    fileprivate func set(_ place: inout Wrapped) -> Bool {
        guard let self else { return false }
        place = self
        return true
    }

    fileprivate func set(_ place: inout Wrapped?) -> Bool {
        place = self
        return self != nil
    }
}

private let halves = ["am", "pm"]
