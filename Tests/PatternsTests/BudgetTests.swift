import Patterns
import Testing

private func bytes(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }

@Suite("a search is bounded as a whole") struct BudgetTests {
    /// 256 KiB of words, the longest line that is read.
    private let longLine = bytes(String(repeating: "aaaa ", count: 52_428) + "!")

    @Test(
        "also where each attempt by itself stays below its limit",
        arguments: ["(?:a?){30}a{30}", #"(\w+\s?)+$"#, #"\w+ .*x[yz]|[ab].*[cd]"#])
    func wholeSearch(text: String) throws {
        _ = Overrun.taken()
        let pattern = try Pattern(text)
        let matched = pattern.matches(longLine)
        #expect(!matched && pattern.overrunCount == 1)
        let overrun = try #require(Overrun.taken().first)
        #expect(overrun.steps < 40_000_000, "unbounded, the first would take 50,000,000,000")
        #expect(overrun.pattern === pattern && overrun.byteCount == longLine.count)
        #expect(overrun.text == Array(longLine.prefix(Overrun.textBytesMax)))
    }

    @Test("each is told of once, to the thread that searched")
    func told() throws {
        _ = Overrun.taken()
        let pattern = try Pattern("^(a+)+$")
        let matched = pattern.matches(bytes(String(repeating: "a", count: 40) + "!"))
        #expect(!matched && Overrun.taken().count == 1 && Overrun.taken().isEmpty)
    }

    /// From each of the five last places of the word in front, an attempt needs more than its share of the steps.
    @Test("a match behind hard places is found, and a match at one")
    func behindHardPlaces() throws {
        let pattern = try Pattern("(?:a+)+[bc]|(?<found>needle)")
        let filler = String(repeating: "- ", count: 1_000)
        for (before, after) in [("", filler), (filler, ""), (filler, filler)] {
            let text = bytes(before + "aaaaaaaaaaaaaa needle" + after)
            let found = pattern.captures(in: text)?["found"]
            #expect(found == before.utf8.count + 15..<before.utf8.count + 21)
        }
        let hard = pattern.captures(in: bytes(filler + "aaaaaaaaaaaaaac needle"))
        #expect(hard?.whole == 2_000..<2_015 && hard?["found"] == nil)
        #expect(pattern.overrunCount == 0)
    }

    @Test("amid characters of several bytes, too")
    func characters() throws {
        let pattern = try Pattern("(?:ä+)+[bc]|(?<found>nädel)")
        let text = bytes(String(repeating: "ö ", count: 1_000) + "ääääääääääääää nädel")
        #expect(pattern.captures(in: text)?["found"] == 3_029..<3_035)
        #expect(pattern.overrunCount == 0)
    }

    @Test("what is switched off matches nothing, and costs nothing")
    func switchedOff() throws {
        let pattern = try Pattern("(a+)+$")
        #expect(pattern.matches(bytes("aaa")) && !pattern.isSwitchedOff)
        pattern.switchOff()
        let matches = pattern.matches(bytes("aaa"))
        #expect(!matches && pattern.captures(in: bytes("aaa")) == nil && pattern.isSwitchedOff)
        #expect(!pattern.matches(longLine) && pattern.overrunCount == 0)
    }
}
