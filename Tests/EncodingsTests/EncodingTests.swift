import Encodings
import TestSupport
import Testing

@Suite("C05: text in any encoding")
struct EncodingTests {
    @Test(
        "is read as what it says",
        arguments: [
            ("ISO-8859-1", [0x46, 0xFC, 0x72], "Für"), ("windows-1252", [0x80, 0x20, 0xC4], "€ Ä"),
            ("latin1", [0xE9], "é"), ("GBK", [0xB4, 0xED, 0xCE, 0xF3], "错误"),
            ("GB18030", [0xB4, 0xED, 0x81, 0x30, 0x81, 0x30], "错\u{80}"), ("BIG5", [0xBF, 0xF9, 0xBB, 0x7E], "錯誤"),
            ("SHIFT_JIS", [0x83, 0x47, 0x83, 0x89, 0x81, 0x5B], "エラー"), ("EUC-KR", [0xBF, 0xC0, 0xB7, 0xF9], "오류"),
            ("ISO-2022-JP", [0x1B, 0x24, 0x42, 0x25, 0x28, 0x1B, 0x28, 0x42, 0x21], "エ!"),
            ("UTF-16LE", [0x3D, 0xD8, 0x00, 0xDE, 0x21, 0x00], "😀!"), ("utf-16be", [0xD8, 0x3D, 0xDE, 0x00], "😀"),
            ("UTF-32BE", [0, 1, 0xF6, 0], "😀"), ("KOI8-R", [0xCF, 0xDB], "ош"), ("IBM037", [0xC1, 0xF1], "A1"),
        ] as [(String, [UInt8], String)])
    func reads(name: String, bytes: [UInt8], text: String) throws {
        #expect(try convert(bytes, name) == text)
    }

    @Test(
        "what is no text is replaced, and the rest is not",
        arguments: [
            ("GBK", [0x41, 0xFF, 0x42], "A\u{FFFD}B"), ("US-ASCII", [0x41, 0xE9, 0x42], "A\u{FFFD}B"),
            ("GBK", [0x41, 0xB4], "A\u{FFFD}"),
            // Lone surrogates, high and low, and half a unit.
            ("UTF-16LE", [0x00, 0xD8, 0x41, 0x00], "\u{FFFD}A"), ("UTF-16LE", [0x00, 0xDC, 0x41, 0x00], "\u{FFFD}A"),
            ("UTF-16BE", [0x00, 0x41, 0xD8, 0x00], "A\u{FFFD}"), ("UTF-16LE", [0x41, 0x00, 0x42], "A\u{FFFD}"),
        ] as [(String, [UInt8], String)])
    func replaces(name: String, bytes: [UInt8], text: String) throws {
        #expect(try convert(bytes, name) == text)
    }

    @Test("nothing of one line shows in the next")
    func pieces() throws {
        let encoding = try #require(TextEncoding("ISO-2022-JP"))
        let converter = try #require(TextConverter(from: encoding))
        // The first one never goes back to ASCII.
        let bytes: [UInt8] = [0x1B, 0x24, 0x42, 0x25, 0x28, 0x25, 0x28]
        var output: [UInt8] = []
        let places = converter.convert(bytes, pieces: [0..<5, 5..<7, 2..<2], into: &output)
        #expect(places.map { String(decoding: output[$0], as: UTF8.self) } == ["エ", "%(", ""])
    }

    @Test(
        "a name that nobody knows is none, and so is the locale's",
        arguments: ["", "utf-99", "latin-one", "UTF-8//IGNORE", "UTF 8", "ütf"])
    func unknown(name: String) {
        #expect(EncodingChoice(name) == nil)
    }

    @Test("each common name is one that iconv knows")
    func common() {
        #expect(TextEncoding.commonNames.filter { EncodingChoice($0) == nil } == [])
    }

    @Test(
        "the width of a code unit is told by a line feed",
        arguments: [
            ("latin1", [10]), ("UTF-16", [10, 0]), ("UCS-2BE", [0, 10]), ("UTF-32BE", [0, 0, 0, 10]),
            ("IBM037", [0x25]),
            ("UCS-4", [0, 0, 0, 10]), ("utf8", [10]),
        ] as [(String, [UInt8])])
    func lineFeeds(name: String, lineFeed: [UInt8]) throws {
        #expect(try #require(TextEncoding(name)).lineFeed == lineFeed)
    }

    @Test(
        "a byte order mark knows better than the rule file",
        arguments: [
            ([0xEF, 0xBB, 0xBF, 0x41], "UTF-8"), ([0xFF, 0xFE, 0x41, 0x00], "UTF-16LE"),
            ([0xFE, 0xFF, 0x00, 0x41], "UTF-16BE"), ([0xFF, 0xFE, 0x00, 0x00], "UTF-32LE"),
            ([0x00, 0x00, 0xFE, 0xFF], "UTF-32BE"), ([0x41, 0x00, 0x41, 0x00], "UTF-16"), ([0xFF, 0x41], "UTF-16"),
            ([0xFF, 0xFE], nil), ([0xFF], nil), ([], nil), ([0xEF, 0xBB], nil), ([0, 0, 0xFE], nil),
        ] as [([UInt8], String?)])
    func marks(bytes: [UInt8], name: String?) throws {
        let choice = try #require(EncodingChoice("UTF-16"))
        let expected = name.flatMap { TextEncoding($0) }
        let found = choice.encoding(ofFileBeginning: bytes)
        #expect(found?.lineFeed == expected?.lineFeed)
    }

    @Test("any bytes come to valid text of bounded length", arguments: ["GB18030", "UTF-16LE", "UTF-7", "ISO-2022-KR"])
    func garbage(name: String) throws {
        for seed in 1...200 as ClosedRange<UInt64> {
            var dice = Seeded(seed)
            let bytes = (0..<dice.roll(300)).map { _ in UInt8(dice.roll(256)) }
            let text = try convert(bytes, name)
            #expect(text.utf8.count <= 64 + 4 * bytes.count)
        }
    }
}

private func convert(_ bytes: [UInt8], _ name: String) throws -> String {
    let encoding = try #require(TextEncoding(name))
    let converter = try #require(TextConverter(from: encoding))
    var output: [UInt8] = []
    let places = converter.convert(bytes, pieces: [0..<bytes.count], into: &output)
    #expect(places == [0..<output.count])
    return try #require(String(validating: output, as: UTF8.self))
}
