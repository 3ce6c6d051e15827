import Testing
import Traces

/// Lines that look like traces and are none.
@Suite("Ordinary lines")
struct OrdinaryLineTests {
    static let lines = [
        // Frames by their first word only.
        "   at least one line is required", "    at 10:15:30 the job was started", "\tat the gate", "  at (unknown)",
        "   at least (3) retries", "    at noon (local time)", "at com.acme.shop.Main.run(12 times)",
        "    at most 5 of (12) shards", "\tattempt 3 (of 5)", "  at a.b (1:2)", "   at home. (not here)",
        "    at http://host:80",
        "#0 see manual", "#12 is the ticket", "# comment", "#0 {main", "#1 file.php: no line", "#2 (12): x",
        "#include <stdio.h>",
        // Headers that are sentences, and places that are no traces.
        "Exception handling is done in part two", "Exceptions: 0", "Errors: 12, warnings: 3", "Error rate: 0.02",
        "Caused by: user input", "Caused by a full disk", "Suppressed: 12 messages", "... 12 more lines", "...",
        "... and so on",
        "Traceback", "Traceback of the incident", "The above exception is documented", "During handling of the request",
        "Next Friday: release", "Next steps:", "Next", "thrown in", "  thrown in the bin", "Stack trace: none",
        "Stacktrace",
        "File \"report.csv\", line 12", "  File report.csv is missing", "Thread 12 (idle)", "Current thread count: 12",
        "Exception in thread pool", "Exception in the queue \"mail\"", "Unhandled exceptions: 0", "Unhandled exception",
        "Process terminated normally", "Stack overflow protection enabled", "Repeat 3 times:", "--- Section ---",
        "-----",
        " ---> next page", "---> Running in 8d2f0a1c", " ---> 4f1d2c9a7e11", "<--- reply",
        "--------------------------------",
        // Other text of programs.
        "listening on 10.0.0.7:8443", "com.acme.shop.Main - starting", "www.example.com", "user@example.com logged in",
        "https://example.com/app.js:12:3", "GET /static/app.js 200", "/srv/shop/app.js", "/etc/hosts:12",
        "/var/log/app.log:3",
        "node: command not found", "node:12", "Node.js v20.20.2", "[1/3] Building", "[12] 3 4", "[info] ready",
        "(node) ready",
        "{ code: 42 }", "}", "{", "  }", "| a | b |", "+---+---+", "  | a | b |", "  +---+", "  + added line", "    ^",
        "^C", "~",
        "npm ERR! code 1", "PHP 8.2.1 (cli)", "PHP Warnings are hidden", "Warning: low disk space on /srv",
        "Fatal error: out of cheese", "Notice: see line 12", "Deprecated: use the other one", "Parse error: no input",
        "future: bright", "Task 12 was never started", "1: 0 errors", " 1: first", "12: 0x12", "error: no such file",
        "error: pathspec 'x' did not match", "Uncaught fish", "Error:", "Failed: 3", "key: value", "a.b.c: d", "",
        "   ", "\t",
        "2026-11-21 04:13:57 ERROR order 4711 not completed",
        "[2026-11-21 04:21:27] local.ERROR: charge failed {\"id\":1} ",
        "Nov 21 04:13:57 host app[12]: done", "10.0.0.7 - - [21/Nov/2026:04:13:57 +0000] \"GET / HTTP/1.1\" 200 12",
        // Words of traces of one line.
        "INFO request at line 12 of input", "request at line 12.", "the gate at dawn line 3.", "on line 12",
        "see line 12:", "at line 12: x", "no panic: all is well", "panics: 0", "Don't panic: it's fine",
        "fatal errors: 3", "was terminated early", "terminate called for help", "free(3): a manual page",
        "malloc: 3 calls", "realloc() is slow", "the stack smashing tour", "Precondition failed for order 4711",
        "fatal error in line 12", "exception Not_found is documented", "libcob: ready",
        "ORA-00001 was fixed in release 3", "see ORA: the database", "ERROR: relation does not exist",
        "ERROR:  two blanks", "LOG:  checkpoint starting", "thread 'main' is idle", "thread 'a' panicked",
        "Connected (OK)", "done (Shop::Gateway)", "raised its hand : 3", "Runtime errors: 3 at $12",
        "sent to 10.0.0.7 line 3.", "shipped by mail@example.com line 12.", "ready at shop.example.com line 3.",
        "{\"level\":\"error\",\"msg\":\"at a.b(c.java:1)\"}", "SELECT a FROM b WHERE c = 'System.Exception: d'",
    ]

    static let all = lines + OrdinaryLines.all + OrdinaryProse.all

    @Test("None opens or continues a trace")
    func steps() {
        #expect(Set(Self.all).count >= 650)
        for line in Self.all {
            var finder = TraceFinder()
            let step = finder.step(Array(line.utf8)[...])
            #expect(step == .none, "\(line)")
        }
    }

    @Test("None holds a trace, by itself or below a log line")
    func parses() {
        let head = Array("2026-11-21 04:13:57 INFO started".utf8)[...]
        for line in Self.all {
            let bytes = Array(line.utf8)[...]
            #expect(TraceFinder().parse([bytes]) == nil, "\(line)")
            #expect(TraceFinder().parse([head, bytes]) == nil, "\(line)")
        }
    }

    @Test("Together they are as many records as lines")
    func grouping() {
        let lines = Self.all.map { Array($0.utf8)[...] }
        let filled = lines.indices.filter { !lines[$0].allSatisfy { $0 == 0x20 || $0 == 0x09 } }
        #expect(Grouping.records(of: lines, TraceLanguage.allCases) == filled.map { ($0 + 1)...($0 + 1) })
    }

    @Test("No language means no trace")
    func noLanguage() {
        var finder = TraceFinder([])
        #expect(finder.step(Array("Traceback (most recent call last):".utf8)[...]) == .none)
        #expect(finder.parse([Array("\tat a.b.C.d(C.java:1)".utf8)[...]]) == nil)
    }
}
