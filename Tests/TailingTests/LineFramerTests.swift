import Model
import Tailing
import TestSupport
import Testing

@Suite("LineFramer")
struct LineFramerTests {
    @Test func linesLeaveOutTheirTerminators() {
        #expect(texts("one\ntwo\r\n\n\r\nthree\n") == ["one", "two", "", "", "three"])
    }

    @Test func rangesJoinWithoutAGap() {
        var framer = LineFramer(limits: Limits(), from: ByteOffset(100))
        let lines = framer.feed(Array("ab\r\ncde\nf".utf8)).lines
        #expect(lines.map(\.range) == [ByteOffset(100)..<ByteOffset(104), ByteOffset(104)..<ByteOffset(108)])
        #expect(framer.readTo == ByteOffset(109))
        #expect(framer.lineStart == ByteOffset(108))
        #expect(framer.partial == Array("f".utf8))
    }

    @Test func aByteOrderMarkIsSkippedAtTheBeginningOnly() {
        #expect(texts("\u{FEFF}one\n\u{FEFF}two\n") == ["one", "\u{FEFF}two"])
        var framer = LineFramer(limits: Limits(), from: ByteOffset(3))
        let batch = framer.feed(Array("\u{FEFF}one\n".utf8))
        #expect(batch.lines.map { String(decoding: batch.text(of: $0), as: UTF8.self) } == ["\u{FEFF}one"])
    }

    @Test("Behind a hole the line is whole, and the hole is counted")
    func hole() {
        var framer = LineFramer(limits: small, from: .zero)
        var lines: [Line] = []
        for _ in 0..<1_000 { lines += framer.feed([UInt8](repeating: 0, count: 4_096)).lines }
        let batch = framer.feed(Array("first\nsecond\n".utf8))
        #expect(lines.isEmpty)
        #expect(batch.lines.map { String(decoding: batch.text(of: $0), as: UTF8.self) } == ["first", "second"])
        #expect(batch.lines.map(\.bytesCut) == [4_096_000, 0])
    }

    @Test("A LF is found at every place of a word, between bytes that are almost one")
    func search() {
        for length in 0..<80 {
            for place in 0..<length {
                var bytes = (0..<length).map { [UInt8(0x0B), 0x09, 0x8A, 0x00, 0xFF][$0 % 5] }
                bytes[0] = UInt8(ascii: "x")
                bytes[place] = 0x0A
                var framer = LineFramer(limits: Limits(), from: .zero)
                #expect(framer.feed(bytes).lines.map(\.range) == [.zero..<ByteOffset(Int64(place + 1))])
            }
        }
    }

    @Test("How the bytes were cut does not show", arguments: hostileTexts.indices)
    func chunking(index: Int) {
        let text = hostileTexts[index]
        let whole = frame(text) { _ in text.count }
        for size in 1...64 { #expect(frame(text) { _ in size } == whole, "chunks of \(size)") }
        for seed in 1...100 as ClosedRange<UInt64> {
            var dice = Seeded(seed)
            #expect(frame(text) { _ in 1 + dice.roll(40) } == whole, "seed \(seed)")
        }
    }
}

@Suite("LongLine")
struct LongLineTests {
    @Test func isCutAndCountedAndTheNextIsWhole() {
        let cut = frame(Array("0123456789abcdefXYZ\nnext\n".utf8)) { _ in 100 }
        #expect(cut.map(\.text) == [Array("0123456789abcdef".utf8), Array("next".utf8)])
        #expect(cut.map(\.line.bytesCut) == [3, 0])
    }

    @Test func itsCarriageReturnIsNoTextOfIts() {
        for text in ["0123456789abcdef\r\n", "0123456789abcdeF\r\n"] {
            #expect(frame(Array(text.utf8)) { _ in 7 }.map(\.line.bytesCut) == [0])
        }
        #expect(frame(Array("0123456789abcdefg\r\n".utf8)) { _ in 7 }.map(\.line.bytesCut) == [1])
    }

    @Test("A line without end streams through in bounded memory")
    func endless() {
        var framer = LineFramer(limits: small, from: .zero)
        let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        for _ in 0..<64 {
            #expect(framer.feed(chunk).lines.isEmpty)
            #expect(framer.partial.count == small.lineBytesMax)
        }
        let batch = framer.feed(Array("\nnext\n".utf8))
        #expect(batch.lines.map(\.bytesCut) == [64 << 20 - small.lineBytesMax, 0])
        #expect(batch.bytes.count < 100)
    }
}

@Suite("PartialLine")
struct PartialLineTests {
    @Test func fivePiecesMakeOneLine() {
        var framer = LineFramer(limits: Limits(), from: .zero)
        var lines: [Line] = []
        for piece in ["on", "e ", "li", "ne"] { lines += framer.feed(Array(piece.utf8)).lines }
        #expect(lines.isEmpty)
        #expect(framer.feed([10]).lines.map(\.range) == [.zero..<ByteOffset(9)])
    }

    @Test func anUnfinishedLineIsGivenOutOnce() {
        var framer = LineFramer(limits: Limits(), from: .zero)
        _ = framer.feed(Array("one\ntwo".utf8))
        let batch = framer.flushPartial()
        #expect(batch.lines.map { String(decoding: batch.text(of: $0), as: UTF8.self) } == ["two"])
        #expect(batch.lines.map(\.range) == [ByteOffset(4)..<ByteOffset(7)])
        #expect(framer.flushPartial().lines.isEmpty)
        #expect(framer.lineStart == ByteOffset(7))
    }

    @Test("The terminator that comes later makes no line", arguments: ["\n", "\r\n"])
    func lateTerminator(ending: String) {
        var framer = LineFramer(limits: Limits(), from: .zero)
        _ = framer.feed(Array("two".utf8))
        _ = framer.flushPartial()
        #expect(framer.feed(Array(ending.utf8)).lines.isEmpty)
        let batch = framer.feed(Array("\nthree\n".utf8))
        #expect(batch.lines.map { String(decoding: batch.text(of: $0), as: UTF8.self) } == ["", "three"])
        #expect(batch.lines[0].range.lowerBound == ByteOffset(3))
    }

    @Test("A rest that comes later is a line of its own, neither glued nor doubled")
    func lateRest() {
        var framer = LineFramer(limits: Limits(), from: .zero)
        _ = framer.feed(Array("ABC".utf8))
        _ = framer.flushPartial()
        let batch = framer.feed(Array("DEF\n\nG\n".utf8))
        #expect(batch.lines.map { String(decoding: batch.text(of: $0), as: UTF8.self) } == ["DEF", "", "G"])
        #expect(batch.lines[0].range == ByteOffset(3)..<ByteOffset(7))
    }

    @Test("After a restart behind such a line it is the same")
    func restartedInside() {
        var framer = LineFramer(limits: Limits(), from: ByteOffset(3), insideLine: true)
        let batch = framer.feed(Array("\nnext\n".utf8))
        #expect(batch.lines.map(\.range) == [ByteOffset(3)..<ByteOffset(9)])
        #expect(batch.lines.map { String(decoding: batch.text(of: $0), as: UTF8.self) } == ["next"])
    }

    @Test func nothingToShowIsNoLine() {
        for text in ["", "\r", "\0\0", "\u{FEFF}"] {
            var framer = LineFramer(limits: Limits(), from: .zero)
            _ = framer.feed(Array(text.utf8))
            #expect(framer.flushPartial().lines.isEmpty)
            #expect(framer.lineStart == .zero)
        }
    }
}

struct Framed: Hashable {
    var text: [UInt8]
    var line: Line
}

private let small: Limits = {
    var limits = Limits()
    limits.lineBytesMax = 16
    return limits
}()

/// The lines and the flushed rest; where they lie in their batch is no part of the comparison.
private func frame(_ bytes: [UInt8], chunk: (Int) -> Int) -> [Framed] {
    var framer = LineFramer(limits: small, from: .zero)
    var framed: [Framed] = [], index = 0
    func take(_ batch: LineBatch) {
        framed += batch.lines.map {
            Framed(text: Array(batch.text(of: $0)), line: Line(text: 0..<0, range: $0.range, bytesCut: $0.bytesCut))
        }
    }
    while index < bytes.count {
        let end = min(bytes.count, index + chunk(index))
        take(framer.feed(Array(bytes[index..<end])))
        index = end
    }
    take(framer.flushPartial())
    return framed
}

private func texts(_ text: String) -> [String] {
    frame(Array(text.utf8)) { _ in 1 << 20 }.map { String(decoding: $0.text, as: UTF8.self) }
}

private let hostileTexts: [[UInt8]] = [
    Array("one\ntwo\r\nthree\n\n\r\n\r\r\nlast".utf8),
    Array("\u{FEFF}first\r\nsécond – ünïcode ✓\n\u{FEFF}third\n".utf8),
    Array("\u{FEFF}0123456789abcdefghij\n0123456789abcdef\r\n0123456789abcde\r\n0123456789abcdefg\r\n\r".utf8),
    [0, 0, 0, 65, 0, 66, 10, 0, 0, 10, 0, 13, 10, 67, 0, 0, 10] + [UInt8](repeating: 0, count: 90) + [
        68, 13, 10, 0, 0,
    ],
    Array("progress 1%\rprogress 2%\rprogress 3% of everything\r\nend\r".utf8),
    [0xEF, 0xBB, 10, 0xEF, 0xBB, 0xBF, 10, 0xFF, 0xFE, 0x0D, 0x0A, 0xC3, 0x28, 10],
    [0, 0, 0xEF, 0xBB, 0xBF, 65, 10, 65, 10],
    Array(String(repeating: "\n", count: 100).utf8) + Array(String(repeating: "x", count: 300).utf8),
    Array((0..<60).map { String(repeating: "abcdefgh", count: $0 % 7) + ($0 % 3 == 0 ? "\r\n" : "\n") }.joined().utf8),
]
