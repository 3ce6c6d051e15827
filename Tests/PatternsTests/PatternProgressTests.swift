import Patterns
import Testing

@Suite("how far a pattern gets") struct PatternProgressTests {
    @Test(
        "the part that is missing, and where in the text",
        arguments: [
            (#"^(?<time>\d{4}-\d\d) (?<level>[A-Z]+) x"#, "2026-11 warn x", "[A-Z]+", 8),
            (#"^(?<time>\d{4}-\d\d) (?<level>[A-Z]+) x"#, "2026-1", #"\d"#, 6),
            (#"^\[(?<thread>[^\]]*)\] - "#, "[pool-1 - ", #"\]"#, 10),
            (#"^(?<a>.*) end"#, "the en", "d", 6),
            (#"^(?:order (?<n>\d+)|b)"#, "order x", #"\d+"#, 6),
            (#"(?<n>\d+) apples"#, "I have 12 pears, 7 apes", "p", 21),
            ("^a$", "ab", "$", 1), ("a", "", "a", 0), (#"é(?<n>\d)"#, "xé?", #"\d"#, 3),
        ])
    func place(text: String, line: String, expected: String, reached: Int) throws {
        let pattern = try Pattern(text)
        let progress = try #require(pattern.progress(in: Array(line.utf8)[...]))
        #expect(String(decoding: Array(text.utf8)[progress.expected], as: UTF8.self) == expected)
        #expect(progress.reached == reached)
        #expect(!progress.isOverrun)
    }

    @Test("indices are the slice's own, and the furthest attempt's beginning is told")
    func slice() throws {
        let bytes = Array("xx 12 pears".utf8)
        let progress = try #require(try Pattern(#"\d+ apples"#).progress(in: bytes[2...]))
        #expect(progress.start == 3 && progress.reached == 6)
    }

    @Test("a pattern that matches has none")
    func matching() throws {
        #expect(try Pattern("b").progress(in: Array("abc".utf8)[...]) == nil)
    }

    @Test("a bracket, an escape and a class are no groups of their own")
    func shapes() throws {
        for text in [#"^(?:x[|)(]y|\|\(z) q"#, "^(?:x[]|]y|z) q", "^(?:x[[:alpha:]|]y|z) q"] {
            let progress = try #require(try Pattern(text).progress(in: Array("x|y r".utf8)[...]))
            #expect(progress.reached == 4, "\(text)")
        }
    }

    @Test("a search that does not end is given up, and says so")
    func hopeless() throws {
        let pattern = try Pattern("^(a+)+$")
        let progress = try #require(pattern.progress(in: Array((String(repeating: "a", count: 40) + "!").utf8)[...]))
        #expect(progress.isOverrun && progress.reached == 40)
    }
}
