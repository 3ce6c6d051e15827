import Model
import Page
import Testing
import WireFormat

@Suite("Requests on the control socket")
struct ControlRequestTests {
    @Test(arguments: [
        ControlRequest.status(file: nil), .status(file: Path("/var/log/a b\"c.log")),
        .status(file: Path(bytes: [0x2F, 0xFF, 0x0A])), .send(["message": "a\nb", "n": 7]),
        .whereabouts(project: "p\"", referenceID: "0123-4567"),
        .queue(.retry, QueueSelection(projects: ["a", "b"], parts: [.waiting], referenceIDs: ["x", "y"])),
        .queue(.drop, QueueSelection(projects: [], parts: [], referenceIDs: nil)),
    ])
    func comeBackAsTheyWere(request: ControlRequest) throws {
        #expect(try ControlRequest(request.line) == request)
        #expect(!request.line.contains(0x0A))
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"stacktail":2,"command":"status"}"#, #"{"stacktail":1,"command":"dance"}"#,
        #"{"stacktail":1,"command":"status","file":"relative"}"#,
        #"{"stacktail":1,"command":"status","file":"/a\u0000b"}"#, #"{"stacktail":1,"command":"send"}"#,
        #"{"stacktail":1,"command":"whereabouts","project":"p"}"#,
        #"{"stacktail":1,"command":"queue","action":"burn","selection":{"projects":[],"parts":[]}}"#,
        #"{"stacktail":1,"command":"queue","action":"drop","selection":{"projects":[],"parts":["all"]}}"#,
        #"{"stacktail":1,"command":"queue","action":"drop","selection":{"projects":[],"parts":[],"reference_ids":1}}"#,
    ])
    func othersAreRefusedWithAReason(line: String) {
        #expect(throws: ControlFault.self) { try ControlRequest(Array(line.utf8)) }
    }
}

@Suite("What status tells")
struct StatusDocumentTests {
    private var report: AgentReport {
        var report = AgentReport(snapshot: emptySnapshot, state: Path("/state"))
        report.process = .init(
            id: 7, user: "stacktail", uptime: .seconds(60), cpu: .milliseconds(1_500), descriptors: 9)
        report.snapshot.isReady = true
        report.snapshot.tails.filesTailed = 2
        return report
    }

    private func document(_ report: AgentReport) -> JSONValue {
        StatusDocument.document(of: report, at: Timestamp(seconds: 1_060))
    }

    @Test func wellAndNot() {
        var report = report
        #expect(report.isWell && report.health == "Well: 2 files are tailed and read to the end.")
        report.snapshot.tails.bytesBehind = .mebibytes(3)
        #expect(report.isWell && report.health == "Well: 2 files are tailed, 3.0 MiB behind.")
        report.snapshot.tails.troubles = ["open /x: Permission denied"]
        #expect(!report.isWell && report.health == "One trouble: open /x: Permission denied")
        report.snapshot.projects["default", default: ProjectStatus()].trouble = "the server is away"
        #expect(report.troubles == ["open /x: Permission denied", "project default: the server is away"])
        report.snapshot.stateTrouble = "out of reach"
        #expect(report.health == "3 troubles; the first: out of reach")
        report.snapshot.tails.journalTrouble = "full"
        #expect(report.health == "Reading waits: the journal takes nothing.")
        report.snapshot.isReady = false
        #expect(report.health == "The agent is starting.")
        report.process = nil
        #expect(!report.isWell && report.health.hasPrefix("No agent runs"))
    }

    /// A reader may rely on these names.
    @Test func itsMembersAreThere() {
        var report = report
        report.snapshot.events[EventKind(project: "default", type: "error", level: .error)] = 5
        (report.snapshot.losses[.lineCut], report.losses) = (4, [.lineCut: 9, .truncated: 1])
        var project = ProjectStatus()
        (project.queuedEvents, project.oldestQueuedAt) = (3, Timestamp(seconds: 1_000))
        project.refusals[503] = 2
        report.snapshot.projects["default"] = project
        report.limits = [.init("line", "256KiB")]
        let told = document(report)
        #expect(told["stacktail"] == 1 && told["running"] == true && told["well"] == true)
        #expect(told["agent"]?["process"] == 7 && told["agent"]?["cpu_seconds"] == 1.5)
        #expect(told["agent"]?["descriptors"] == 9 && told["agent"]?["uptime_seconds"] == 60)
        #expect(told["files"]?["tailed"] == 2 && told["limits"]?["line"] == "256KiB")
        let event: JSONValue = ["project": "default", "type": "error", "level": "Error", "count": 5]
        #expect(told["events"]?.elements == [event])
        let shown = told["projects"]?.elements?.first
        #expect(shown?["queued_events"] == 3 && shown?["oldest_seconds"] == 60 && shown?["refusals"]?["503"] == 2)
        let losses: [JSONValue] = [
            ["reason": "line-cut", "since_start": 4, "total": 9],
            ["reason": "truncated", "since_start": 0, "total": 1],
        ]
        #expect(told["losses"]?.elements == losses)
    }

    @Test func aFileAndAReason() {
        let print = Fingerprint(device: 1, inode: 2, birthNanoseconds: nil, headBytes: 0, headHash: 0)
        let file = FileReport(
            path: Path("/a.log"), rules: ["app"], state: .waiting, id: FileID(value: 10), fingerprint: print,
            generation: 1, size: ByteOffset(100), readTo: ByteOffset(60), resume: ByteOffset(50),
            lag: .milliseconds(2_500), lineCount: 4, recordCount: 3, eventCount: 2)
        let untailed = Untailed(.journalFull, "why", remedy: "what")
        let told = StatusDocument.document(of: file, untailed, at: file.path)
        #expect(told["tailed"] == true && told["reason"] == "journal-full" && told["remedy"] == "what")
        let shown = told["file"]
        #expect(shown?["behind_bytes"] == 40 && shown?["behind_seconds"] == 2.5 && shown?["state"] == "waiting")
        #expect(shown?["offset"] == 60 && shown?["resume_offset"] == 50 && shown?["inode"] == 2)
        #expect(StatusDocument.document(of: nil, untailed, at: file.path)["tailed"] == false)
    }
}
