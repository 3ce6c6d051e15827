import Model
import Testing
import Traces

/// Traces of a single line, and the gate that finds them among ordinary lines.
@Suite("Traces of one line")
struct LoneLineTests {
    private static let forms: [(String, String)] = [
        ("panic: boom", "go panic boom"),
        ("fatal error: all goroutines are asleep - deadlock!", "go fatal error all goroutines are asleep - deadlock!"),
        ("terminate called after throwing an instance of 'int'", "cpp int -"),
        (
            "terminate called without an active exception",
            "cpp - terminate called without an active exception"
        ),
        ("libc++abi: terminating due to uncaught exception of type int", "cpp int -"),
        ("free(): invalid pointer", "cpp - free(): invalid pointer"),
        ("malloc(): corrupted top size", "cpp - malloc(): corrupted top size"),
        ("munmap_chunk(): invalid pointer", "cpp - munmap_chunk(): invalid pointer"),
        ("realloc(): invalid next size", "cpp - realloc(): invalid next size"),
        ("double free or corruption (out)", "cpp - double free or corruption (out)"),
        ("corrupted size vs. prev_size", "cpp - corrupted size vs. prev_size"),
        (
            "*** stack smashing detected ***: terminated",
            "cpp - *** stack smashing detected ***: terminated"
        ),
        (
            "*** buffer overflow detected ***: terminated",
            "cpp - *** buffer overflow detected ***: terminated"
        ),
        ("shop: shop.c:26: main: Assertion `n > 0' failed.", "cpp - Assertion `n > 0' failed."),
        ("shop.c:33:54: runtime error: division by zero", "cpp runtime error division by zero"),
        ("thread 'main' panicked at 'boom', src/main.rs:4:5", "rust panic boom"),
        ("fatal runtime error: stack overflow", "rust - stack overflow"),
        ("Error: Declined { code: 402 }", "rust - Declined { code: 402 }"),
        ("job.sh: line 10: ROWS: unbound variable", "shell - ROWS: unbound variable"),
        ("/srv/shop/job.sh: line 3: deploy: command not found", "shell - deploy: command not found"),
        ("charge of 7 failed at /srv/shop/lib/Gateway.pm line 11.", "perl - charge of 7 failed"),
        ("not a number at app.pl line 8, <STDIN> line 3.", "perl - not a number"),
        ("Died at -e line 1.", "perl - Died"),
        ("HASH(0x56269c8e0b20)", "perl - HASH(0x56269c8e0b20)"),
        ("Shop::Declined=HASH(0x56269c8e0b20)", "perl - Shop::Declined=HASH(0x56269c8e0b20)"),
        ("Fatal error: exception Not_found", "ocaml Not_found -"),
        ("Thread 3 killed on uncaught exception Not_found", "ocaml Not_found -"),
        (
            "[    1.234567] Kernel panic - not syncing: VFS: Unable to mount root fs",
            "kernel - Kernel panic - not syncing: VFS: Unable to mount root fs"
        ),
        ("app.rb:9:in `<main>': Shop::Refused", "ruby Shop::Refused -"),
        ("Fatal error: exception Failure(\"refused\")", "ocaml Failure \"refused\""),
        ("libcob: orders.cob:41: error: subscript out of bounds", "cobol - subscript out of bounds"),
        ("libcob: error: module 'PAY' not found", "cobol - module 'PAY' not found"),
        ("shop/main.swift:12: Fatal error: no lines", "swift Fatal error no lines"),
        ("shop/main.swift:24: Precondition failed", "swift Precondition failed -"),
        ("shop/main.swift:24: Assertion failed: empty", "swift Assertion failed empty"),
        ("Fatal error: no lines: file main.swift, line 12", "swift Fatal error no lines"),
        ("2026-11-21 04:30:36.961 UTC [1] a@b ERROR:  division by zero", "postgresql - division by zero"),
        ("2026-11-21 04:30:36 CET [26941] FEHLER:  Division durch Null", "postgresql - Division durch Null"),
        ("2026-11-21 04:30:36 CET [26941] FATAL:  the system is starting up", "postgresql - the system is starting up"),
        (
            "2026-11-21 04:30:40.578 UTC [1] LOG:  process 2 was terminated by signal 11: Segmentation fault",
            "postgresql - process 2 was terminated by signal 11: Segmentation fault"
        ),
        ("ORA-00001: unique constraint (SHOP.PK) violated", "oracle ORA-00001 unique constraint (SHOP.PK) violated"),
        (
            "2026-11-21 04:30:00 ERROR import failed: ORA-12541: no listener",
            "oracle ORA-12541 no listener"
        ),
        ("** (throw) :rollback", "elixir throw :rollback"),
        ("** (Ecto.NoResults) expected one", "elixir Ecto.NoResults expected one"),
        ("escript: exception error: badarg", "erlang badarg -"),
        ("lua5.4: app.lua:4: refused", "lua - refused"),
        ("Runtime error 201 at $000000000040115B", "pascal Runtime error 201"),
        (
            "raised CONSTRAINT_ERROR : shop.adb:17 index check failed",
            "ada CONSTRAINT_ERROR shop.adb:17 index check failed"
        ),
        ("ERROR STOP ledger out of balance", "fortran ERROR STOP ledger out of balance"),
        ("app.rb:9:in `<main>': refused (Shop::Refused)", "ruby Shop::Refused refused"),
        ("app.rb:9:in '<main>': refused (Shop::Refused)", "ruby Shop::Refused refused"),
        ("app.rb:9:in 'connect': refused (Errno::ECONNREFUSED)", "ruby Errno::ECONNREFUSED refused"),
        ("Fatal Python error: Segmentation fault", "python - Segmentation fault"),
    ]

    @Test("Each is found, and let through", arguments: forms)
    func found(_ line: String, _ wanted: String) throws {
        for line in [line, line + "\r", "\u{1B}[31m\(line)\u{1B}[0m"] {
            let bytes = Array(line.utf8)[...]
            #expect(TraceFinder().mayHoldTrace(bytes), "\(line)")
            let found = try #require(TraceFinder().parse([bytes]), "\(line)")
            let thrown = found.trace.exception
            #expect("\(found.trace.language) \(thrown.className ?? "-") \(thrown.message ?? "-")" == wanted)
            #expect(found.isFault)
        }
    }

    @Test("No event of the corpus that is one line is held back")
    func corpus() throws {
        var count = 0
        for item in try Corpus.all() {
            for event in item.events where event.lines.count == 1 && CorpusTests.expectedMisses[item.id] == nil {
                count += 1
                #expect(TraceFinder().mayHoldTrace(item.lines[event.lines.lowerBound - 1]), "\(item.id) \(event.lines)")
            }
        }
        #expect(count > 10)
    }

    @Test(
        "A line that its logger calls a piece of information quotes an error at most",
        arguments: [
            "2026-11-21 04:13:57 INFO gave up at /etc/shop.conf line 12.",
            "2026-11-21 04:13:57,123 DEBUG [main] ignoring ORA-00001: unique constraint violated",
            "[2026-11-21T04:13:57Z] [info] gave up at /etc/shop.conf line 12.",
            "INFO: gave up at /etc/shop.conf line 12.",
        ])
    func quoted(_ line: String) throws {
        let bytes = Array(line.utf8)[...]
        #expect(try #require(TraceFinder().parse([bytes])).isFault == false)
        let error = line.replacing("INFO", with: "ERROR").replacing("DEBUG", with: "ERROR").replacing(
            "info", with: "error")
        #expect(try #require(TraceFinder().parse([Array(error.utf8)[...]])).isFault)
    }

    @Test("Frames below a piece of information make an error of it")
    func framesBelow() throws {
        let lines = ["2026-11-21 04:13:57 INFO gave up at a.pl line 12.", "\tmain::run() called at a.pl line 3"]
        #expect(try #require(TraceFinder().parse(lines.map { Array($0.utf8)[...] })).isFault)
    }

    @Test(
        "What PostgreSQL notes is no error, whatever it adds",
        arguments: [
            ("LOG", false), ("NOTICE", false), ("INFO", false), ("DEBUG1", false), ("WARNING", true), ("ERROR", true),
        ])
    func postgresNotes(_ severity: String, isFault: Bool) throws {
        let head = "2026-11-21 04:30:36.961 UTC [1] a@b"
        let lines = ["\(head) \(severity):  still waiting", "\(head) STATEMENT:  select 1"].map { Array($0.utf8)[...] }
        #expect(try #require(TraceFinder().parse(lines)).isFault == isFault)
        #expect((TraceFinder().parse([lines[0]]) != nil) == (severity == "ERROR"))
    }

    @Test(
        "Ordinary lines are not looked at",
        arguments: [
            "2026-11-21 04:13:57,123 INFO [main] com.acme.Shop - order 4711: shipped in 12 ms",
            "10.0.0.7 - - [21/Nov/2026:04:13:57 +0000] \"GET /a HTTP/1.1\" 200 12", "INFO request at line 12 of input",
            "key: value", "10:00:00: tick", "EUEU", "", " ", ":", "::", "U", "12", "line", "\u{1B}[31mred\u{1B}[0m",
            "panic", "panic:boom", "free()", "gateline 12: x", "ORA-", "done (12)",
        ])
    func ordinary(_ line: String) { #expect(!TraceFinder().mayHoldTrace(Array(line.utf8)[...]), "\(line)") }

    @Test("The gate looks at each byte of a line, wherever eight of them begin")
    func everyPlace() {
        for count in 0..<20 {
            let before = String(repeating: "x", count: count)
            for behind in ["", "y", "yyyyyyyyy"] {
                #expect(TraceFinder().mayHoldTrace(Array("\(before) panic: \(behind)".utf8)[...]))
                #expect(TraceFinder().mayHoldTrace(Array("\(before)Error\(behind)".utf8)[...]))
                #expect(!TraceFinder().mayHoldTrace(Array("\(before) panik: \(behind)".utf8)[...]))
            }
        }
    }

    @Test("A message of Perl that lists something ends with its place, and a list without one is none")
    func perlList() throws {
        func records(_ text: String) -> [ClosedRange<Int>] {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8)[...] }
            return Grouping.records(of: lines, TraceLanguage.allCases)
        }
        let list = "checking\n2 fields are wrong:\n  - name\n\n  - size\n"
        #expect(
            records(list + "see manual at app.pl line 14.\n\tmain::run() called at app.pl line 3") == [1...1, 2...7])
        #expect(records(list + "see manual") == [1...1, 2...2, 3...3, 5...5, 6...6])
        #expect(records("2 fields are wrong:\nDied at app.pl line 14.") == [1...1, 2...2])
        let long = String(repeating: "  - name\n", count: 100)
        #expect(records("many fields are wrong:\n\(long)Died at app.pl line 14.").count == 102)
    }

    @Test("A blank line of a message in PostgreSQL's log is part of it, and one behind the record is not")
    func postgresBlank() throws {
        let head = "2026-11-21 04:30:36.961 UTC [1] a@b"
        let lines = ["\(head) ERROR:  a", "\tb", "", "\tc", "\(head) STATEMENT:  select 1", ""].map {
            Array($0.utf8)[...]
        }
        #expect(Grouping.records(of: lines, TraceLanguage.allCases) == [1...5])
        let found = try #require(TraceFinder().parse(lines))
        #expect(found.trace.exception.message == "a\nb\n\nc" && found.lastLine == 4)
    }
}
