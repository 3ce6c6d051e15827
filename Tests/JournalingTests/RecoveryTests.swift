import Journaling
import Model
import Platform
import TestSupport
import Testing
import WireFormat

@Suite("A damaged journal is set aside") struct RecoveryTests {
    @Test("A05: an empty file, or one of garbage, is no database", arguments: [0, 1, 3_000, 100_000])
    func whatIsNoDatabase(length: Int) throws {
        var random = Seeded(UInt64(length))
        let garbage = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
        let scratch = try Scratch()
        try scratch.replaceDatabase(garbage)
        let (journal, findings) = try scratch.open()
        let kept = scratch.path.appending("journal.db.damaged-1")
        guard case .setAside(kept, _, let carried)? = findings.first, carried.events == 0, carried.files == 0 else {
            Issue.record("\(findings)")
            return
        }
        #expect(try LinuxFiles().contents(of: kept, max: .mebibytes(1)) == garbage)
        #expect(try journal.waiting() == [])
        try journal.commit(Commit(events: [event(1)], date: date(1)))
        #expect(try scratch.journal().waiting().count == 1)
    }

    @Test("A05: a directory in its place") func aDirectoryInItsPlace() throws {
        let scratch = try Scratch()
        try OwnFiles.makeDirectories(scratch.database.appending("something"))
        let (journal, findings) = try scratch.open()
        #expect(findings.count == 1)
        #expect(try journal.waiting() == [])
    }

    @Test("A05: a file cut anywhere") func aFileCutAnywhere() throws {
        let scratch = try Scratch()
        let whole = try filled(scratch, eventCount: 40)
        for length in stride(from: 1, to: whole.count, by: 5_120) + [99, 101, 4_095, 4_097, whole.count - 1] {
            try scratch.replaceDatabase(whole.prefix(length))
            let (journal, findings) = try scratch.open()
            #expect(findings.count == 1, "cut to \(length) of \(whole.count)")
            try expectUsable(journal)
        }
    }

    @Test("A05: flipped bits") func flippedBits() throws {
        let scratch = try Scratch()
        let whole = try filled(scratch, eventCount: 40)
        var random = Seeded(7)
        var noticed = 0
        for _ in 0..<60 {
            var bytes = whole
            for _ in 0..<8 {
                let bit = Int.random(in: 0...7, using: &random)
                bytes[.random(in: bytes.indices, using: &random)] ^= 1 << UInt8(bit)
            }
            try scratch.replaceDatabase(bytes)
            let opened = try scratch.open()
            noticed += opened.findings.count
            try expectUsable(opened.journal)
        }
        #expect(noticed > 5)
    }

    @Test func aTableThatIsNoLongerAsItWasMade() throws {
        let scratch = try Scratch()
        var bytes = try filled(scratch, eventCount: 3)
        let needle = Array("stored INTEGER".utf8)
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: needle) })
        bytes[place] = UInt8(ascii: "S") + 1  // a column of another name, and nothing that a check would mind
        try scratch.replaceDatabase(bytes)
        let (journal, findings) = try scratch.open()
        #expect(findings.count == 1)
        #expect(try journal.waiting().map(\.event) == (0..<3).map { event($0, bytes: 700) }, "the rows are whole")
    }

    @Test("A05, A08: a bad page amid it costs what was in it, and the rest is carried over")
    func whatStillReadsIsCarriedOver() throws {
        let scratch = try Scratch()
        var bytes = try filled(scratch, eventCount: 400)
        let page = 4_096 * (bytes.count / 4_096 / 2)
        for place in page..<page + 4_096 { bytes[place] = 0xAA }
        try scratch.replaceDatabase(bytes)
        let (journal, findings) = try scratch.open()
        guard case .setAside(_, _, let carried)? = findings.first else {
            Issue.record("the damage was not noticed")
            return
        }
        let events = carried.events
        #expect(carried.files == 20 && carried.isEveryPlaceKept)
        #expect(carried.eventsLost == 400 - events)
        #expect(try journal.files() == (0..<20).map { file($0) }.sorted { $0.path < $1.path })
        #expect((300..<400).contains(events))
        let waiting = try journal.waiting()
        #expect(waiting.count == events)
        #expect(waiting.map(\.seq) == waiting.map(\.seq).sorted())
        for stored in waiting { #expect(stored.event == event(Int(stored.seq) - 1, bytes: 700)) }
        let queued = try journal.queued("default")
        #expect(queued.count == events)
        #expect(queued.size == ByteCount(waiting.reduce(0) { $0 + $1.event.body.count }))
    }

    @Test func aBodyThatIsNoJSONAnyMoreIsLeftBehind() throws {
        let scratch = try Scratch()
        var bytes = try filled(scratch, eventCount: 400)
        let needle = Array("{\"number\":1,".utf8)
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: needle) })
        bytes[place] = UInt8(ascii: "[")
        let page = 4_096 * (bytes.count / 4_096 / 2)
        for place in page..<page + 4_096 { bytes[place] = 0xAA }
        try scratch.replaceDatabase(bytes)
        let waiting = try scratch.journal().waiting().map(\.event.referenceID)
        #expect(!waiting.contains("reference-1"))
        #expect(waiting.contains("reference-2"))
    }

    @Test func onlyTheLastThreeDamagedOnesAreKept() throws {
        let scratch = try Scratch()
        for number in 1...5 {
            try FileWriter(appendingTo: scratch.database).write("not a database, number \(number)")
            #expect(try scratch.open().findings.count == 1)
            try OwnFiles.remove(scratch.database)
        }
        let damaged = (1...3).map { "journal.db.damaged-\($0)" }
        #expect(try scratch.names() == damaged)
        let texts = try damaged.map { name in
            let bytes = try LinuxFiles().contents(of: scratch.path.appending(name), max: .kibibytes(1))
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(texts == [5, 4, 3].map { "not a database, number \($0)" })
    }

    @Test("A05, A08: damage that is met while running is healed on the spot")
    func damageMetWhileRunningIsHealedOnTheSpot() throws {
        let scratch = try Scratch()
        _ = try filled(scratch, eventCount: 12_000)  // more than the cache holds
        let journal = try scratch.journal()
        var bytes = try scratch.contents()
        for place in bytes.count / 4..<bytes.count / 4 * 3 { bytes[place] = 0xAA }
        try overwrite(scratch.database, bytes)
        let waiting = try journal.waiting()
        let findings = journal.takeFindings()
        guard case .setAside(_, _, let carried)? = findings.first else {
            Issue.record("the damage was not told")
            return
        }
        #expect(waiting.count == carried.events && carried.events + carried.eventsLost == 12_000)
        #expect(try !scratch.names().contains("journal.db.suspect"))
        #expect(try scratch.open().findings == [])
    }

    @Test("A04, A05: a start that died before the new journal had its name")
    func aStartThatDiedBeforeTheNewJournalHadItsName() throws {
        let scratch = try Scratch()
        let whole = try filled(scratch, eventCount: 3)
        try scratch.replaceDatabase([])
        try OwnFiles.remove(scratch.database)
        let fresh = scratch.path.appending("journal.db.new")
        try FileWriter(appendingTo: fresh).write(whole)
        #expect(try scratch.journal().waiting().count == 3, "it was whole")
        try scratch.replaceDatabase([])
        try OwnFiles.remove(scratch.database)
        try FileWriter(appendingTo: fresh).write(Array(whole.prefix(5_000)))
        #expect(try scratch.journal().waiting().count == 0)
    }

    @Test("A05: a newer release's journal is kept, and what it holds is carried over")
    func aNewerReleasesJournalIsKeptAndWhatItHoldsCarriedOver() throws {
        let scratch = try Scratch()
        _ = try filled(scratch, eventCount: 3)
        try Connection(path: scratch.database.bytes, access: .readWrite).execute(
            """
            ALTER TABLE events ADD COLUMN colour TEXT NOT NULL DEFAULT 'red';
            CREATE TABLE shapes (name TEXT);
            PRAGMA user_version = 99;
            """)
        #expect(throws: JournalError.self) { try JournalReader(directory: scratch.path) }
        let (journal, findings) = try scratch.open()
        let kept = scratch.path.appending("journal.db.newer-1")
        guard case .setAside(kept, _, let carried)? = findings.first else {
            Issue.record("\(findings)")
            return
        }
        #expect(carried == .init(events: 3, files: 20, eventsLost: 0, isEveryPlaceKept: true))
        #expect(try journal.waiting().map(\.event) == (0..<3).map { event($0, bytes: 700) })
        let newer = try Connection(path: kept.bytes, access: .readOnly)
        #expect(try newer.integer("SELECT count(*) FROM events WHERE colour = 'red'") == 3)
    }

    @Test func someoneElsesDatabaseIsNoJournal() throws {
        let scratch = try Scratch()
        try Connection(path: scratch.database.bytes, access: .createNew).execute("CREATE TABLE notes (text)")
        #expect(try scratch.open().findings.count == 1)
    }

    @Test func noDirectoryIsTheDisksFault() {
        let place = Journal.Place.directory(Path("/nowhere/at/all"))
        #expect(throws: JournalError.self) { try Journal.open(place, maxSize: .mebibytes(1)) }
    }

    /// A closed journal with everything in it, as bytes.
    private func filled(_ scratch: Scratch, eventCount: Int) throws -> [UInt8] {
        do {
            let journal = try scratch.journal()
            let events = (0..<eventCount).map { event($0, bytes: 700) }
            try journal.commit(Commit(events: events, files: (0..<20).map { file($0) }, date: date(1)))
        }
        return try scratch.contents()
    }

    /// Whatever was in it, everything that reads it answers, and it takes a commit.
    private func expectUsable(_ journal: Journal) throws {
        do {
            _ = (try journal.waiting(), try journal.files(), try journal.losses(), try journal.quarantined())
        } catch JournalError.damaged {}
        #expect(try journal.commit(Commit(events: [event(9_999)], date: date(2))).stored == 1)
    }

    private func overwrite(_ path: Path, _ bytes: [UInt8]) throws {
        try OwnFiles.truncate(path, to: .zero)
        try FileWriter(appendingTo: path).write(bytes)
    }
}

private func + (left: StrideTo<Int>, right: [Int]) -> [Int] { Array(left) + right }
