import Model
import Patterns
import Records
import Testing

@Suite("C08: colours")
struct ColourTests {
    /// A beginning that wants the level, as many do.
    private func layout() throws -> Layout {
        var layout = try log4j()
        layout.start = try Pattern(#"^\d{4}-\d\d-\d\d \S+ (INFO|ERROR) "#)
        return layout
    }

    @Test(
        "around the level, the message or all of it: the same beginning, level, message and frames",
        arguments: [
            "2026-11-20 10:00:00,1 \u{1B}[1;31mERROR\u{1B}[0m [main] a.B - bad",
            "\u{1B}[2m2026-11-20 10:00:00,1\u{1B}[0m \u{1B}[38;5;196mERROR\u{1B}[m [main] a.B - \u{1B}[4mbad\u{1B}[0m",
            "\u{1B}(B\u{1B}[m2026-11-20 10:00:00,1 ERROR [main] a.B - \u{1B}]8;;http://x/\u{07}bad\u{1B}]8;;\u{1B}\\",
        ])
    func levelAndStart(head: String) throws {
        let frames =
            "java.lang.IllegalStateException: x\n\u{1B}[31m\tat a.B.c(B.java:12)\u{1B}[0m\n\tat a.B.d(B.java:13)"
        var log = Dialogue(try layout())
        let next = "\u{1B}[32m2026-11-20 10:00:01,1 \u{1B}[32mINFO\u{1B}[0m [main] a.B - good"
        let records = log.feed("\(head)\n\(frames)\n\(next)")
        let text = try #require(records.first)
        let record = RecordReader(layout: try layout()).read(text)
        #expect(records.count == 1 && text.hasHead && record.level == .error && string(record.message) == "bad")
        #expect(record.trace?.exception.frames.count == 2)
    }

    @Test("on the line above a trace: it has the trace, in a layout without a beginning too")
    func aboveTrace() throws {
        var layout = try log4j()
        layout.start = nil
        var log = Dialogue(layout)
        let head = "2026-11-20 10:00:00,1 \u{1B}[1;31mERROR\u{1B}[0m [main] a.B - bad"
        let trace = "java.lang.IllegalStateException: x\n\tat a.B.c(B.java:12)\n\tat a.B.d(B.java:13)"
        let records = log.feed("\(head)\n\(trace)\n2026-11-20 10:00:01,1 INFO [main] a.B - good")
        #expect(records.map(\.lineCount) == [4])
    }
}

@Suite("C09: blank lines")
struct BlankLineTests {
    @Test("within a trace are kept in it", arguments: ["", "   ", "\t", "\u{1B}[0m"])
    func inTrace(blank: String) throws {
        let text = """
            2026-11-20 10:00:00,1 ERROR [main] a.B - bad
            java.lang.IllegalStateException: x
            \tat a.B.c(B.java:12)
            \(blank)
            \tat a.B.d(B.java:13)
            2026-11-20 10:00:01,1 INFO [main] a.B - good
            """
        var log = Dialogue(try log4j())
        let records = log.feed(text)
        #expect(records.map(\.lineCount) == [5])
        let record = RecordReader(layout: try log4j()).read(try #require(records.first))
        #expect(record.trace?.exception.frames.count == 2)
    }
}
