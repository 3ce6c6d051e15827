import Model
import Patterns
import Records
import Testing
import Traces

private func syslog(_ pid: Int, _ text: String) -> String { "Nov 20 10:00:00 web1 app[\(pid)]: \(text)" }
private func cri(_ stream: String, _ tag: String, _ text: String) -> String {
    "2026-11-20T10:00:00Z \(stream) \(tag) \(text)"
}
private func uncaught(_ name: String) -> [String] {
    [
        "Exception in thread \"\(name)\" java.lang.\(name)Exception: no", "\tat a.\(name).b(B.java:1)",
        "\tat a.\(name).c(B.java:2)",
    ]
}

@Suite("Interleaved writers") struct InterleavedWriters {
    @Test("A key tells two traces apart, and their lines keep their numbers")
    func twoPrograms() {
        var log = StreamDialogue(.syslog, Layout())
        let lines = zip(uncaught("A"), uncaught("B")).flatMap { [syslog(1, $0), syslog(2, $1)] }
        #expect(log.write(lines.joined(separator: "\n")) == [])
        let made = log.streams.finish(at: moment())
        #expect(made.map { string($0.bytes) } == [uncaught("A"), uncaught("B")].map { $0.joined(separator: "\n") })
        #expect(made.map(\.firstLine) == [1, 2] && made.map(\.lastLine) == [5, 6] && made.map(\.lineCount) == [3, 3])
        #expect(made[0].range.upperBound.value == Int64(lines[..<5].joined(separator: "\n").utf8.count) + 1)
    }

    @Test("Lines of a message that have no head of their own follow the line above")
    func bareLinesBelow() {
        var log = StreamDialogue(.syslog, Layout())
        let text =
            "\(syslog(1, uncaught("A")[0]))\n\(uncaught("A")[1])\n\(syslog(2, "b"))\n\(syslog(1, uncaught("A")[2]))"
        #expect(log.write(text) == [])
        #expect(log.finish() == [uncaught("A").joined(separator: "\n"), "b"])
    }

    @Test("A container's torn line is a record by itself")
    func tornLine() {
        var log = StreamDialogue(.cri, Layout())
        let lines = uncaught("A").map { cri("stdout", "F", $0) }
        #expect(
            log.write("\(lines[0])\n\(lines[1])\n2026-11-20T10:00\n\(lines[2])\n\(cri("stdout", "F", "bye"))")
                == [uncaught("A").joined(separator: "\n")])
        #expect(log.finish() == ["2026-11-20T10:00", "bye"])
    }

    @Test(
        "A notice of repeated lines is no part of a trace",
        arguments: [
            "Nov 20 10:00:00 web1 last message repeated 2 times",
            syslog(1, "message repeated 2 times: [#011at a.A.b(B.java:1)]"),
        ])
    func repeated(notice: String) {
        var log = StreamDialogue(.syslog, Layout())
        let lines = uncaught("A").map { syslog(1, $0) }
        #expect(log.write([lines[0], lines[1], notice, lines[2]].joined(separator: "\n")) == [])
        #expect(log.finish().first == uncaught("A").joined(separator: "\n"))
    }

    @Test("Each line with its thread: 64 traces, whatever order they come in")
    func everyLineNamesItsThread() throws {
        var log = StreamDialogue(.none, try tagged())
        let lines = (0..<5).flatMap { step in
            (0..<64).map { thread in "10:00:0\(step % 2),\(step) ERROR [pool-\(thread)] \(threadLines(thread)[step])" }
        }
        #expect(log.write(lines.joined(separator: "\n")) == [])
        let made = log.finish()
        #expect(made.count == 64)
        for (thread, record) in made.enumerated() {
            #expect(record == "10:00:00,0 ERROR [pool-\(thread)] \(threadLines(thread).joined(separator: "\n"))")
        }
    }

    @Test("Lines of the same thread that are no trace are records of their own")
    func taggedLines() throws {
        var log = StreamDialogue(.none, try tagged())
        let (one, two) = ("10:00:00,1 INFO [a] one", "10:00:00,2 INFO [a] two")
        let first = "10:00:00,3 ERROR [a] java.lang.AException: no"
        #expect(log.write("\(one)\n\(two)\n\(first)\n10:00:00,3 ERROR [a] \tat a.B.c(B.java:1)") == [one, two])
        #expect(
            log.write("10:00:00,4 ERROR [a] java.lang.BException: no\n10:00:00,4 ERROR [a] \tat a.B.c(B.java:1)")
                == ["\(first)\n\tat a.B.c(B.java:1)"])
        #expect(log.finish() == ["10:00:00,4 ERROR [a] java.lang.BException: no\n\tat a.B.c(B.java:1)"])
    }

    @Test("A line without the key belongs to the line above")
    func untaggedLines() throws {
        var log = StreamDialogue(.none, try tagged())
        let (one, two) = ("10:00:00,1 ERROR [a] one", "10:00:00,2 INFO [b] two")
        #expect(
            log.write("\(one)\n\(uncaught("A")[1])\n\(two)\nmore\n10:00:00,3 INFO [a] three")
                == ["\(one)\n\(uncaught("A")[1])"])
        #expect(log.finish() == ["\(two)\nmore", "10:00:00,3 INFO [a] three"])
    }

    private func tagged() throws -> Layout {
        var layout = Layout(
            start: try Pattern(#"^\d\d:\d\d:\d\d,"#),
            parse: .pattern([try Pattern(#"^(?<time>\S+) (?<level>[A-Z]+) \[(?<thread>[^\]]+)\] (?<message>.*)"#)]))
        layout.streamBy = ["thread"]
        return layout
    }

    private func threadLines(_ thread: Int) -> [String] {
        [
            "order \(thread) failed", "java.lang.IllegalStateException: no \(thread)", "\tat a.B.c\(thread)(B.java:1)",
            "Caused by: java.io.IOException: reset \(thread)", "\tat a.Bank.d\(thread)(Bank.java:\(thread + 1))",
        ]
    }
}

@Suite("Two exceptions without a key") struct TwoExceptionsWithoutAKey {
    @Test(
        "are never one event without a mark",
        arguments: [
            [
                "ERROR a", "ERROR b", "java.lang.AException: a", "java.lang.BException: b", "\tat a.A.b(A.java:1)",
                "\tat a.B.b(B.java:1)",
            ],
            [
                "ERROR a", "java.lang.AException: a", "\tat a.A.b(A.java:1)", "java.lang.BException: b",
                "\tat a.B.b(B.java:1)",
            ],
            [
                "ERROR a", "java.lang.AException: a", "java.lang.AException: a", "\tat a.A.b(A.java:1)",
                "\tat a.A.b(A.java:1)",
            ],
            [
                "ERROR a", "java.lang.AException: a", "\tat a.A.b(A.java:1)", "done", "java.lang.BException: b",
                "\tat a.B.b(B.java:1)",
            ],
        ])
    func marked(lines: [String]) throws {
        for layout in [Layout(), Layout(start: try Pattern("^(?:ERROR|INFO)"))] {
            var assembler = RecordAssembler(layout: layout, limits: Limits(), from: .beginning)
            var batch = LineBatch()
            for line in lines {
                let start = batch.bytes.count
                batch.bytes += Array(line.utf8)
                batch.lines.append(
                    Line(
                        text: start..<batch.bytes.count, range: ByteOffset(Int64(start))..<ByteOffset(Int64(start + 1)))
                )
            }
            let texts = assembler.feed(batch, at: moment()) + assembler.finish(at: moment())
            for text in texts where string(text.bytes).components("Exception") > 1 {
                #expect(RecordReader(layout: layout).read(text).isAmbiguous, "\(string(text.bytes))")
            }
        }
    }

    @Test("A chain of causes is one")
    func chainIsOne() {
        let chain = """
            ERROR a
            java.lang.AException: a
            \tat a.A.b(A.java:1)
            Caused by: java.lang.BException: b
            \tat a.A.b(A.java:1)
            """
        #expect(RecordReader(layout: Layout()).read(entry(chain)).isAmbiguous == false)
    }
}

extension String {
    fileprivate func components(_ word: String) -> Int {
        split(separator: "\n").count { $0.hasSuffix(": a") || $0.hasSuffix(": b") }
    }
}

@Suite("Parts of a line") struct PartsOfALine {
    @Test("are joined per stream, however they are mixed")
    func joined() {
        var log = StreamDialogue(.cri, Layout())
        let lines = [
            cri("stdout", "P", "a"), cri("stderr", "P", "x"), cri("stdout", "P", "b"), cri("stderr", "F", "y"),
            cri("stdout", "F", "c"),
        ]
        #expect(log.write(lines.joined(separator: "\n")) == [])
        let made = log.streams.finish(at: moment())
        #expect(made.map { string($0.bytes) } == ["abc", "xy"])
        #expect(made.map(\.firstLine) == [1, 2] && made.map(\.lastLine) == [5, 4])
    }

    @Test("docker's parts have no line feed at their end")
    func docker() {
        var log = StreamDialogue(.docker, Layout())
        let head = #"","stream":"stdout","time":"2026-11-20T10:00:00Z"}"#
        #expect(log.write("{\"log\":\"a\(head)\n{\"log\":\"b\\n\(head)\n{\"log\":\"c\\n\(head)") == ["ab"])
    }

    @Test("beyond the limit of a line are cut and counted")
    func capped() {
        var limits = Limits()
        limits.lineBytesMax = 10
        var log = StreamDialogue(.cri, Layout(), limits: limits)
        _ = log.write((1...5).map { _ in cri("stdout", "P", "1234") }.joined(separator: "\n"))
        #expect(log.streams.keptBytes < 50)
        _ = log.write(cri("stdout", "F", "end"))
        let made = log.streams.finish(at: moment())
        #expect(made.map { string($0.bytes) } == ["1234123412"] && made.map(\.bytesCut) == [13])
    }

    @Test("whose end does not come are complete after a while, and a restart begins at the first")
    func unfinished() {
        var log = StreamDialogue(.cri, Layout())
        #expect(
            log.write("\(cri("stderr", "F", "x"))\n\(cri("stdout", "P", "a"))\n\(cri("stderr", "F", "y"))") == ["x"])
        #expect(log.streams.resume.line == 2 && log.streams.deadline == moment(2_000).instant)
        #expect(log.streams.tick(at: moment(1_999)).isEmpty)
        #expect(log.streams.tick(at: moment(2_000)).map { string($0.bytes) } == ["a", "y"])
        #expect(log.streams.resume.line == 4 && log.streams.resume.streams == [] && log.streams.deadline == nil)
    }
}

@Suite("A restart amid interleaved writers") struct RestartAmidWriters {
    @Test("gives each record once, wherever it is")
    func once() {
        let a = uncaught("A").map { syslog(1, $0) } + [syslog(1, "a done")]
        let b = uncaught("B").map { syslog(2, $0) } + [syslog(2, "b done"), syslog(2, "b next")]
        let c = [syslog(3, "c"), syslog(3, "c next")]
        let lines = [b[0], a[0], c[0], b[1], a[1], b[2], b[3], c[1], b[4], "bare", a[2], a[3], syslog(4, "d")]
        let text = lines.joined(separator: "\n")
        var calm = StreamDialogue(.syslog, Layout())
        let wanted = calm.write(text) + calm.finish()
        for cut in 1...lines.count {
            var log = StreamDialogue(.syslog, Layout())
            var made = log.write(lines[..<cut].joined(separator: "\n"))
            made += log.restart(with: text) + log.finish()
            #expect(made.sorted() == wanted.sorted(), "a restart after \(cut) lines")
        }
    }
}

@Suite("A restart amid lines that are joined or tell nothing") struct RestartAmidJoinedLines {
    @Test("does not read the rest of a message as another thread's")
    func restOfAMessage() throws {
        let lines = [
            cri("stderr", "P", "[a] one "), "[b] two", cri("stderr", "F", "[c] three"), "below", "below too",
            cri("stdout", "F", "[d] four"),
        ]
        let text = lines.joined(separator: "\n")
        let wanted = ["[a] one [c] three", "[b] two", "[d] four", "below", "below too"]
        for first in 1...lines.count {
            for second in first...lines.count {
                var log = StreamDialogue(.cri, try threads())
                var made = log.write(lines[..<first].joined(separator: "\n"))
                made += log.restart(with: lines[..<second].joined(separator: "\n")) + log.restart(with: text)
                #expect((made + log.finish()).sorted() == wanted, "restarts after \(first) and \(second) lines")
            }
        }
    }

    @Test("with nothing unfinished, a bare line below is the same writer's")
    func lineAbove() throws {
        var layout = try threads()
        layout.continuation = try Pattern(#"^\s"#)
        // A blank line is no entry, but whose it is counts for the next one.
        let lines = ["[a]  ", "  at x", "[b] two", "  more", "[a] three"]
        let text = lines.joined(separator: "\n")
        var calm = StreamDialogue(.none, layout)
        _ = calm.write(text)
        var log = StreamDialogue(.none, layout)
        _ = log.write(lines[0])
        let position = log.streams.resume
        #expect(position.offset == ByteOffset(6) && position.streams.map(\.offset) == [ByteOffset(6)])
        _ = log.restart(with: lines[0])
        #expect(log.streams.resume == position)
        _ = log.restart(with: text)
        #expect(log.streams.resume == calm.streams.resume)
    }

    @Test("a part that was given out for being quiet is neither given again nor joined with what came later")
    func quietPart() {
        let exception = uncaught("A")
        var log = StreamDialogue(.cri, Layout())
        let lines = [
            cri("stdout", "P", "a"), cri("stderr", "F", exception[0]), cri("stdout", "P", "b"),
            cri("stderr", "F", exception[1]), cri("stdout", "F", "c"), cri("stderr", "F", exception[2]),
        ]
        #expect(log.write(lines[..<3].joined(separator: "\n")) == [])
        #expect(log.write(lines[3], at: 1_500) == [])
        #expect(log.streams.tick(at: moment(2_000)).map { string($0.bytes) } == ["ab"])
        #expect(log.write(lines[4], at: 2_000) == [])
        #expect(log.restart(with: lines.joined(separator: "\n")) == [])
        #expect(log.finish() == [exception.joined(separator: "\n"), "c"])
    }

    @Test("a line of a thread that waited for its trace is still the beginning of an entry")
    func waited() throws {
        var layout = try threads()
        layout.start = try Pattern(#"^\["#)
        var log = StreamDialogue(.none, layout)
        // Text below an exception's first line may be its message's.
        #expect(log.write("[a] Exception in thread \"a\" java.lang.AException: no\n[a] retrying") == [])
        let made = log.streams.finish(at: moment())
        #expect(made.count == 2 && made.allSatisfy(\.hasHead))
    }

    @Test("a blank line below one that waited is in the entry, as it is after a restart")
    func blankBelowWaiting() throws {
        var layout = try threads()
        layout.start = try Pattern(#"^\["#)
        var log = StreamDialogue(.none, layout)
        let lines = "[a] #0 /srv/a.php(1): b\n[a] com.acme.Declined: no\n\nmore"
        #expect(log.write(lines).count == 1)
        #expect(log.restart(with: lines) == [] && log.finish() == ["[a] com.acme.Declined: no\n\nmore"])
        var calm = StreamDialogue(.none, layout)
        _ = calm.write(lines)
        #expect(calm.finish() == ["[a] com.acme.Declined: no\n\nmore"])
    }

    @Test("a message of several lines is in one entry, also where one of them waited for its trace")
    func messageThatWaited() {
        let text = "\(syslog(1, "one#012#012com.acme.Declined: no"))\n   at A.B.c() in /a.cs:line 3"
        var log = StreamDialogue(.syslog, Layout())
        #expect(log.write(text) == [])
        #expect(log.restart(with: text) == [])
        #expect(log.finish() == ["one\n\ncom.acme.Declined: no\n   at A.B.c() in /a.cs:line 3"])
    }

    private func threads() throws -> Layout {
        var layout = Layout(parse: .pattern([try Pattern(#"^\[(?<thread>\w+)\] (?<message>.*)"#)]))
        layout.streamBy = ["thread"]
        return layout
    }
}

@Suite("Very many writers") struct VeryManyWriters {
    @Test("A writer that has gone does not keep the place, nor the memory")
    func goneWriters() {
        var log = StreamDialogue(.syslog, Layout())
        let text = String(repeating: "x", count: 90)
        for hundred in 0..<300 {
            _ = log.write((0..<100).map { syslog(1, "\($0) \(text)") }.joined(separator: "\n"))
            if hundred == 0 { _ = log.write(syslog(2, "once")) }
        }
        #expect(log.all.contains { string($0.bytes) == "once" })
        #expect(log.streams.resume.line == 30_001)
    }

    @Test("Beyond the limit the oldest are complete")
    func limit() {
        var log = StreamDialogue(.syslog, Layout())
        for pid in 1...5_000 { _ = log.write(syslog(pid, "hello")) }
        #expect(log.streams.resume.streams.count <= 1_024 && log.all.count >= 5_000 - 1_024)
        #expect(log.all.map(\.firstLine) == (0..<log.all.count).map { $0 + 1 })
        #expect(log.finish().count + log.all.count == 5_000)
    }

    @Test("What they keep together is bounded")
    func memory() throws {
        var limits = Limits()
        limits.recordBytesMax = 10_000
        var log = StreamDialogue(.syslog, Layout(start: try Pattern("^#")), limits: limits)
        let text = String(repeating: "x", count: 1_000)
        var most = 0
        for line in 0..<2_000 {
            _ = log.write(syslog(line % 100, line < 100 ? "#\(line)" : text))
            most = max(most, log.streams.keptBytes)
        }
        #expect(most <= 4 * 10_000 + 1_100)
    }
}
