package import WireFormat

/// A way in which logs write points in time; rule files name it.
///
/// | name | form |
/// |---|---|
/// | `iso8601` | `2026-11-20T10:00:00,123+01:00`; a blank for `T`, `/` for `-`, `.` or `,` before the fraction, no
/// seconds, a blank before the zone, and a zone as in `%z` or `%Z` or none are accepted too |
/// | `unix`, `unix_ms` | seconds or milliseconds since 1970, perhaps with a fraction |
/// | `clf` | `20/Nov/2026:10:00:00 +0100`, the zone may be missing |
/// | `syslog` | `Nov 20 10:00:00`, perhaps with a fraction; or `iso8601` |
/// | anything with `%` | strptime's directives, see `TimeDirective` |
package enum TimeForm: Hashable, Sendable {
    case iso8601
    case unix
    case unixMillis
    case clf
    case syslog
    case directives([TimeDirective])

    /// Nil if it is no form's name and no text of directives, or has an unknown directive.
    package init?(_ text: String) {
        switch text {
        case "iso8601": self = .iso8601
        case "unix": self = .unix
        case "unix_ms": self = .unixMillis
        case "clf": self = .clf
        case "syslog": self = .syslog
        default:
            guard text.contains("%"), let directives = TimeDirective.list(text) else { return nil }
            self = .directives(directives)
        }
    }

    /// The time that all of `bytes` say in this form; blanks around them do not matter.
    ///
    /// `zone` counts where the text has none. `near` supplies a missing year or date.
    /// A zone that the text names counts if `zone` goes by that name, or `zoneNamed` or everybody knows it.
    package func parse(
        _ bytes: ArraySlice<UInt8>, zone: Zone, near: TimeAnchor, zoneNamed: (String) -> Zone? = { _ in nil }
    ) -> Timestamp? {
        let text = bytes.trimmed
        guard text.count <= Self.bytesMax else { return nil }
        var (cursor, fields) = (ByteCursor(text), CivilFields())
        guard read(&cursor, &fields), cursor.isAtEnd else { return nil }
        return fields.timestamp(zone: fields.namedZone(beside: zone, near: near, zoneNamed) ?? zone, near: near)
    }

    /// No form of a time is longer.
    private static let bytesMax = 100

    private func read(_ cursor: inout ByteCursor, _ fields: inout CivilFields) -> Bool {
        switch self {
        case .iso8601: readISO8601(&cursor, &fields)
        case .unix: readEpoch(&cursor, &fields, perSecond: 1)
        case .unixMillis: readEpoch(&cursor, &fields, perSecond: 1_000)
        case .clf: TimeDirective.read(clfForm, &cursor, &fields) && readOptionalZone(&cursor, &fields)
        case .syslog:
            cursor.current?.isDigit == true
                ? readISO8601(&cursor, &fields)
                : TimeDirective.read(syslogForm, &cursor, &fields) && readOptionalFraction(&cursor, &fields)
        case .directives(let directives): TimeDirective.read(directives, &cursor, &fields)
        }
    }
}

extension Timestamp {
    /// A number since 1970 whose size tells its unit: seconds, milli-, micro- or nanoseconds; each unit's range lies
    /// between 1973 and the year 5138. Nil for text that is no number, and for numbers beyond what can be counted.
    static func epoch(_ digits: ArraySlice<UInt8>) -> Timestamp? {
        let whole = digits.prefix { $0 != UInt8(ascii: ".") }.count
        let perSecond: Int =
            switch whole {
            case ...11: 1
            case 12...14: 1_000
            case 15...17: 1_000_000
            default: 1_000_000_000
            }
        var (cursor, fields) = (ByteCursor(digits), CivilFields())
        guard readEpoch(&cursor, &fields, perSecond: perSecond), cursor.isAtEnd else { return nil }
        return fields.timestamp(zone: .utc, near: TimeAnchor(read: Timestamp(seconds: 0)))
    }
}

private let clfForm = TimeDirective.list("%d/%b/%Y:%H:%M:%S") ?? []
private let syslogForm = TimeDirective.list("%b %e %H:%M:%S") ?? []

/// A decimal number of which `perSecond` make a second.
private func readEpoch(_ cursor: inout ByteCursor, _ fields: inout CivilFields, perSecond: Int) -> Bool {
    // 19 digits are a 64-bit number of nanoseconds; a first digit of 9 and more would not fit.
    guard let whole = cursor.epochDigits() else { return false }
    let (seconds, rest) = whole.quotientAndRemainder(dividingBy: perSecond)
    fields.epochSeconds = Int64(seconds)
    fields.nanoseconds = rest * (1_000_000_000 / perSecond)
    if cursor.take(UInt8(ascii: ".")) {
        guard let fraction = cursor.fraction() else { return false }
        fields.nanoseconds += fraction / perSecond
    }
    return true
}

extension ByteCursor {
    fileprivate mutating func epochDigits() -> Int? {
        guard let high = number(most: 18) else { return nil }
        guard let last = number(most: 1) else { return high }
        let (tens, isTooLarge) = high.multipliedReportingOverflow(by: 10)
        let (all, isTooLargeStill) = tens.addingReportingOverflow(last)
        return isTooLarge || isTooLargeStill ? nil : all
    }
}

private func readISO8601(_ cursor: inout ByteCursor, _ fields: inout CivilFields) -> Bool {
    guard let year = cursor.number(least: 4, most: 4), let separator = cursor.take(anyOf: "-/"),
        let month = cursor.number(least: 2, most: 2), cursor.take(separator),
        let day = cursor.number(least: 2, most: 2), cursor.take(anyOf: "Tt ") != nil,
        let hour = cursor.number(least: 2, most: 2), cursor.take(UInt8(ascii: ":")),
        let minute = cursor.number(least: 2, most: 2)
    else { return false }
    (fields.year, fields.month, fields.day, fields.hour, fields.minute) = (year, month, day, hour, minute)
    if cursor.take(UInt8(ascii: ":")) {
        guard let second = cursor.number(least: 2, most: 2) else { return false }
        fields.second = second
        guard readOptionalFraction(&cursor, &fields) else { return false }
    }
    return readOptionalZone(&cursor, &fields)
}

/// `.123` or `,123` or nothing.
private func readOptionalFraction(_ cursor: inout ByteCursor, _ fields: inout CivilFields) -> Bool {
    guard cursor.take(anyOf: ".,") != nil else { return true }
    guard let fraction = cursor.fraction() else { return false }
    fields.nanoseconds = fraction
    return true
}

/// A zone, perhaps behind blanks, or nothing.
private func readOptionalZone(_ cursor: inout ByteCursor, _ fields: inout CivilFields) -> Bool {
    cursor.skipBlanks()
    guard !cursor.isAtEnd else { return true }
    if cursor.readOffset(into: &fields) { return true }
    return cursor.readZoneName(into: &fields) && fields.isZoneKnown
}

extension ByteCursor {
    /// `Z`, `+hh`, `+hhmm`, `+hh:mm`, or `+mmm` as DB2 writes; at most 14 hours, as far as zones go.
    mutating func readOffset(into fields: inout CivilFields) -> Bool {
        if take(anyOf: "Zz") != nil {
            fields.offset = 0
            return true
        }
        guard let sign = take(anyOf: "+-") else { return false }
        if bytes[place...].prefix(while: \.isDigit).count == 3, let minutes = number(most: 3), minutes <= 840 {
            fields.offset = Int32(sign == UInt8(ascii: "-") ? -minutes * 60 : minutes * 60)
            return true
        }
        guard let hours = number(least: 2, most: 2) else { return false }
        var minutes = 0
        if take(UInt8(ascii: ":")) {
            guard let number = number(least: 2, most: 2) else { return false }
            minutes = number
        } else {
            minutes = number(least: 2, most: 2) ?? 0
        }
        let seconds = hours * 3_600 + minutes * 60
        guard minutes <= 59, seconds <= 50_400 else { return false }
        fields.offset = Int32(sign == UInt8(ascii: "-") ? -seconds : seconds)
        return true
    }
}
