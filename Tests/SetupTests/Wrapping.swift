import Records
import Setup
import Tailing
import TestSupport

/// A way to put logs into an envelope, as its transport would.
enum Wrapping: String, CaseIterable, CustomStringConvertible {
    case syslogBSD, syslogISO, syslog5424, docker, cri

    var description: String { rawValue }

    /// The generic layout in this envelope.
    var ruleFile: RuleFile { ruleFile(envelope) }

    /// The generic layout, left to find the envelope.
    var autoRuleFile: RuleFile { ruleFile(.auto) }

    private func ruleFile(_ envelope: Envelope) -> RuleFile {
        var file = RuleFile.generic(in: Sample.context)
        file.layout.envelope = envelope
        return file
    }

    private var envelope: Envelope {
        switch self {
        case .syslogBSD, .syslogISO, .syslog5424: .syslog
        case .docker: .docker
        case .cri: .cri
        }
    }

    /// How many writers it tells apart at least.
    static let writersMax = 2

    /// What tells writer 0 from writer 1, as a field of its events.
    func isFrom(_ writer: Int, pid: String?, stream: String?) -> Bool {
        switch self {
        case .syslogBSD, .syslogISO, .syslog5424: pid == "\(700 + writer)"
        case .docker, .cri: stream == (writer == 0 ? "stdout" : "stderr")
        }
    }

    /// The logs' lines one below the other, by chance from this one or that one, each log in its order.
    func interleave(_ logs: [[UInt8]], seed: UInt64) -> [UInt8] {
        var random = Seeded(seed)
        var left = logs.map { log in
            var lines = log.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            if lines.last?.isEmpty == true { lines.removeLast() }
            return lines[...]
        }
        var wrapped: [UInt8] = []
        while left.contains(where: { !$0.isEmpty }) {
            let writer = random.roll(logs.count)
            if let line = left[writer].popFirst() { wrapped += wrap(line, of: writer) + [UInt8(ascii: "\n")] }
        }
        return wrapped
    }

    private func wrap(_ line: ArraySlice<UInt8>, of writer: Int) -> [UInt8] {
        let stream = writer == 0 ? "stdout" : "stderr"
        return switch self {
        case .syslogBSD: Array("Nov 21 04:31:43 vm shop[\(700 + writer)]: ".utf8) + escaped(line)
        case .syslogISO: Array("2026-11-21T04:31:43.884628+00:00 vm shop[\(700 + writer)]: ".utf8) + escaped(line)
        case .syslog5424:
            Array("<13>1 2026-11-21T04:31:43.884628Z vm shop \(700 + writer) - [x a=\"]\\\"b\"] ".utf8) + escaped(line)
        case .docker:
            Array("{\"log\":\"".utf8) + json(line)
                + Array("\\n\",\"stream\":\"\(stream)\",\"time\":\"2026-11-21T04:32:10.200001234Z\"}".utf8)
        case .cri:
            inParts(line).flatMap { part, letter in
                Array("2026-11-21T04:32:10.200001234Z \(stream) \(letter) ".utf8) + part
                    + (letter == "P" ? [UInt8(ascii: "\n")] : [])
            }
        }
    }

    /// A long line comes in two.
    private func inParts(_ line: ArraySlice<UInt8>) -> [(ArraySlice<UInt8>, String)] {
        guard line.count > 60 else { return [(line, "F")] }
        return [(line.prefix(33), "P"), (line.dropFirst(33), "F")]
    }

    /// As rsyslog does it.
    private func escaped(_ line: ArraySlice<UInt8>) -> [UInt8] {
        line.flatMap { byte -> [UInt8] in
            guard byte < 0x20 || byte == 0x7F else { return [byte] }
            let digits = String(byte, radix: 8)
            return Array(("#" + String(repeating: "0", count: 3 - digits.count) + digits).utf8)
        }
    }

    /// As Go's encoder does it.
    private func json(_ line: ArraySlice<UInt8>) -> [UInt8] {
        line.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), ..<0x20:
                Array(("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)).utf8)
            default: [byte]
            }
        }
    }
}
