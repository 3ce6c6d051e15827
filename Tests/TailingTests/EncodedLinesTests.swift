import Encodings
import Foundation
import Model
import Tailing
import TestSupport
import Testing

/// More on demand: a million cases and more for `STACKTAIL_SEEDS=1000000`.
private let caseCount = ProcessInfo.processInfo.environment["STACKTAIL_SEEDS"].flatMap { UInt64($0) } ?? 3_000

/// Lines as they should come out, whatever they were written in.
private let sample = ["first ä", "", "order 😀 17 – наконец", "U+0A0D looks like an end: \u{0A0D}\u{0D0A}\u{0100}", "x"]

@Suite("C03, C05: lines in any encoding")
struct EncodedLinesTests {
    @Test(
        "cut at any place, with or without a mark, with LF and CR LF",
        arguments: ["UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"], [false, true])
    func wide(name: String, hasMark: Bool) throws {
        let text = (hasMark ? "\u{FEFF}" : "") + sample.joined(separator: "\r\n") + "\n"
        let bytes = encode(text, name)
        let choice: EncodingChoice = hasMark ? .auto : try #require(EncodingChoice(name))
        for size in 1...24 {
            #expect(frame(bytes, choice) { _ in size }.map(\.text) == sample, "chunks of \(size)")
        }
        for cut in 0...bytes.count {
            var cuts = [cut, bytes.count - cut][...]
            #expect(frame(bytes, choice) { _ in cuts.popFirst() ?? 1 }.map(\.text) == sample, "cut at \(cut)")
        }
    }

    @Test(
        "one byte a letter, or two",
        arguments: [
            ("ISO-8859-1", [0xE4, 10, 0xF6, 13, 10], ["ä", "ö"]),
            ("GBK", [0xB4, 0xED, 10, 0xCE, 0xF3, 10], ["错", "误"]),
            ("SHIFT_JIS", [0x83, 0x47, 10], ["エ"]), ("IBM037", [0xC1, 0x25, 0xC2, 0x25], ["A", "B"]),
            ("GB18030", [0x84, 0x31, 0x95, 0x33, 0x41, 10], ["A"]),
        ] as [(String, [UInt8], [String])])
    func named(name: String, bytes: [UInt8], lines: [String]) throws {
        let choice = try #require(EncodingChoice(name))
        for size in 1...4 { #expect(frame(bytes, choice) { _ in size }.map(\.text) == lines) }
    }

    @Test("a restart at any line goes on with the file's encoding, and knows whether it stands inside a line")
    func restart() throws {
        let bytes = encode("\u{FEFF}" + sample.joined(separator: "\n") + "\n", "UTF-16BE")
        let whole = frame(bytes, .auto) { _ in bytes.count }
        for start in whole.map(\.range.lowerBound) where start > .zero {
            var framer = LineFramer(
                limits: Limits(), from: start, encoding: .auto, beginning: Array(bytes.prefix(4)))
            let batch = framer.feed(Array(bytes[Int(start.value)...]))
            let known = whole.filter { $0.range.lowerBound >= start }
            #expect(batch.lines.map(\.range) == known.map(\.range))
            #expect(batch.lines.map { String(decoding: batch.text(of: $0), as: UTF8.self) } == known.map(\.text))
        }
    }

    @Test("a file may change its encoding at each new beginning")
    func change() throws {
        let latin = try #require(EncodingChoice("latin1"))
        #expect(frame([0xE4, 10], latin) { _ in 1 }.map(\.text) == ["ä"])
        #expect(frame(encode("\u{FEFF}ä\n", "UTF-16LE"), latin) { _ in 1 }.map(\.text) == ["ä"])
        #expect(frame(encode("\u{FEFF}ä\n", "UTF-8"), latin) { _ in 1 }.map(\.text) == ["ä"])
    }

    @Test("a mark alone is no line, and half a unit at the end is none")
    func remains() {
        for name in ["UTF-8", "UTF-16LE", "UTF-32BE"] {
            #expect(frame(encode("\u{FEFF}", name), .auto) { _ in 1 } == [])
        }
        let cut = encode("\u{FEFF}one\ntwo", "UTF-16LE").dropLast()
        #expect(frame(Array(cut), .auto) { _ in 3 }.map(\.text) == ["one", "tw"])
    }

    @Test("behind a hole of NULs a line is whole in units of any width")
    func holes() throws {
        for name in ["UTF-16BE", "UTF-32BE", "UTF-16LE"] {
            let bytes = [UInt8](repeating: 0, count: 8_192) + encode("first\nsecond\n", name)
            let lines = frame(bytes, try #require(EncodingChoice(name))) { _ in 999 }
            #expect(lines.map(\.text) == ["first", "second"])
            #expect(lines.map(\.bytesCut) == [8_192, 0])
        }
    }

    @Test("a hole that is skipped reads as one that was fed")
    func skipped() throws {
        for (name, head, hole) in [("UTF-8", "", 10_001), ("UTF-8", "ab", 9_000), ("UTF-16LE", "é", 8_191)] {
            let choice = try #require(EncodingChoice(name))
            let rest = encode("\nnext\n", name)
            let padding = (2 - (hole + 1) % 2) % 2
            let nuls = [UInt8](repeating: 0, count: hole + padding + 1)
            let bytes = encode(head, name) + nuls + rest
            var framer = LineFramer(limits: small, from: .zero, encoding: choice)
            let front = encode(head, name) + nuls.prefix(4_097)
            #expect(front.endsInNULs)
            _ = framer.feed(front)
            framer.skipNULs(ByteCount(nuls.count - 4_097))
            let batch = framer.feed(rest)
            let fed = frame(bytes, choice, small) { _ in bytes.count }
            #expect(lines(of: batch) == fed)
        }
    }

    @Test("any bytes, in any encoding, cut anyhow, skipped or restarted, are the same lines")
    func fuzz() throws {
        let names = [
            "auto", "latin1", "GB18030", "UTF-16LE", "UTF-16", "UTF-32BE", "SHIFT_JIS", "IBM037", "ISO-2022-JP",
        ]
        let choices = try names.map { try #require(EncodingChoice($0)) }
        for seed in 1...caseCount {
            var dice = Seeded(seed)
            let choice = choices[dice.roll(choices.count)]
            let bytes = garbage(&dice)
            let whole = frame(bytes, choice, small) { _ in bytes.count }
            let cut = frame(bytes, choice, small) { _ in 1 + dice.roll(9) }
            // A failed comparison of these alone costs a macro's time for each.
            if cut != whole { Issue.record("seed \(seed): \(bytes) as \(choice): \(cut) is not \(whole)") }
            let isValid = whole.allSatisfy { !$0.text.utf8.contains { [10, 13].contains($0) } }
            if !isValid { Issue.record("seed \(seed): a terminator in a line") }
            let isJoined = zip(whole, whole.dropFirst()).allSatisfy { $0.range.upperBound == $1.range.lowerBound }
            if !isJoined { Issue.record("seed \(seed): a gap") }
            guard whole.count > 1 else { continue }
            let place = 1 + dice.roll(whole.count - 1)
            let start = whole[place].range.lowerBound
            let rest = frame(bytes, choice, small, from: start) { _ in 1 + dice.roll(50) }
            if rest != Array(whole[place...]) { Issue.record("seed \(seed): another reading from \(start)") }
        }
    }

    /// Mostly of what is special somewhere.
    private func garbage(_ dice: inout Seeded) -> [UInt8] {
        let marks: [[UInt8]] = [[], [0xFF, 0xFE], [0xFE, 0xFF], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE, 0, 0], [0xFF]]
        let special: [UInt8] = [10, 13, 0, 0, 10, 13, 0xD8, 0xDC, 0xFF, 0xFE, 0x1B, 0x24, 0x28, 0x42, 0x81, 0x30, 0x25]
        var bytes = marks[dice.roll(marks.count)]
        for _ in 0..<dice.roll(80) {
            bytes.append(dice.roll(2) == 0 ? special[dice.roll(special.count)] : UInt8(dice.roll(256)))
        }
        return bytes
    }
}

@Suite("C06: CRs")
struct CarriageReturnTests {
    @Test(
        "end a line, alone or with a LF, and never show",
        arguments: [
            ("10%\r20%\r100%\n", ["10%", "20%", "100%"]), ("\r10%\r20%\n", ["10%", "20%"]),
            ("a\r\nb\nc\rd\r\r\ne\r\r\rf\n", ["a", "b", "c", "d", "e", "f"]), ("a\r\n\r\nb\n", ["a", "", "b"]),
            ("50%\r2026-11-20 ERROR broken\r\n", ["50%", "2026-11-20 ERROR broken"]), ("last\r", ["last"]),
        ])
    func endLines(text: String, lines: [String]) {
        for size in 1...20 {
            #expect(frame(Array(text.utf8), .auto) { _ in size }.map(\.text) == lines, "chunks of \(size)")
        }
    }

    @Test("what a CR alone ended is no line by number")
    func numbers() {
        let lines = frame(Array("a\rb\rc\r\nd\n".utf8), .auto) { _ in 3 }
        #expect(lines.map(\.endsInLineFeed) == [false, false, true, true])
        #expect(lines.map { $0.range.upperBound.value } == [2, 4, 7, 9])
    }
}

private let small: Limits = {
    var limits = Limits()
    limits.lineBytesMax = 24
    return limits
}()

private struct EncodedLine: Hashable {
    var text: String
    var range: Range<ByteOffset>
    var bytesCut: Int
    var endsInLineFeed: Bool
}

private func lines(of batch: LineBatch) -> [EncodedLine] {
    batch.lines.map { line in
        EncodedLine(
            text: String(validating: batch.text(of: line), as: UTF8.self) ?? "\(batch.text(of: line))",
            range: line.range, bytesCut: line.bytesCut, endsInLineFeed: line.endsInLineFeed)
    }
}

/// All lines and the flushed rest.
private func frame(
    _ bytes: [UInt8], _ choice: EncodingChoice, _ limits: Limits = Limits(), from: ByteOffset = .zero,
    chunk: (Int) -> Int
) -> [EncodedLine] {
    var framer = LineFramer(limits: limits, from: from, encoding: choice, beginning: Array(bytes.prefix(4)))
    var framed: [EncodedLine] = [], index = Int(from.value)
    while index < bytes.count {
        let end = min(bytes.count, index + chunk(index))
        framed += lines(of: framer.feed(Array(bytes[index..<end])))
        index = end
    }
    return framed + lines(of: framer.flushPartial())
}

private func encode(_ text: String, _ name: String) -> [UInt8] {
    switch name {
    case "UTF-16LE": text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case "UTF-16BE": text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    case "UTF-32LE": text.unicodeScalars.flatMap { scalar in (0..<4).map { UInt8(scalar.value >> ($0 * 8) & 0xFF) } }
    case "UTF-32BE":
        text.unicodeScalars.flatMap { scalar in (0..<4).map { UInt8(scalar.value >> (24 - $0 * 8) & 0xFF) } }
    default: Array(text.utf8)
    }
}
