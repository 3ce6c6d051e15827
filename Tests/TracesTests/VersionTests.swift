import Model
import Testing
import Traces

/// Forms of runtimes that the corpus does not hold, as their documentation and published samples show them.
@Suite("Other versions of the runtimes")
struct VersionTests {
    private func parse(_ text: String) throws -> Trace {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8)[...] }
        let trace = try #require(TraceFinder().parse(lines)).trace
        let records = Grouping.records(of: lines, TraceLanguage.allCases)
        #expect(records == [1...lines.count], "\(text)")
        return trace
    }

    private func names(_ trace: Trace) -> [String] {
        trace.chain.map { "\($0.className ?? "-"): \($0.message ?? "-")" }
    }

    private func frames(_ thrown: Thrown) -> [String] {
        thrown.frames.map { "\($0.type ?? "-") \($0.method ?? "-") \($0.file ?? "-") \($0.line ?? 0)" }
    }

    @Test("Java's generated code, shells and Android name no file, and sometimes a line")
    func javaWithoutFiles() throws {
        let trace = try parse(
            """
            java.lang.IllegalStateException: no order
            \tat com.acme.Shop$$SpringCGLIB$$0.sell(<generated>)
            \tat line1.App.run(<console>:12)
            \tat com.acme.a.b.c(Unknown Source:8)
            \tat com.acme.Main.main(Main.java:3)
            """)
        #expect(
            frames(trace.exception) == [
                "com.acme.Shop$$SpringCGLIB$$0 sell <generated> 0", "line1.App run <console> 12",
                "com.acme.a.b c - 8", "com.acme.Main main Main.java 3",
            ])
    }

    @Test(".NET Framework puts all headers on one line")
    func dotNetFramework() throws {
        let trace = try parse(
            """
            Unhandled Exception: System.ApplicationException: checkout aborted ---> System.IO.IOException: refused
               at Acme.Gateway.Connect(String host) in C:\\src\\Orders.cs:line 20
               --- End of inner exception stack trace ---
               at Acme.Program.Main(String[] a) in C:\\src\\Orders.cs:line 70
            """)
        #expect(names(trace) == ["System.ApplicationException: checkout aborted", "System.IO.IOException: refused"])
        #expect(frames(trace.exception) == ["Acme.Program Main C:\\src\\Orders.cs 70"])
        #expect(frames(trace.causes[0]) == ["Acme.Gateway Connect C:\\src\\Orders.cs 20"])
    }

    @Test("A localised .NET Framework translates the words around the frames")
    func dotNetTranslated() throws {
        let trace = try parse(
            """
            System.ApplicationException: fehlgeschlagen ---> System.IO.IOException: verweigert
               bei Acme.Gateway.Connect(String host) in C:\\src\\Orders.cs:Zeile 20.
               --- Ende der internen Ausnahmestapelüberwachung ---
               bei Acme.Program.Main(String[] a) in C:\\src\\Orders.cs:Zeile 70.
            """)
        #expect(names(trace) == ["System.ApplicationException: fehlgeschlagen", "System.IO.IOException: verweigert"])
        #expect(frames(trace.exception) == ["Acme.Program Main C:\\src\\Orders.cs 70"])
        #expect(frames(trace.causes[0]) == ["Acme.Gateway Connect C:\\src\\Orders.cs 20"])
    }

    @Test("Nested aggregates keep their members apart")
    func nestedAggregates() throws {
        let trace = try parse(
            """
            System.AggregateException: two (a) (b)
             ---> System.IO.IOException: a
               at A.B.C()
               --- End of inner exception stack trace ---
               at A.B.D()
             ---> (Inner Exception #1) System.AggregateException: one (c)
             ---> System.FormatException: c
               at A.B.E()
               --- End of inner exception stack trace ---
               at A.B.F()<---

             ---> (Inner Exception #2) System.FormatException: d
               at A.B.G()<---
            """)
        #expect(trace.exception.members.map(\.message) == ["one (c)", "d"])
        #expect(trace.exception.members.first?.causes.map(\.message) == ["c"])
    }

    @Test("Older Java prints a circular reference without a blank, and no `Caused by`")
    func java8() throws {
        let trace = try parse(
            """
            Exception in thread "main" java.lang.Exception: a
            \tat com.acme.T.main(T.java:104)
            Caused by: java.lang.Exception: b
            \tat com.acme.T.f(T.java:46)
            \t... 1 more
            \t[CIRCULAR REFERENCE:java.lang.Exception: a]
            """)
        #expect(names(trace) == ["java.lang.Exception: a", "java.lang.Exception: b", "java.lang.Exception: a"])
        #expect(trace.causes[0].elidedFrames == 1)
    }

    @Test("Modules, loaders and hidden classes are no part of the type")
    func javaQualifiers() throws {
        let trace = try parse(
            """
            java.lang.Error: x
            \tat java.base@11.0.2/java.util.Map.get(Map.java:1)
            \tat app//com.acme.A.b(A.java:2) [shop.jar:1.0]
            \tat app/shop@1.0/com.acme.A$$Lambda$14/0x0000000800c03000.run(Unknown Source)
            \tat com.acme.A$$Lambda$1/12345.run(Unknown Source)
            \tat com.acme.ATest.it does (something)(ATest.kt:3)
            """)
        #expect(
            frames(trace.exception) == [
                "java.util.Map get Map.java 1", "com.acme.A b A.java 2",
                "com.acme.A$$Lambda$14/0x0000000800c03000 run - 0",
                "com.acme.A$$Lambda$1/12345 run - 0", "com.acme.ATest it does (something) ATest.kt 3",
            ])
        #expect(trace.exception.frames.map(\.isApplication) == [false, true, true, true, true])
    }

    @Test("Python in a thread, with notes and a repeated line")
    func pythonNotes() throws {
        let trace = try parse(
            """
            Exception in thread Thread-1 (job):
            Traceback (most recent call last):
              File "/usr/lib/python3.12/threading.py", line 1, in run
                self.f()
              File "/srv/a.py", line 2, in f
                f()
              [Previous line repeated 990 more times]
            RecursionError: maximum recursion depth exceeded
            a note
            """)
        #expect(names(trace) == ["RecursionError: maximum recursion depth exceeded\na note"])
        #expect(trace.thread == "Thread-1 (job)")
        #expect(trace.exception.elidedFrames == 990)
        #expect(trace.exception.frames.map(\.isApplication) == [true, false])
    }

    @Test("PHP 5 quotes the class and the message")
    func php5() throws {
        let trace = try parse(
            """
            [21-Nov-2016] PHP Fatal error:  Uncaught exception 'LogicException' with message 'it's' in /srv/a.php:6
            Stack trace:
            #0 /srv/a.php(3) : eval()'d code(1): A\\B::c('x')
            #1 {main}

            Next exception 'Acme\\Failed' with message 'outer' in /srv/a.php:9
            Stack trace:
            #0 {main}
              thrown in /srv/a.php on line 9
            """)
        #expect(names(trace) == ["Acme\\Failed: outer", "LogicException: it's"])
        #expect(trace.causes[0].location == Thrown.Location(file: "/srv/a.php", line: 6))
        #expect(frames(trace.causes[0]).first == "A\\B c /srv/a.php(3) : eval()'d code 1")
    }

    @Test("Xdebug lists the calls of an error, the outermost first")
    func xdebug() throws {
        let trace = try parse(
            """
            [21-Nov-2026 04:21:30 UTC] PHP Warning:  Undefined variable $x in /srv/a.php on line 3
            [21-Nov-2026 04:21:30 UTC] PHP Stack trace:
            [21-Nov-2026 04:21:30 UTC] PHP   1. {main}() /srv/a.php:0
            [21-Nov-2026 04:21:30 UTC] PHP   2. Acme\\A->b($c = 1) /srv/a.php:9
            """)
        #expect(names(trace) == ["-: Undefined variable $x"])
        #expect(frames(trace.exception) == ["Acme\\A b /srv/a.php 9", "- {main} /srv/a.php 0"])
    }

    @Test("Newer PHP names closures after their place, and prints stacks of fatal errors")
    func php85() throws {
        let trace = try parse(
            """
            PHP Fatal error:  Maximum execution time of 1 second exceeded in /srv/a.php on line 3
            Stack trace:
            #0 /srv/a.php(9): {closure:Acme\\A::b():8}(1)
            #1 {main}
            """)
        #expect(frames(trace.exception).first == "- {closure:Acme\\A::b():8} /srv/a.php 9")
    }

    @Test("Older Node names its own files without a scheme")
    func node8() throws {
        let trace = try parse(
            """
            /srv/a.js:3
              throw new Error('x');
              ^

            Error: x
                at Object.<anonymous> (/srv/a.js:3:9)
                at Module._compile (module.js:652:30)
                at bootstrap_node.js:608:3
            """)
        #expect(names(trace) == ["Error: x"])
        #expect(trace.exception.frames.map(\.isApplication) == [true, false, false])
    }

    @Test("A logged Node error in the middle of a line, with properties")
    func nodeLogged() throws {
        let trace = try parse(
            """
            2026-11-21T04:13:57.007Z ERROR order 4711 failed DatabaseError [E_DB]: gone
                at Parser.parse (/srv/node_modules/pg/parser.js:1:2)
                at async Promise.all (index 0) {
              detail: 'x',
              [cause]: [Error: flat]
            }
            """)
        #expect(names(trace) == ["DatabaseError: gone", "Error: flat"])
        #expect(trace.exception.frames.map(\.isApplication) == [false, false])
    }

    @Test("Two traces without a gap are two")
    func backToBack() {
        let text = """
            Exception in thread "a" java.lang.Error: x
            \tat com.acme.A.b(A.java:1)
            Traceback (most recent call last):
              File "a.py", line 1, in b
            KeyError: 'x'
            Unhandled exception. System.Exception: x
               at A.B.C() in /a.cs:line 3
            PHP Fatal error:  Uncaught A: m in /a.php:1
            Stack trace:
            #0 {main}
              thrown in /a.php on line 1
            /srv/a.js:3
              throw x;
              ^

            Error: x
                at f (/srv/a.js:3:9)
            """
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8)[...] }
        #expect(Grouping.records(of: lines, TraceLanguage.allCases) == [1...2, 3...5, 6...7, 8...11, 12...17])
    }
}
