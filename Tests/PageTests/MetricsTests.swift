import Model
import Page
import Testing
import WireFormat

@Suite("Metrics, as Prometheus reads them")
struct MetricsTests {
    @Test func everyCountIsThere() {
        let lines = Set(Metrics.text(of: busySnapshot, at: Timestamp(seconds: 1_500)).split(separator: "\n"))
        for line in [
            #"stacktail_build_info{version="9.8.7"} 1"#, "stacktail_start_time_seconds 1000", "stacktail_ready 1",
            "stacktail_memory_resident_bytes 20971520", "stacktail_files_tailed 3", "stacktail_files_troubled 1",
            "stacktail_read_bytes_total 4096", "stacktail_behind_bytes 17", "stacktail_lines_total 40",
            "stacktail_records_total 30",
            #"stacktail_events_total{project="default",type="error",level="Error"} 5"#,
            #"stacktail_events_total{project="default",type="log",level=""} 2"#,
            #"stacktail_losses_total{reason="line-cut"} 4"#, #"stacktail_losses_total{reason="gated"} 0"#,
            #"stacktail_queue_events{project="default"} 6"#, #"stacktail_queue_bytes{project="default"} 600"#,
            #"stacktail_queue_oldest_seconds{project="default"} 300"#,
            #"stacktail_acknowledged_events_total{project="default"} 70"#,
            #"stacktail_acknowledged_requests_total{project="default"} 8"#,
            #"stacktail_failed_requests_total{project="default"} 9"#,
            #"stacktail_quarantined_events_total{project="default"} 10"#,
            #"stacktail_refusals_total{project="default",status="503"} 11"#, "stacktail_reading_paused 1",
            "stacktail_troubles 3", #"stacktail_sending_troubled{project="default"} 1"#,
        ] {
            #expect(lines.contains(Substring(line)), "\(line)")
        }
    }

    /// A family's lines stand together below its one type, or Prometheus refuses the whole text.
    @Test func theFormHolds() {
        let text = Metrics.text(of: busySnapshot, at: Timestamp(seconds: 1_500))
        #expect(text.hasSuffix("\n"))
        var family = ""
        var seen: Set<String> = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("# HELP ") {
                family = String(line.split(separator: " ")[2])
                #expect(seen.insert(family).inserted, "\(family) stands twice")
            } else if line.hasPrefix("# TYPE ") {
                #expect(line == "# TYPE \(family) \(family.hasSuffix("_total") ? "counter" : "gauge")")
            } else {
                #expect(line.prefix { $0 != " " && $0 != "{" } == family, "\(line)")
                #expect(line.split(separator: " ").last.flatMap { Int64($0) } != nil, "\(line)")
            }
        }
    }

    @Test func aLabelCannotBreakTheText() {
        var snapshot = emptySnapshot
        snapshot.events[EventKind(project: "a\"b\\c\nd", type: "log", level: nil)] = 1
        let text = Metrics.text(of: snapshot, at: Timestamp(seconds: 0))
        #expect(text.contains(#"project="a\"b\\c\nd""#))
    }

    private var busySnapshot: StatusSnapshot {
        var snapshot = emptySnapshot
        snapshot.isReady = true
        snapshot.residentMemory = .mebibytes(20)
        (snapshot.tails.filesTailed, snapshot.tails.filesTroubled) = (3, 1)
        (snapshot.tails.bytesRead, snapshot.tails.bytesBehind) = (.kibibytes(4), ByteCount(17))
        (snapshot.tails.lineCount, snapshot.tails.recordCount) = (40, 30)
        snapshot.events[EventKind(project: "default", type: "error", level: .error)] = 5
        snapshot.events[EventKind(project: "default", type: "log", level: nil)] = 2
        snapshot.losses[.lineCut] = 4
        var project = ProjectStatus()
        (project.queuedEvents, project.queuedBytes) = (6, ByteCount(600))
        project.oldestQueuedAt = Timestamp(seconds: 1_200)
        (project.acknowledgedEvents, project.acknowledgedRequests) = (70, 8)
        (project.failedRequests, project.quarantinedEvents) = (9, 10)
        project.refusals[503] = 11
        project.trouble = "the server is away"
        (snapshot.tails.journalTrouble, snapshot.tails.troubles) = ("full", ["a", "b"])
        snapshot.stateTrouble = "out of reach"
        snapshot.projects["default"] = project
        return snapshot
    }
}
