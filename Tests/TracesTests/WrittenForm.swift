import Testing

/// A way in which a log may stand in a file. None of them changes what its traces say.
enum WrittenForm: String, CaseIterable, CustomTestStringConvertible {
    case bare
    /// Between two lines of a logger.
    case log4j = "log4j head"
    /// Behind the head of a logger's line.
    case behindHead = "log4j line"
    case syslog, docker, cri, indented
    case crlf = "CR LF"
    case ansi = "ANSI"
    case twice

    var testDescription: String { rawValue }

    /// The file's lines, and which line of the log each of them is.
    func written(_ lines: [ArraySlice<UInt8>]) -> [(origin: Int, bytes: [UInt8])] {
        let numbered = lines.enumerated().map { (origin: $0.offset + 1, bytes: Array($0.element)) }
        switch self {
        case .bare: return numbered
        case .log4j: return [(0, Self.head + Array("failed".utf8))] + numbered + [(lines.count + 1, Self.nextLine)]
        case .behindHead:
            let first = lines.firstIndex { !Self.isBlank($0) } ?? 0
            return numbered.map { ($0.origin, $0.origin == first + 1 ? Self.head + $0.bytes : $0.bytes) }
        case .syslog:
            let tag = Array("Nov 21 04:31:43 vm shop[4711]: ".utf8)
            return numbered.map { ($0.origin, tag + Self.escaped($0.bytes)) }
        case .docker: return numbered.map { ($0.origin, Self.docker($0.bytes)) }
        case .cri: return numbered.flatMap { line in Self.cri(line.bytes).map { (line.origin, $0) } }
        case .indented:
            return numbered.map { ($0.origin, Self.isBlank($0.bytes[...]) ? $0.bytes : Self.indent + $0.bytes) }
        case .crlf: return numbered.map { ($0.origin, $0.bytes.last == 0x0D ? $0.bytes : $0.bytes + [0x0D]) }
        case .ansi:
            return numbered.map { ($0.origin, Self.isBlank($0.bytes[...]) ? $0.bytes : Self.coloured($0.bytes)) }
        case .twice: return numbered + numbered.map { ($0.origin + lines.count, $0.bytes) }
        }
    }

    private static let head = Array("2026-11-21 04:13:57,123 ERROR [pool-1] com.acme.shop.Orders - ".utf8)
    private static let nextLine = Array("2026-11-21 04:13:58,000 INFO  [pool-1] com.acme.shop.Orders - next".utf8)
    private static let indent = Array("    ".utf8)

    static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
        line.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
    }

    /// As rsyslog does it.
    private static func escaped(_ line: [UInt8]) -> [UInt8] {
        line.flatMap { byte -> [UInt8] in
            guard byte < 0x20 || byte == 0x7F else { return [byte] }
            let digits = String(byte, radix: 8)
            return Array(("#" + String(repeating: "0", count: 3 - digits.count) + digits).utf8)
        }
    }

    private static func docker(_ line: [UInt8]) -> [UInt8] {
        let text = line.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), ..<0x20:
                Array(("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)).utf8)
            default: [byte]
            }
        }
        let end = "\\n\",\"stream\":\"stderr\",\"time\":\"2026-11-21T04:32:10.200001234Z\"}"
        return Array("{\"log\":\"".utf8) + text + Array(end.utf8)
    }

    /// A long line comes in two parts.
    private static func cri(_ line: [UInt8]) -> [[UInt8]] {
        let head = "2026-11-21T04:32:10.200001234Z stderr "
        guard line.count > 60 else { return [Array((head + "F ").utf8) + line] }
        return [Array((head + "P ").utf8) + line.prefix(33), Array((head + "F ").utf8) + line.dropFirst(33)]
    }

    /// As a whole, and in its middle.
    private static func coloured(_ line: [UInt8]) -> [UInt8] {
        let half = line.count / 2
        let isText = line[half] > 0x20 && line[half] < 0x80 && !line.contains(0x1B)
        let middle = isText ? Array("\u{1B}[0m\u{1B}[1;31m".utf8) : []
        return Array("\u{1B}[31m".utf8) + line[..<half] + middle + line[half...] + Array("\u{1B}[0m".utf8)
    }
}
