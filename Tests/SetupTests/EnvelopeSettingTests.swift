import Model
import Records
import Setup
import Testing

/// `envelope` and `stream_by`, as people write them.
@Suite struct EnvelopeSettings {
    @Test func areInheritedAndReplacedLikeOtherKeys() throws {
        let files = [
            "/r/base.yaml": "envelope: syslog\nrecord: { pattern: '(?<thread>a)(?<unit>b)', stream_by: thread }",
            "/r/same.yaml": "extends: base\nfiles: /var/log/a",
            "/r/other.yaml": "extends: base\nenvelope: docker\nrecord: { stream_by: [unit, thread] }",
            "/r/plain.yaml": "files: /var/log/b",
            "/r/wrapped.yaml": "envelope: auto\nfiles: /var/log/c",
        ]
        let book = RuleBook.load([Path("/r")], in: RuleContext(surroundings: Surroundings(files: files)))
        #expect(book.diagnostics.rendered == "")
        let layouts = Dictionary(uniqueKeysWithValues: book.files.map { ($0.name, $0.layout) })
        #expect(layouts["base"]?.envelope == .syslog && layouts["base"]?.streamBy == ["thread"])
        #expect(layouts["same"]?.envelope == .syslog && layouts["same"]?.streamBy == ["thread"])
        #expect(layouts["other"]?.envelope == .docker && layouts["other"]?.streamBy == ["unit", "thread"])
        #expect(layouts["plain"]?.envelope == Envelope.none && layouts["plain"]?.streamBy == [])
        #expect(layouts["wrapped"]?.envelope == .auto)
    }

    @Test func streamsOfObjectsMakeNoSense() {
        let files = ["/r/x.yaml": "record: { parse: json, stream_by: [thread] }"]
        let book = RuleBook.load([Path("/r")], in: RuleContext(surroundings: Surroundings(files: files)))
        #expect(book.diagnostics.rendered.contains("'stream_by' is of no use in JSON"))
        #expect(book.files.isEmpty)
    }
}
