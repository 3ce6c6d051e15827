import Journaling
import Model
import TestSupport
import Testing
import WireFormat

@Suite("Random actions against a plain model") struct JournalModelTests {
    /// What a journal should hold, in the simplest form.
    struct Plain: Equatable {
        var events: [String: [QueuedEvent]] = ["a": [], "b": []]
        var files: [FileID: StoredFile] = [:]
        var quarantined: [QueuedEvent] = []

        mutating func commit(_ commit: Commit) {
            for event in commit.events where !holds(event) { events[event.project, default: []].append(event) }
            for file in commit.files { files[file.id] = file }
        }

        func holds(_ event: QueuedEvent) -> Bool {
            events[event.project, default: []].contains { $0.referenceID == event.referenceID }
        }
    }

    @Test(arguments: 0..<6 as Range<UInt64>) func actions(seed: UInt64) throws {
        let scratch = try Scratch()
        var random = Seeded(seed)
        var plain = Plain()
        for _ in 0..<5 {
            let before = Int.random(in: 1...20, using: &random)
            let dies = DiesAt(before: [before], after: [.random(in: 1...30, using: &random)])
            let (journal, findings) = try scratch.open(faults: dies)
            #expect(findings == [])
            try expect(journal, holds: plain)
            for transaction in 1...30 {
                var next = plain
                let isAlive = try act(on: journal, &next, &random, at: transaction)
                if isAlive || !dies.before.contains(transaction) { plain = next }
                if !isAlive { break }  // the process is gone; a new one opens the journal
                try expect(journal, holds: plain)
            }
        }
    }

    /// One transaction; false if it died.
    private func act(
        on journal: Journal, _ plain: inout Plain, _ random: inout Seeded, at transaction: Int
    ) throws -> Bool {
        let project = Bool.random(using: &random) ? "a" : "b"
        let waiting = try journal.waiting(project)
        let waits = waiting.randomElement(using: &random)
        do throws(JournalError) {
            switch (Int.random(in: 0...5, using: &random), waits) {
            case (0, let waits?):
                plain.events[project]?.removeAll { $0 == waits.event }
                plain.quarantined.append(waits.event)
                try journal.quarantine(waits.seq, reason: "refused", date: date(transaction))
            case (1...2, _?):
                let some = waiting.filter { _ in Bool.random(using: &random) } + [waiting[0]]
                plain.events[project]?.removeAll { event in some.contains { $0.event == event } }
                try journal.acknowledge(some.map(\.seq))
            default:
                let count = Int.random(in: 0...4, using: &random)
                let numbers = (0..<count).map { _ in Int.random(in: 0...60, using: &random) }
                let files = [file(.random(in: 0...3, using: &random), offset: .random(in: 0...999, using: &random))]
                let commit = Commit(events: numbers.map { event($0, project: project) }, files: files, date: date(0))
                plain.commit(commit)
                try journal.commit(commit)
            }
        } catch {
            guard error == DiesAt.word else { throw error }
            return false
        }
        return true
    }

    private func expect(_ journal: Journal, holds plain: Plain) throws {
        for (project, events) in plain.events {
            #expect(try journal.waiting(project).map(\.event) == events)
            let queued = try journal.queued(project)
            #expect(queued.count == events.count)
            #expect(queued.size == ByteCount(events.reduce(0) { $0 + $1.body.count }))
        }
        #expect(try journal.files() == plain.files.values.sorted { $0.path < $1.path })
        let quarantined = try journal.quarantined().map(\.stored.event)
        #expect(quarantined.count == plain.quarantined.count)
        #expect(Set(quarantined) == Set(plain.quarantined))
    }
}
