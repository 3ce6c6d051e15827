import Glibc
import Journaling
import Model
import Platform
import Testing
import WireFormat

@Suite("A commit is whole or it is not") struct CommitTests {
    @Test func aReopenedJournalHoldsWhatWasCommitted() throws {
        let scratch = try Scratch()
        let (events, files) = ([event(1), event(2, level: nil), event(3, project: "other")], [file(1), file(2)])
        let loss = Loss(
            reason: .lineCut, count: 2, file: files[0].id, path: files[0].path, generation: 1,
            range: ByteOffset(10)..<ByteOffset(90), project: "default")
        do {
            let journal = try scratch.journal()
            let receipt = try journal.commit(Commit(events: events, files: files, losses: [loss], date: date(9)))
            #expect(receipt == CommitReceipt(stored: 3, repeated: 0))
        }
        let (journal, findings) = try scratch.open()
        #expect(findings == [])
        #expect(try journal.waiting().map(\.event) == Array(events[..<2]))
        #expect(try journal.waiting("other").map(\.event) == [events[2]])
        #expect(try journal.files() == files)
        #expect(try journal.losses() == [LossEntry(loss: loss, latest: date(9))])
        #expect(try journal.projects() == ["default", "other"])
    }

    @Test func aFaultBetweenStatementsUndoesAll() throws {
        let scratch = try Scratch()
        let journal = try scratch.journal()
        try journal.commit(Commit(events: [event(1)], files: [file(1, offset: 100)], date: date(1)))
        try Connection(path: scratch.database.bytes, access: .readWrite).execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON losses BEGIN SELECT RAISE(ABORT, 'no losses'); END")
        let commit = Commit(
            events: [event(2)], files: [file(1, offset: 200)], losses: [Loss(reason: .invalid)], date: date(2))
        #expect(throws: JournalError.disk(reason: "no losses")) { try journal.commit(commit) }
        #expect(try journal.waiting().map(\.event) == [event(1)])
        #expect(try journal.files() == [file(1, offset: 100)])
        #expect(try journal.queued("default").count == 1)
        try journal.commit(Commit(events: [event(2)], date: date(2)))
        #expect(try journal.queued("default").count == 2)
    }

    @Test func aDeathBeforeTheCommitLeavesNothingAndOneAfterItLeavesAll() throws {
        for dies in [DiesAt(before: [2]), DiesAt(after: [2])] {
            let scratch = try Scratch()
            do {
                let journal = try scratch.open(faults: dies).journal
                try journal.commit(Commit(events: [event(1)], files: [file(1, offset: 100)], date: date(1)))
                #expect(throws: DiesAt.word) {
                    try journal.commit(Commit(events: [event(2)], files: [file(1, offset: 200)], date: date(2)))
                }
            }
            let journal = try scratch.journal()
            let count = dies.after.isEmpty ? 1 : 2
            #expect(try journal.waiting().count == count)
            #expect(try journal.files() == [file(1, offset: Int64(count) * 100)])
        }
    }

    @Test func aCommitSurvivesAPowerCut() throws {
        let scratch = try Scratch()
        for _ in 1...2 {  // a new journal and an old one
            let journal = try scratch.journal()
            let modes = try journal.reading { connection throws(SQLiteFault) in
                [try connection.text("PRAGMA journal_mode"), try connection.text("PRAGMA synchronous")]
            }
            #expect(modes == ["wal", "2"], "2 is FULL")
        }
    }

    @Test func onlyItsOwnerReadsIt() throws {
        let scratch = try Scratch()
        let journal = try scratch.journal()
        try journal.commit(Commit(events: [event(1)], date: date(1)))
        #expect(try scratch.names() == ["journal.db", "journal.db-shm", "journal.db-wal"])
        for name in try scratch.names() { #expect(try mode(of: scratch.path.appending(name)) == 0o600) }
    }

    @Test func anEventIsStoredOnce() throws {
        let journal = try Journal.open(.memory, maxSize: .mebibytes(8)).journal
        var again = event(1)
        again.body = Array("{}".utf8)
        let events = [event(1), event(2), again, event(1, project: "other")]
        #expect(try journal.commit(Commit(events: events, date: date(1))) == CommitReceipt(stored: 3, repeated: 1))
        #expect(try journal.commit(Commit(events: events, date: date(2))) == CommitReceipt(stored: 0, repeated: 4))
        #expect(try journal.waiting().map(\.event) == [event(1), event(2)])
        #expect(try journal.queued("default").count == 2)
        try journal.acknowledge(try journal.waiting().map(\.seq))
        #expect(try journal.commit(Commit(events: [event(1)], date: date(3))).stored == 1, "it left, so it may come")
    }

    @Test func aFullJournalSaysSoAndGoesOnGivingAway() throws {
        let scratch = try Scratch()
        let maxSize = ByteCount.mebibytes(1)
        let journal = try scratch.open(maxSize: maxSize).journal
        var number = 0
        while try journal.hasRoom {
            try journal.commit(Commit(events: (0..<10).map { event(number + $0, bytes: 2_000) }, date: date(1)))
            number += 10
            try #require(number < 1_000)
        }
        let large = Commit(events: [event(5_000, bytes: 300_000)], files: [file(1)], date: date(1))
        #expect(throws: JournalError.full(limit: maxSize)) { try journal.commit(large) }
        #expect(try journal.files() == [])
        try journal.commit(Commit(files: [file(1)], date: date(1)))
        #expect(try journal.files() == [file(1)], "a place without events needs no room")
        try journal.acknowledge(try journal.waiting().map(\.seq))
        #expect(try journal.hasRoom)
        #expect(try journal.commit(large).stored == 1)
    }

    @Test func hostileTextsAndBytesComeBackAsTheyWere() throws {
        let journal = try Journal.open(.memory, maxSize: .mebibytes(8)).journal
        var odd = event(1, project: "a'; DROP TABLE events; --")
        (odd.type, odd.referenceID, odd.body) = ("", "\u{0}nul\u{10FFFF}", [])
        odd.date = Timestamp(nanoseconds: .min, offsetSeconds: -50_400)
        try journal.commit(Commit(events: [odd], date: date(1)))
        #expect(try journal.waiting(odd.project).map(\.event) == [odd])
        var place = file(1)
        place.path = Path("")
        place.positions = [:]
        try journal.commit(Commit(files: [place], date: date(1)))
        #expect(try journal.files() == [place])
    }

    private func mode(of path: Path) throws -> UInt32 {
        var facts = stat()
        try #require(stat(String(decoding: path.bytes, as: UTF8.self), &facts) == 0)
        return facts.st_mode & 0o777
    }
}
