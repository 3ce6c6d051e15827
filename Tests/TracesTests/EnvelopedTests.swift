import Records
import Testing
import Traces

/// Logs that stand in an envelope, or were cut.
@Suite("Traces that a transport wrote") struct EnvelopedTests {
    @Test(
        "The trace within is grouped and parsed as its sidecar says",
        arguments: [
            ("go_ts_prefixed", Envelope.time), ("java_docker_json_file", .docker), ("java_docker_json_file", .auto),
            ("java_rsyslog_iso", .syslog), ("java_rsyslog_iso", .auto), ("python_rsyslog_traditional", .syslog),
            ("python_rsyslog_traditional", .auto), ("python_json_line", .none), ("java_truncated_mid_frame", .none),
        ])
    func enveloped(name: String, envelope: Envelope) throws {
        let item = try #require(try Corpus.cases(in: "mixed").first { $0.name == name })
        var layout = name.contains("json_line") ? Layout(parse: .json) : Layout.generic
        layout.envelope = envelope
        var row = TableRow()
        #expect(row.take(item, in: layout) == [])
        #expect(row.grouped == 1)
    }
}
