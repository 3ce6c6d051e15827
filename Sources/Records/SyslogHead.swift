import Model

/// The head of a syslog line: where its parts lie in the line.
struct SyslogHead {
    /// 0 (emergency) to 7 (debug), from `<PRI>`.
    private(set) var severity: Int?
    private(set) var time: Range<Int>?
    private(set) var host: Range<Int>?
    private(set) var program: Range<Int>?
    private(set) var pid: Range<Int>?
    /// Of RFC 5424.
    private(set) var messageID: Range<Int>?
    private(set) var structuredData: Range<Int>?
    /// Host, program and pid.
    private(set) var key: Range<Int>
    private(set) var textStart: Int
    private var hasISOTime = false
    private var hasZone = false

    /// Nil if the line does not begin so.
    init?(_ line: ArraySlice<UInt8>) {
        var cursor = ByteCursor(line)
        (key, textStart) = (line.startIndex..<line.startIndex, line.startIndex)
        if cursor.take(UInt8(ascii: "<")) {
            guard let priority = cursor.number(most: 3), priority <= 191, cursor.take(UInt8(ascii: ">")) else {
                return nil
            }
            severity = priority % 8
            if cursor.take("1 ") {
                guard readNewForm(&cursor) else { return nil }
                textStart = cursor.place
                return
            }
        }
        guard readStamp(&cursor), cursor.take(UInt8(ascii: " ")) else { return nil }
        cursor.skipBlanks()
        readWriter(&cursor)
        textStart = cursor.place
    }

    /// Whether hardly anything but syslog writes lines like this: an application's own log has a time too, and then a
    /// level or a thread.
    func isCertain(in line: ArraySlice<UInt8>) -> Bool {
        guard let host, let program, !hasISOTime || hasZone else { return false }
        let isHost = line[host].allSatisfy { $0.isLetter || $0.isDigit || "._:-".utf8.contains($0) }
        return isHost && ![host, program].contains { Level(word: String(decoding: line[$0], as: UTF8.self)) != nil }
    }

    // MARK: - RFC 3164, and the same with an ISO time

    private mutating func readStamp(_ cursor: inout ByteCursor) -> Bool {
        let start = cursor.place
        if cursor.current?.isDigit == true {
            guard cursor.readISOStamp() else { return false }
            hasISOTime = true
            hasZone = cursor.bytes[start..<cursor.place].dropFirst(11).contains { "Zz+-".utf8.contains($0) }
        } else {
            let month = cursor.run(\.isLetter)
            guard months.contains(where: { month.elementsEqual($0) }), cursor.take(UInt8(ascii: " ")) else {
                return false
            }
            _ = cursor.take(UInt8(ascii: " "))
            guard let day = cursor.number(most: 2), (1...31).contains(day), cursor.take(UInt8(ascii: " ")),
                cursor.readClock()
            else { return false }
        }
        time = start..<cursor.place
        return true
    }

    /// Host, program and pid; some programs leave out the one or the other, and a notice has neither.
    private mutating func readWriter(_ cursor: inout ByteCursor) {
        let start = cursor.place
        if !readTag(&cursor) {
            let host = cursor.token()
            self.host = host.indices
            key = host.indices
            guard cursor.take(UInt8(ascii: " ")) else { return }
            _ = readTag(&cursor)
        }
        let end = pid?.upperBound ?? program?.upperBound ?? key.upperBound
        key = start..<max(start, end)
    }

    /// `program:`, `program[123]:` or `program[123]`, with the blank behind it.
    private mutating func readTag(_ cursor: inout ByteCursor) -> Bool {
        let start = cursor.place
        let name = cursor.run { !$0.isBlank && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "[") }
        var (number, isTag) = (cursor.bytes[start..<start], false)
        if cursor.take(UInt8(ascii: "[")) {
            number = cursor.run { $0.isDigit || $0.isLetter || ".,_-".utf8.contains($0) }
            isTag = !number.isEmpty && cursor.take(UInt8(ascii: "]"))
            _ = cursor.take(UInt8(ascii: ":"))
        } else {
            isTag = cursor.take(UInt8(ascii: ":"))
        }
        guard isTag, !name.isEmpty, cursor.isAtEnd || cursor.take(UInt8(ascii: " ")) else {
            cursor.rewind(to: start)
            return false
        }
        program = name.indices
        pid = number.isEmpty ? nil : number.indices
        return true
    }

    // MARK: - RFC 5424

    private mutating func readNewForm(_ cursor: inout ByteCursor) -> Bool {
        var words: [Range<Int>] = []
        while words.count < 5 {
            let word = cursor.token()
            guard !word.isEmpty, cursor.take(UInt8(ascii: " ")) else { return false }
            words.append(word.indices)
        }
        var stamp = ByteCursor(cursor.bytes[words[0]])
        guard isNil(words[0], cursor) || stamp.readISOStamp() && stamp.isAtEnd else { return false }
        (time, host, program) = (given(words[0], cursor), given(words[1], cursor), given(words[2], cursor))
        (pid, messageID) = (given(words[3], cursor), given(words[4], cursor))
        key = words[1].lowerBound..<words[3].upperBound
        guard readStructuredData(&cursor), cursor.isAtEnd || cursor.take(UInt8(ascii: " ")) else { return false }
        _ = cursor.take("\u{FEFF}")
        return true
    }

    private func isNil(_ word: Range<Int>, _ cursor: ByteCursor) -> Bool {
        word.count == 1 && cursor.bytes[word.lowerBound] == UInt8(ascii: "-")
    }

    private func given(_ word: Range<Int>, _ cursor: ByteCursor) -> Range<Int>? { isNil(word, cursor) ? nil : word }

    /// `-`, or `[id name="value" …]` once or more; a value holds `"`, `\` and `]` behind a `\`.
    private mutating func readStructuredData(_ cursor: inout ByteCursor) -> Bool {
        if cursor.take(UInt8(ascii: "-")) { return true }
        let start = cursor.place
        while cursor.take(UInt8(ascii: "[")) {
            var (isQuoted, isEscaped) = (false, false)
            _ = cursor.run { byte in
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\"") {
                    isQuoted.toggle()
                } else if isQuoted {
                    isEscaped = byte == UInt8(ascii: "\\")
                } else if byte == UInt8(ascii: "]") {
                    return false
                }
                return true
            }
            guard cursor.take(UInt8(ascii: "]")) else { return false }
        }
        structuredData = start..<cursor.place
        return cursor.place > start
    }
}

private let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    .map { Array($0.utf8) }

extension ByteCursor {
    /// Up to the next blank.
    mutating func token() -> ArraySlice<UInt8> { run { $0 != UInt8(ascii: " ") } }

    /// The whole text, or nothing.
    mutating func take(_ text: StaticString) -> Bool {
        let start = place
        let isThere = text.withUTF8Buffer { wanted in
            for byte in wanted where !take(byte) { return false }
            return true
        }
        if !isThere { rewind(to: start) }
        return isThere
    }

    /// `10:00:00`, perhaps with a fraction.
    mutating func readClock() -> Bool {
        guard number(least: 2, most: 2) != nil, take(UInt8(ascii: ":")), number(least: 2, most: 2) != nil,
            take(UInt8(ascii: ":")), number(least: 2, most: 2) != nil
        else { return false }
        return take(anyOf: ".,") == nil || fraction() != nil
    }

    /// `2026-11-20T10:00:00.123456789+01:00`, of which the fraction and the zone may be missing.
    mutating func readISOStamp() -> Bool {
        guard number(least: 4, most: 4) != nil, take(UInt8(ascii: "-")), number(least: 2, most: 2) != nil,
            take(UInt8(ascii: "-")), number(least: 2, most: 2) != nil, take(UInt8(ascii: "T")), readClock()
        else { return false }
        var fields = CivilFields()
        return isAtEnd || current == UInt8(ascii: " ") || readOffset(into: &fields)
    }
}
