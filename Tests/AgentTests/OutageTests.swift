import Foundation
import Journaling
import Model
import Setup
import Simulation
import Testing
import WireFormat

/// What is logged each second of the six hours. On demand a busy host: `STACKTAIL_OUTAGE_RATE=1000000`, in a release
/// build some minutes.
private let rate = ProcessInfo.processInfo.environment["STACKTAIL_OUTAGE_RATE"].flatMap { Int($0) } ?? 500

@Suite("E: a server that is away for long")
struct OutageTests {
    @Test("six hours, with rotation, deletion and a death amid them: all arrive, each once, in their order")
    func sixHours() throws {
        var host = try Outage()
        try host.write()
        try host.settle()
        #expect(host.arrived == [1])
        host.server.mood = .unreachable
        let steps = 6 * 120
        for step in 1...steps {
            try host.write(bytes: rate * 30)
            if step % 15 == 0 { try host.rotate() }
            if step == steps / 2 { try host.restart() }
            try host.wait(.seconds(30))
        }
        #expect(host.arrived == [1])
        try host.settle()
        #expect(host.rotations == 48 && host.written == steps + 1)
        #expect(host.arrived == Array(1...host.written))
        #expect(host.server.repeatedCount == 0)
        #expect(try host.losses() == [:])
        let late = host.server.kept.count { $0.event["data"]?["original_date"] != nil }
        #expect(late == 0, "none is older than the server takes")
    }

    @Test(
        "four days: what has become too old is redated, dropped or sent, as the project says; all is counted",
        arguments: Project.Late.allCases)
    func fourDays(late: Project.Late) throws {
        var host = try Outage(late: late)
        host.server.mood = .failsWith500
        for step in 1...(4 * 144) {
            try host.write()
            if step % 72 == 0 { try host.rotate() }
            try host.wait(.seconds(600))
        }
        try host.settle()
        // What is older than 70 hours: 26 hours of six events each, and what came of age until the next try.
        let old = 156...162
        let redated = host.server.kept.count { $0.event["data"]?["original_date"] != nil }
        let losses = try host.losses()
        switch late {
        case .redate:
            #expect(host.arrived == Array(1...host.written) && losses == [:])
            #expect(old.contains(redated), "\(redated)")
        case .drop:
            #expect(old.contains(losses[.late] ?? 0) && losses.count == 1, "\(losses)")
            #expect(host.arrived == Array((losses[.late, default: 0] + 1)...host.written) && redated == 0)
        case .send:
            #expect(host.arrived == Array(1...host.written) && losses == [:] && redated == 0)
        }
    }

    @Test("four days with a journal that is too small: what it cannot hold is kept by the logs, and arrives")
    func smallJournal() throws {
        var host = try Outage(journalSize: .mebibytes(1))
        host.server.mood = .unreachable
        for step in 1...(4 * 144) {
            try host.write(errorBytes: 4_000)
            if step % 72 == 0 { try host.rotate() }
            try host.wait(.seconds(600))
        }
        let stored = try host.journal.queued("default").count
        #expect(stored < host.written / 2, "the journal was full")
        try host.settle()
        // The last record of a rotated file may come behind the first of its successor.
        #expect(host.arrived.sorted() == Array(1...host.written))
        #expect(try host.losses() == [:])
    }
}
