/// Whether a line looks like the first line of a log record, so that no message goes on there: it begins with a time, a
/// time or a level in brackets, or a level word; Ruby's loggers put the level's first letter before the brackets.
enum LogHead {
    static func begins(_ line: Bytes) -> Bool {
        guard let first = line.first else { return false }
        if first.isDigit { return isTime(line) || isAddress(line) }
        if first == UInt8(ascii: "[") {
            let inner = line.dropFirst()
            return inner.first?.isDigit == true && isTime(inner)
                || levelEnd(inner).map { ends(inner, $0, in: "]") } == true || isTornado(inner)
                || inner.begins(with: "pid: ")
        }
        if line.count > 4, line.dropFirst().begins(with: ", [") { return isTime(line.dropFirst(4)) }
        if let month = monthEnd(line) { return month < line.endIndex }
        return levelEnd(line).map { endsLevel(line, $0) } == true
    }

    /// `E 261121 04:13:57 web:1875]`, as Tornado's own formatter prints it.
    private static func isTornado(_ inner: Bytes) -> Bool {
        guard let level = inner.first, "DIWEC".utf8.contains(level), inner.dropFirst().first == 0x20 else {
            return false
        }
        let date = inner.dropFirst(2).prefix(while: \.isDigit)
        return date.count == 6 && inner.from(date.endIndex).first == 0x20
            && isTime(inner.from(date.endIndex).dropFirst())
    }

    /// A date (`2026-11-21`, `21-Nov-2026`, `21/Nov/2026`, `11/21/2026`, `20261121`) or a time of day (`04:13:57`),
    /// or seconds since 1970.
    private static func isTime(_ line: Bytes) -> Bool {
        let digits = line.prefix(while: \.isDigit)
        let rest = line.dropFirst(digits.count)
        switch digits.count {
        case 1, 2:
            guard let separator = rest.first else { return false }
            if separator == UInt8(ascii: ":") { return startsWithDigits(rest.dropFirst(), 2, then: ":") }
            guard "-/. ".utf8.contains(separator) else { return false }
            return monthEnd(rest.dropFirst()) != nil || startsWithDigits(rest.dropFirst(), 2, then: separator)
        case 4:
            guard let separator = rest.first, "-/.".utf8.contains(separator) else { return false }
            return startsWithDigits(rest.dropFirst(), 2, then: separator)
        case 8: return rest.first.map { $0 == 0x20 || $0 == UInt8(ascii: "T") } ?? false
        case 10, 13: return rest.first.map { $0 == 0x20 || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "]") } ?? false
        default: return false
        }
    }

    /// An IPv4 address with a blank behind, as access logs begin.
    private static func isAddress(_ line: Bytes) -> Bool {
        let address = line.prefix(16).prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
        return address.count { $0 == UInt8(ascii: ".") } == 3 && line.dropFirst(address.count).first == 0x20
    }

    private static func startsWithDigits(_ text: Bytes, _ count: Int, then separator: Unicode.Scalar) -> Bool {
        startsWithDigits(text, count, then: UInt8(ascii: separator))
    }

    private static func startsWithDigits(_ text: Bytes, _ count: Int, then separator: UInt8) -> Bool {
        text.count > count && text.prefix(count).allSatisfy(\.isDigit) && text[text.startIndex + count] == separator
    }

    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Behind a month's short name and a separator with a digit behind: `Nov 21`, `Nov/2026`.
    private static func monthEnd(_ text: Bytes) -> Int? {
        guard text.count > 5, months.contains(where: { text.begins(with: $0) }) else { return nil }
        let rest = text.dropFirst(3)
        guard let separator = rest.first, " -/".utf8.contains(separator) else { return nil }
        let number = rest.drop { $0 == separator }
        return number.first?.isDigit == true ? number.startIndex : nil
    }

    private static let levels: [StaticString] = [
        "ERROR", "WARNING", "WARN", "INFO", "DEBUG", "TRACE", "FATAL", "CRITICAL", "SEVERE", "NOTICE", "ALERT",
        "EMERGENCY",
        "FINE", "FINER", "FINEST", "CONFIG", "VERBOSE", "fail", "warn", "info", "dbug", "crit", "trce", "error",
        "debug",
    ]

    private static func levelEnd(_ text: Bytes) -> Int? {
        guard let first = text.first, first.isLetter else { return nil }
        let word = text.prefix(while: \.isLetter)
        guard word.count <= 9, levels.contains(where: { word.equals($0) }) else { return nil }
        return word.endIndex
    }

    private static func ends(_ text: Bytes, _ index: Int, in byte: Unicode.Scalar) -> Bool {
        text.drop { $0 != UInt8(ascii: byte) }.startIndex <= index + 6 && index < text.endIndex
    }

    /// `ERROR `, `ERROR:`, `ERROR[`; a lower-case word only with a colon.
    private static func endsLevel(_ text: Bytes, _ end: Int) -> Bool {
        guard end < text.endIndex else { return false }
        if text[text.startIndex].isLower { return text[end] == UInt8(ascii: ":") }
        return text[end] == 0x20 || text[end] == UInt8(ascii: ":") || text[end] == UInt8(ascii: "[")
            || text[end] == 0x09
    }
}
