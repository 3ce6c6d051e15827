import Model
import Page
import Testing
import WireFormat

@Suite("The page answers to this host's names only")
struct HostNameTests {
    @Test(arguments: [
        "localhost", "LOCALHOST:7420", "127.0.0.1", "127.8.9.1:7420", "[::1]", "[::1]:7420", "logs.example",
        "logs.example:80",
    ])
    func itsOwn(name: String) {
        #expect(HostNames(configured: "Logs.Example").contain(name))
    }

    @Test(arguments: [
        "", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.256", "127.1", "[::2]",
        "a:b:c",
        "logs.example.evil.example",
    ])
    func others(name: String) {
        #expect(!HostNames(configured: "logs.example").contain(name))
    }

    @Test func none() { #expect(!HostNames(configured: "localhost").contain(nil)) }
}

@Suite("What the page says")
struct PageAnswerTests {
    @Test func ready() {
        var snapshot = emptySnapshot
        #expect(answer("/readyz", snapshot).status == 503)
        snapshot.isReady = true
        #expect(answer("/readyz", snapshot).status == 200)
        #expect(answer("/healthz", snapshot).body == "ok\n")
    }

    @Test func degraded() {
        var snapshot = emptySnapshot
        (snapshot.isReady, snapshot.tails.journalTrouble) = (true, "no room on the journal's disk")
        let (health, readiness) = (answer("/healthz", snapshot), answer("/readyz", snapshot))
        #expect(health.status == 200 && health.body == "degraded: no room on the journal's disk\n")
        #expect(readiness.status == 503 && readiness.body == health.body)
        (snapshot.tails.journalTrouble, snapshot.stateTrouble) = (nil, "out of reach")
        #expect(answer("/healthz", snapshot).body == "degraded: out of reach\n")
        #expect(answer("/readyz", snapshot).status == 200, "it reads and writes what is open")
    }

    @Test func thePointerNamesWhatThereIs() {
        for path in ["/healthz", "/readyz", "/metrics"] {
            #expect(answer("/").body.contains(path))
            #expect(answer(path).status != 404)
        }
        #expect(answer("/nothing").status == 404)
    }

    @Test func whatIsNotAsked() {
        #expect(answer("/", method: "POST").status == 405)
        #expect(answer("/", host: "evil.example").status == 421)
        #expect(answer("/metrics", host: "evil.example").body.contains("stacktail") == false)
    }

    private func answer(
        _ path: String, _ snapshot: StatusSnapshot? = nil, method: String = "GET", host: String = "localhost"
    ) -> PageAnswer {
        PageAnswer(
            method: method, path: path, host: host, names: HostNames(configured: "127.0.0.1"),
            snapshot: snapshot ?? emptySnapshot, at: Timestamp(seconds: 2_000))
    }
}

let emptySnapshot = StatusSnapshot(version: "9.8.7", startedAt: Timestamp(seconds: 1_000))
