import Model
import Testing
import Traces

/// What must hold for any lines.
enum Hostile {
    static func check(_ lines: [ArraySlice<UInt8>]) {
        var finder = TraceFinder()
        for line in lines { _ = finder.step(line) }
        guard let found = TraceFinder().parse(lines) else { return }
        #expect(lines.indices.contains(found.firstLine) && lines.indices.contains(found.lastLine))
        #expect(found.firstLine <= found.lastLine)
        #expect((0...lines[found.firstLine].count).contains(found.column))
    }
}

/// Malicious input in the forms of single languages. A quadratic step would make these tests take minutes.
@Suite("Hostile input in one language's form")
struct HostileLanguageTests {
    private static let lineCount = 1_000
    private static let lineBytes = 8 << 10

    private static let forms: [(TraceLanguage, [String])] = [
        (
            .go,
            [
                "panic: a", "\tpanic: a [recovered]", "fatal error: a", "goroutine 1 [running]:", "main.a(0x1)",
                "\t/a.go:1 +0x1", "created by main.a", "main.a", "\t/a.go:1", "==================",
                "WARNING: DATA RACE", "Read at 0x1 by goroutine 7:", "  main.a()", "      /a.go:1 +0x1",
            ]
        ),
        (
            .ruby,
            [
                "a.rb:1:in `b': m (CError)", "\tfrom a.rb:1:in `b'", "a.rb:1:in `b'", "\t ... 12 levels...",
                "Traceback (most recent call last):", "\t1: from a.rb:1:in `b'", "A::BError (m):",
                "Information for cause: A::BError (m):", "#<Thread:0x1 a.rb:1 run> terminated with exception (x):",
            ]
        ),
        (
            .rust,
            [
                "thread 'a' panicked at a.rs:1:2:", "thread 'a' panicked at 'm", "m', a.rs:1:2", "stack backtrace:",
                "   0: a::b", "             at a.rs:1:2", "note: x", "Error: A { b: 1 }", "Caused by:", "    0: a",
                "thread 'a' has overflowed its stack", "fatal runtime error: a",
            ]
        ),
        (
            .perl,
            [
                "a at b.pl line 1.", "\tA::b(1) called at b.pl line 1", "\t...propagated at b.pl line 1.",
                " at b.pl line 1.", "HASH(0x1)", "syntax error at b.pl line 1, near \"x\"",
            ]
        ),
        (
            .cpp,
            [
                "terminate called after throwing an instance of 'a'", "  what():  a", String(repeating: "=", count: 65),
                "==1==ERROR: AddressSanitizer: a on address 0x1", "    #0 0x1 in a b.c:1", "SUMMARY: a",
                "==1==ABORTING", "#0  0x1 in a (b=1) at c.c:1", "./a(b+0x1)[0x1]", "a.c:1:2: runtime error: m",
                "==1== Invalid read of size 1", "==1==    at 0x1: a (b.c:1)", "exception: a", "  caused by: b",
            ]
        ),
        (
            .swift,
            [
                "a/b.swift:1: Fatal error: m", "Current stack trace:", "0    a   0x1 b + 1",
                "*** Program crashed: a at 0x1 ***", "Thread 0 crashed:", "0 [ra] 0x1 a + 1 in b at c.swift:1:2",
                "Backtrace took 0.01s",
            ]
        ),
        (.elixir, ["** (A.B) m", "    ** (A.B) m", "    a.ex:1: A.b/1", "    :a.b(1)", "State: x"]),
        (
            .erlang,
            [
                "=ERROR REPORT==== now ===", "** {a,[{b,c,1,[{file,\"d\"},{line,1}]}]}", "with exit value:",
                "    exception error: a", "      in function  a:b/1 (c.erl, line 1)", "escript: exception error: a",
                "{\"init terminating in a\",{b,[{c,d,1,[]}]}}",
            ]
        ),
        (
            .postgresql,
            [
                "2026-11-21 04:30:36.961 UTC [1] a@b ERROR:  m", "2026-11-21 04:30:36.961 UTC [1] a@b DETAIL:  m",
                "\tm",
                "2026-11-21 04:30:36.961 UTC [1] a@b CONTEXT:  PL/pgSQL function a(b) line 1 at c",
            ]
        ),
        (
            .mariadb,
            [
                "2026-11-21  4:30:45 6 [Note] InnoDB: Transactions deadlock detected, dumping detailed information.",
                "2026-11-21  4:30:45 6 [Note] InnoDB: *** WE ROLL BACK TRANSACTION (1)",
                "261121  4:30:47 [ERROR] mariadbd got signal 11 ;", "mariadbd(a+0x1)[0x1]", "Core pattern: core",
            ]
        ),
        (.lua, ["lua: a.lua:1: m", "stack traceback:", "\ta.lua:1: in function 'b'", "\t...\t(skipping 2 levels)"]),
        (.ocaml, ["Fatal error: exception A(b)", "Raised at A in file \"a.ml\", line 1, characters 2-3"]),
        (.tcl, ["    while executing", "\"a", "b\"", "    (procedure \"a\" line 1)", "    invoked from within"]),
        (
            .pascal,
            ["An unhandled exception occurred at $01:", "EA: m", "  $0000000000000001  A,  line 1 of b.pas"]
        ),
        (
            .ada,
            [
                "Execution of a terminated by unhandled exception", "raised ABC : m", "Call stack traceback locations:",
                "0x1 0x2 0x3",
            ]
        ),
        (
            .fortran,
            [
                "At line 1 of file a", "Fortran runtime error: m", "Error termination. Backtrace:", "#0  0x1 in a",
                "\tat a.f90:1",
            ]
        ),
        (
            .cobol,
            [
                "libcob: a.cob:1: error: m", " Last statement of A was at line 1 of a.cob", "Dump Program-Id A",
                "END OF DUMP - A",
            ]
        ),
        (
            .dart,
            [
                "Unhandled exception:", "#0      a (package:b/c.dart:1:2)", "<asynchronous suspension>",
                "package:a/b.dart 1:2  c",
            ]
        ),
        (.oracle, ["ORA-20001: a", "ORA-06512: at \"A.B\", line 1", "ERROR at line 1:"]),
        (
            .kernel,
            [
                "[ 1.2] BUG: kernel NULL pointer dereference", "[ 1.2] Call Trace:", "[ 1.2]  a+0x1/0x2 [b]",
                "------------[ cut here ]------------", "RIP: 0010:a+0x1/0x2", "---[ end trace 1 ]---",
            ]
        ),
        (.shell, ["a.sh: line 1: m", "    at a (b.sh:1)"]),
    ]

    @Test("Thousands of equal lines", arguments: forms.map(\.0))
    func manyLines(_ language: TraceLanguage) {
        for line in lines(language) {
            Hostile.check(Array(repeating: Array(line.utf8)[...], count: Self.lineCount))
        }
    }

    @Test("Pairs of lines, hundreds of times", arguments: forms.map(\.0))
    func manyPairs(_ language: TraceLanguage) {
        let lines = lines(language) + ["some text", "", "2026-11-21 04:13:57 INFO a", "\tat a.b.C.d(C.java:1)"]
        for first in lines {
            for second in lines {
                let pair = [Array(first.utf8)[...], Array(second.utf8)[...]]
                Hostile.check(Array(repeating: pair, count: 15).flatMap(\.self))
            }
        }
    }

    @Test("A line's own text, repeated up to a long line", arguments: forms.map(\.0))
    func longLines(_ language: TraceLanguage) {
        for line in lines(language) {
            let text = Array(line.utf8)
            let long = Array(repeatElement(text, count: Self.lineBytes / text.count + 1).joined())
            Hostile.check([long[...]])
            Hostile.check([text[...], long[...]])
            Hostile.check([long[...], text[...]])
            for word in line.split(separator: " ") {
                let words = Array(repeatElement(Array(word.utf8) + [0x20], count: Self.lineBytes / 4).joined())
                Hostile.check([(text + words.prefix(Self.lineBytes / 4))[...]])
            }
        }
    }

    @Test("A text cut at any byte never traps", arguments: forms.map(\.0))
    func cuts(_ language: TraceLanguage) {
        for line in lines(language) {
            let text = Array(line.utf8)
            for end in 0..<text.count { Hostile.check([text[..<end], text[end...]]) }
            for index in stride(from: 0, to: text.count - 1, by: 3) {
                Hostile.check([(text[..<index] + text[(index + 1)...])[...], text[...]])
            }
        }
    }

    private func lines(_ language: TraceLanguage) -> [String] {
        Self.forms.first { $0.0 == language }.map(\.1) ?? []
    }

    @Test("Frames of one exception are capped")
    func framesAreCapped() throws {
        let traces: [[String]] = [
            ["panic: a", "", "goroutine 1 [running]:"]
                + (0..<3_000).flatMap { ["main.m\($0)()", "\t/a.go:1 +0x1"] },
            ["a.rb:1:in `m': x (AError)"] + (0..<3_000).map { "\tfrom a.rb:1:in `m\($0)'" },
            ["thread 'a' panicked at a.rs:1:2:", "x", "stack backtrace:"] + (0..<3_000).map { "   \($0): a::b" },
            ["** (A) x"] + (0..<3_000).map { "    a.ex:1: A.m\($0)/1" },
            ["lua: a.lua:1: x", "stack traceback:"] + (0..<3_000).map { "\ta.lua:1: in function 'm\($0)'" },
        ]
        for trace in traces {
            let found = try #require(TraceFinder().parse(trace.map { Array($0.utf8)[...] })).trace.exception
            #expect(found.frames.count == 1_024)
            #expect(found.elidedFrames >= 3_000 - 1_024)
        }
    }

    @Test("Chains beyond the limit are cut")
    func chainsAreCapped() throws {
        let traces: [[String]] = [
            ["panic: a"] + (0..<500).map { "\tpanic: a\($0)" } + ["", "goroutine 1 [running]:"],
            (0..<500).flatMap { ["a.rb:1:in `m\($0)': x (AError)", "\tfrom a.rb:1:in `m'"] },
            ["Error: a", "", "Caused by:"] + (0..<500).map { "    \($0): x" },
            (0..<500).flatMap { ["x\($0)", "main.a", "\t/a.go:1"] },
        ]
        for trace in traces {
            let found = try #require(TraceFinder().parse(trace.map { Array($0.utf8)[...] })).trace
            #expect(found.chain.count <= 64)
        }
    }
}
