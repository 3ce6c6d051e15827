import Model
import TestSupport
import Testing
import Traces

/// Damaged and malicious input. A quadratic step would make the large cases take minutes, an exponential one for ever.
@Suite("Hostile input")
struct HostileInputTests {
    private static let lineCount = 2_000
    private static let lineBytes = 8 << 10

    @Test("Damaged traces never trap, and what is found lies in the lines", arguments: 0..<4)
    func mutations(_ seed: Int) throws {
        var random = Seeded(UInt64(seed))
        let cases = try Corpus.all()
        for item in cases {
            for _ in 0..<5 {
                var lines = item.lines.map(Array.init)
                for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&lines, cases, &random) }
                check(lines.map { $0[...] })
            }
        }
    }

    /// A frame of Python whose path lacks its end once trapped: the quote that opens it was taken for the closing one.
    @Test("A frame without the path's closing quote is none, and does not trap")
    func pathWithoutEnd() {
        let lines = ["Traceback (most recent call last):", "  File \", line 12, in charge", "ValueError: x"]
        check(lines.map { Array($0.utf8)[...] })
        #expect(TraceFinder().parse(lines.map { Array($0.utf8)[...] })?.trace.exception.frames.isEmpty != false)
    }

    private func check(_ lines: [ArraySlice<UInt8>]) { Hostile.check(lines) }

    private func mutate(_ lines: inout [[UInt8]], _ cases: [CorpusCase], _ random: inout Seeded) {
        guard !lines.isEmpty else { return }
        let index = Int.random(in: 0..<lines.count, using: &random)
        switch Int.random(in: 0..<9, using: &random) {
        case 0: lines.remove(at: index)
        case 1: lines.insert(lines[index], at: index)
        case 2: lines.swapAt(index, Int.random(in: 0..<lines.count, using: &random))
        case 3: lines[index] = Array(lines[index].prefix(Int.random(in: 0...lines[index].count, using: &random)))
        case 4: lines[index] = Array(lines[index].dropFirst(Int.random(in: 0...lines[index].count, using: &random)))
        case 5:
            if let at = lines[index].indices.randomElement(using: &random) {
                lines[index][at] = .random(in: 0...255, using: &random)
            }
        case 6: if let at = lines[index].indices.randomElement(using: &random) { lines[index].remove(at: at) }
        case 7:
            if let other = cases.randomElement(using: &random), let line = other.lines.randomElement(using: &random) {
                lines.insert(Array(line), at: index)
            }
        default: lines[index] = lines[index] + lines[index]
        }
    }

    private static let repeated = [
        "\tat a.b.C.d(C.java:1)", "Caused by: a.b.CException: m", "\tSuppressed: a.b.CException: m", "\t... 1 more",
        "Exception in thread \"x\" a.b.CException: m", "a.b.CException: m", "Wrapped by: a.b.CException: m",
        "   at A.B.C() in /a.cs:line 3", " ---> A.BException: m", " ---> (Inner Exception #1) A.BException: m",
        "   --- End of inner exception stack trace ---", "   at A.B.C()<---", "Unhandled exception. A.BException: m",
        "Traceback (most recent call last):", "  File \"a.py\", line 1, in b", "KeyError: 'x'", "\"\"\"",
        "The above exception was the direct cause of the following exception:",
        "  +-+---------------- 1 ----------------",
        "    | KeyError: x", "    +---------------- 2 ----------------", "Next A: m in /a.php:1", "Stack trace:",
        "#0 /a.php(1): b()", "#1 {main}", "PHP Fatal error:  Uncaught A: m in /a.php:1", "[stacktrace]",
        "{\"exception\":\"[object] (A(code: 0): m at /a.php:1)",
        "[previous exception] [object] (A(code: 0): m at /a.php:1)",
        "PHP   1. a() /a.php:1", "PHP Warning:  a in /a.php on line 1", "    at a (/a.js:1:2)",
        "    at a (/a.js:1:2) {",
        "  [cause]: Error: m", "  [errors]: [", "    Error: m", "Caused by: Error: m", "error: Uncaught Error: m",
        "/a.js:1", "  ^",
        " 1: 0x12 a [node]", "FATAL ERROR: m", "some text", "", "2026-11-21 04:13:57 INFO a",
    ]

    @Test("Thousands of equal lines")
    func manyLines() {
        for line in Self.repeated {
            let bytes = Array(line.utf8)[...]
            check(Array(repeating: bytes, count: Self.lineCount))
        }
    }

    @Test("Pairs of lines, hundreds of times")
    func manyPairs() {
        for (index, first) in Self.repeated.enumerated() {
            for second in Self.repeated[index...].enumerated().filter({ $0.offset % 4 == index % 4 }).map(\.element) {
                let pair = [Array(first.utf8)[...], Array(second.utf8)[...]]
                check(Array(repeating: pair, count: Self.lineCount / 16).flatMap(\.self))
            }
        }
    }

    @Test("Long lines of one piece repeated")
    func longLines() {
        let pieces = [
            "a", " ", "(", ")", "[", "]", ".", ":", "|", "a.b.C: ", " ---> ", "| at ", "\\n", "\\nat ", "at ", " in ",
            "): ", "(1): ",
            "Error: ", "a.bException: ", " ---> A.BException: m", "PHP ", "[object] (", ", A(code: 0): m at F:1",
            "\u{1B}[", "\u{1B}[1m", "File \"", "\", line ", "^",
            "\u{2028}at ", "{", "<---", "+-", "... ",
        ]
        for piece in pieces {
            let text =
                String(
                    String(repeating: piece, count: Self.lineBytes / piece.utf8.count + 1).utf8.prefix(Self.lineBytes))
                ?? ""
            for head in [
                "", "\tat ", "   at A.B(", "#0 ", "    at x (", "[", "PHP Warning:  ", "  File \"",
                "Exception in thread \"", "x {\"exception\":\"[object] (",
            ] {
                let line = Array((head + text).utf8)[...]
                check([line])
                check([Array("\tat a.b.C.d(C.java:1)".utf8)[...], line])
                check([line, Array("   at A.B.C() in /a.cs:line 3".utf8)[...]])
                check([line, Array("#0 /a.php(1): b()".utf8)[...]])
            }
        }
    }

    @Test("Frames beyond the limit are counted, and the innermost kept")
    func framesAreCapped() throws {
        let java = ["a.b.CError: m"] + (0..<5_000).map { "\tat a.b.C.m\($0)(C.java:1)" }
        let python =
            ["Traceback (most recent call last):"] + (0..<5_000).map { "  File \"a.py\", line 1, in m\($0)" } + [
                "KeyError: x"
            ]
        for (lines, first) in [(java, "m0"), (python, "m4999")] {
            let exception = try #require(TraceFinder().parse(lines.map { Array($0.utf8)[...] })).trace.exception
            #expect(exception.frames.count == 1_024)
            #expect(exception.elidedFrames == 5_000 - 1_024)
            #expect(exception.frames.first?.method == first)
        }
    }

    @Test("Chains and nesting beyond the limit are cut")
    func chainsAreCapped() throws {
        let java = ["a.b.CError: m", "\tat a.b.C.d(C.java:1)"] + (0..<500).map { "Caused by: a.b.C\($0)Exception: m" }
        let nested =
            ["a.b.CError: m", "\tat a.b.C.d(C.java:1)"]
            + (1..<500).map { String(repeating: "\t", count: $0) + "Suppressed: a.b.CException: m" }
        let python = (0..<500).flatMap {
            [
                "Traceback (most recent call last):", "  File \"a.py\", line 1, in m", "E\($0)Error: x", "",
                "During handling of the above exception, another exception occurred:", "",
            ]
        }
        let php =
            ["PHP Fatal error:  Uncaught A: m in /a.php:1", "Stack trace:", "#0 /a.php(1): b()", "#1 {main}"]
            + (0..<500).flatMap { ["Next A\($0): m in /a.php:1", "Stack trace:", "#0 {main}"] }
        for lines in [java, nested, python, php] {
            let trace = try #require(TraceFinder().parse(lines.map { Array($0.utf8)[...] })).trace
            #expect(trace.chain.count <= 64)
        }
    }
}
