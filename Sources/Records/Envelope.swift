import Model
import WireFormat

/// What a transport put in front of each line of a log.
///
/// - `syslog`: `Nov 20 10:00:00 host program[123]: text`, with or without `<PRI>`, or with an ISO time; or RFC 5424;
///   control characters escaped as rsyslog does it (`#011`).
/// - `docker`: `{"log":"text\n","stream":"stdout","time":"…"}`; without the `\n` it is a part.
/// - `cri`: `2026-11-20T10:00:00.123456789Z stdout F text`; with `P` it is a part.
/// - `time`: a time and a blank, as `ts`, `svlogd` and `multilog` write them: `2026-11-20T10:00:00.123456 text`, with a
///   `_`, or `Nov 20 10:00:00 text`, or `@400000003b4a39c23294b13c text`.
package enum Envelope: String, CaseIterable, Sendable {
    case none, syslog, docker, cri, time
    /// Any of them. Each line tells by itself, so that a restart in the middle of a file tells alike; of doubtful forms
    /// only the unmistakable ones count.
    case auto
}

/// A line without its envelope.
struct OpenedLine {
    enum Kind: UInt8 {
        /// Lines without an envelope below one of these belong to it: a program wrote a line feed.
        case syslog
        case container
    }

    let kind: Kind
    /// What lines of one writer have in common.
    var key: ArraySlice<UInt8>
    /// What `Heading` reads.
    var heading: ArraySlice<UInt8>
    /// May hold line feeds; without one at the end.
    var text: ArraySlice<UInt8>
    /// The line goes on in the next one of its stream.
    var isPart = false
    /// Says that lines were left out, and belongs to none of them.
    var isRepeatNotice = false
}

extension Envelope {
    /// Nil for a line that has no such envelope.
    func open(_ line: ArraySlice<UInt8>) -> OpenedLine? {
        switch self {
        case .none: nil
        case .syslog: SyslogHead(line).map { OpenedLine($0, in: line) }
        case .docker: OpenedLine(docker: line)
        case .cri: OpenedLine(cri: line)
        case .time: OpenedLine(timed: line)
        case .auto:
            if line.first == UInt8(ascii: "{") {
                OpenedLine(docker: line)
            } else {
                OpenedLine(cri: line) ?? openCertainSyslog(line)
            }
        }
    }

    private func openCertainSyslog(_ line: ArraySlice<UInt8>) -> OpenedLine? {
        SyslogHead(line).flatMap { $0.isCertain(in: line) ? OpenedLine($0, in: line) : nil }
    }
}

extension OpenedLine {
    init(_ head: SyslogHead, in line: ArraySlice<UInt8>) {
        kind = .syslog
        key = line[head.key]
        heading = line[..<head.textStart]
        let raw = line[head.textStart...]
        isRepeatNotice = raw.starts(with: repeatNotice) || head.program == nil && raw.starts(with: lastRepeatNotice)
        text = raw.withoutSyslogEscapes
    }

    /// Docker writes its members in one order; any other is understood too.
    init?(docker line: ArraySlice<UInt8>) {
        guard line.first == UInt8(ascii: "{"), let object = (try? JSONReader.parse(line))?.object,
            let log = object["log"]?.text, let stream = object["stream"]?.text, isStream(stream.utf8)
        else { return nil }
        kind = .container
        heading = Array("\(object["time"]?.text ?? "-") \(stream)".utf8)[...]
        key = heading.suffix(stream.utf8.count)
        text = Array(log.utf8)[...]
        if text.last == UInt8(ascii: "\n") { text.removeLast() } else { isPart = true }
    }

    init?(cri line: ArraySlice<UInt8>) {
        var cursor = ByteCursor(line)
        guard cursor.readISOStamp(), cursor.take(UInt8(ascii: " ")) else { return nil }
        let stream = cursor.token()
        guard isStream(stream) else { return nil }
        heading = line[..<stream.endIndex]
        guard cursor.take(UInt8(ascii: " ")) else { return nil }
        // Further tags may follow behind a colon.
        let tag = cursor.token().prefix { $0 != UInt8(ascii: ":") }
        guard tag.count == 1, let letter = tag.first, letter == UInt8(ascii: "P") || letter == UInt8(ascii: "F") else {
            return nil
        }
        guard cursor.isAtEnd || cursor.take(UInt8(ascii: " ")) else { return nil }
        (kind, key, text, isPart) = (.container, stream, line[cursor.place...], letter == UInt8(ascii: "P"))
    }
}

extension OpenedLine {
    /// Only one writer's lines stand in such a file.
    init?(timed line: ArraySlice<UInt8>) {
        var cursor = ByteCursor(line)
        guard cursor.readStamp() else { return nil }
        heading = line[..<cursor.place]
        guard cursor.isAtEnd || cursor.take(UInt8(ascii: " ")) else { return nil }
        (kind, key, text) = (.container, heading.prefix(0), line[cursor.place...])
    }
}

extension ByteCursor {
    fileprivate mutating func readStamp() -> Bool {
        let start = place
        if take(UInt8(ascii: "@")) {
            return run { $0.isDigit || ($0 | 0x20) &- 0x61 < 6 }.count == 24
        }
        if readISOStamp() { return true }
        rewind(to: start)
        guard let first = current else { return false }
        if first.isDigit {
            // As `svlogd` writes it, or with a blank.
            let date = run { $0.isDigit || $0 == UInt8(ascii: "-") }
            guard date.count == 10, take(anyOf: "_ ") != nil else { return false }
            return readClock()
        }
        let month = run(\.isLetter)
        guard month.count == 3, take(UInt8(ascii: " ")) else { return false }
        _ = take(UInt8(ascii: " "))
        guard number(most: 2) != nil, take(UInt8(ascii: " ")) else { return false }
        return readClock()
    }
}

private let repeatNotice = Array("message repeated ".utf8)
private let lastRepeatNotice = Array("last message repeated ".utf8)

func isStream(_ name: some Sequence<UInt8>) -> Bool {
    name.elementsEqual("stdout".utf8) || name.elementsEqual("stderr".utf8)
}

extension ArraySlice<UInt8> {
    /// rsyslog writes a control character as `#` and three octal digits, and leaves a `#` in the text as it is.
    fileprivate var withoutSyslogEscapes: ArraySlice<UInt8> {
        guard let first = firstIndex(ofByte: UInt8(ascii: "#")) else { return self }
        var (plain, rest) = (Array(self[..<first]), self[first...])
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "#"), let control = rest.octalControl {
                plain.append(control)
                rest = rest.dropFirst(3)
            } else {
                plain.append(byte)
            }
        }
        return plain[...]
    }

    private var octalControl: UInt8? {
        let digits = prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
        let value = digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }
        return value < 0x20 || value == 0x7F ? UInt8(value) : nil
    }
}
