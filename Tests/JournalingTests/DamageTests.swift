import Journaling
import Model
import Platform
import TestSupport
import Testing
import WireFormat

@Suite("Damage anywhere in a journal") struct DamageTests {
    private static let eventCount = 40
    private static let fileCount = 12

    @Test("A05: flipped bits, at every half kibibyte: it opens, and what is not there any more is counted")
    func flips() throws {
        let scratch = try Scratch()
        let whole = try filled(scratch)
        var random = Seeded(1)
        var setAside = 0
        for block in stride(from: 0, to: whole.count, by: 512) {
            var bytes = whole
            let place = block + Int.random(in: 0..<min(512, whole.count - block), using: &random)
            bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            setAside += try judge(scratch, bytes, "a bit at \(place)")
        }
        #expect(setAside > 3)
    }

    @Test("A05, A08: half a kibibyte overwritten, anywhere")
    func overwritten() throws {
        let scratch = try Scratch()
        let whole = try filled(scratch)
        for block in stride(from: 0, to: whole.count, by: 512) {
            var bytes = whole
            for place in block..<min(block + 512, whole.count) { bytes[place] = 0xAA }
            _ = try judge(scratch, bytes, "512 bytes at \(block)")
        }
    }

    @Test("A05: a first page of garbage costs nothing: it is known how it was")
    func firstPage() throws {
        let scratch = try Scratch()
        var bytes = try filled(scratch)
        for place in 0..<8_192 { bytes[place] = 0xAA }
        try scratch.replaceDatabase(bytes)
        let (journal, findings) = try scratch.open()
        guard case .setAside(_, _, let carried)? = findings.first else {
            Issue.record("\(findings)")
            return
        }
        #expect(carried == .init(events: 40, files: 12, eventsLost: 0, isEveryPlaceKept: true))
        #expect(try journal.waiting().map(\.event) == (0..<40).map { event($0, bytes: 700) })
        #expect(try scratch.names().filter { $0.contains("patched") } == [])
    }

    @Test("A05: cut at every half kibibyte")
    func cut() throws {
        let scratch = try Scratch()
        let whole = try filled(scratch)
        for length in stride(from: 0, to: whole.count, by: 512) {
            let setAside = try judge(scratch, Array(whole.prefix(length)), "cut to \(length) of \(whole.count)")
            #expect(setAside == 1)
        }
    }

    @Test("A05: cut at each byte of its header, and around each page's border")
    func cutAtBytes() throws {
        let scratch = try Scratch()
        let whole = try filled(scratch)
        let borders = stride(from: 8_192, to: whole.count, by: 8_192).flatMap { [$0 - 1, $0, $0 + 1] }
        for length in Array(0...100) + borders + [whole.count - 1] {
            let setAside = try judge(scratch, Array(whole.prefix(length)), "cut to \(length) of \(whole.count)")
            #expect(setAside == 1)
        }
    }

    @Test("A04, A08: a WAL that is torn, spoilt, or gone; and shared memory that is gone")
    func wal() throws {
        let source = try Scratch()
        let journal = try source.journal()
        for number in 0..<30 {
            try journal.commit(
                Commit(events: [event(number, bytes: 700)], files: [file(1, offset: Int64(number))], date: date(1)))
        }
        let main = try source.contents()
        let wal = try LinuxFiles().contents(of: source.path.appending("journal.db-wal"), max: .mebibytes(64))
        try #require(wal.count > 100_000)
        var random = Seeded(3)
        var sizes: Set<Int> = []
        for step in 0...60 {
            var torn = Array(wal.prefix(wal.count * step / 60))
            if step % 3 == 1, !torn.isEmpty { torn[.random(in: torn.indices, using: &random)] ^= 0x10 }
            let scratch = try Scratch()
            try scratch.replaceDatabase(main)
            if step > 0 { try FileWriter(appendingTo: scratch.path.appending("journal.db-wal")).write(torn) }
            let (reopened, findings) = try scratch.open()
            #expect(findings.isEmpty, "a torn end is no damage")
            let waiting = try reopened.waiting().map(\.event)
            #expect(waiting == (0..<waiting.count).map { event($0, bytes: 700) }, "whole commits, from the first on")
            let offset = try reopened.files().first?.positions["java"]?.offset.value
            #expect(offset == (waiting.isEmpty ? nil : Int64(waiting.count - 1)), "and the places that go with them")
            sizes.insert(waiting.count)
        }
        #expect(sizes.contains(30) && sizes.count > 5)
    }

    @Test("what a whole check does not see, and our own reading does, is set aside when it is met")
    func contradiction() throws {
        let scratch = try Scratch()
        _ = try filled(scratch)
        try Connection(path: scratch.database.bytes, access: .readWrite).execute(
            "UPDATE positions SET offset = -5 WHERE file = (SELECT min(file) FROM positions) AND rules = 'java'")
        let journal = try scratch.journal()
        #expect(journal.takeFindings() == [], "nothing was read yet")
        #expect(try journal.files().count == 12, "its other place is usable")
        guard case .setAside(_, _, let carried)? = journal.takeFindings().first else {
            Issue.record("not set aside")
            return
        }
        #expect(carried == .init(events: 40, files: 12, eventsLost: 0, isEveryPlaceKept: false))
        #expect(try journal.knownRules() == [], "what read_from says holds again")
        #expect(try scratch.open().findings == [])
    }

    /// 1 if the journal was set aside. Either way it must be usable, and every event be there or in the ledger.
    private func judge(_ scratch: Scratch, _ bytes: [UInt8], _ what: String) throws -> Int {
        try scratch.replaceDatabase(bytes)
        let opened = try scratch.open()
        let journal = opened.journal
        let waiting = try journal.waiting()
        let files = try journal.files()
        let ledger = try journal.losses(LossFilter(reason: .journalDamaged)).map(\.loss)
        let findings = opened.findings + journal.takeFindings()
        #expect(ledger.count == findings.count, "\(what): the ledger says so")
        let lost = ledger.reduce(0) { $0 + $1.count }
        let isCounted = waiting.count + lost == Self.eventCount || (waiting.count < Self.eventCount && lost > 0)
        #expect(isCounted, "\(what): \(waiting.count) of \(Self.eventCount) events, \(lost) in the ledger")
        if files.count < Self.fileCount { #expect(try journal.knownRules() == [], "\(what): \(files.count) files") }
        #expect(try journal.commit(Commit(events: [event(9_999)], date: date(2))).stored == 1)
        #expect(try journal.queued("default").count == waiting.count + 1)
        for finding in findings {
            guard case .setAside(let path, _, _) = finding else { continue }
            #expect(OwnFiles.exists(path), "\(what): it is kept")
        }
        return findings.count
    }

    /// A closed journal with events, places and rules, as bytes.
    private func filled(_ scratch: Scratch) throws -> [UInt8] {
        do {
            let journal = try scratch.journal()
            let events = (0..<Self.eventCount).map { event($0, bytes: 700) }
            try journal.commit(Commit(events: events, files: (0..<Self.fileCount).map { file($0) }, date: date(1)))
            try journal.know(rules: ["java", "slow"])
        }
        return try scratch.contents()
    }
}

@Suite("The journal's file goes away while it is open") struct TakenAwayTests {
    @Test("A07: with its directory: all that it held is written anew, and it goes on")
    func deleted() throws {
        let scratch = try Scratch()
        let state = scratch.path.appending("state")
        try OwnFiles.makeDirectories(state)
        let journal = try Journal.open(.directory(state), maxSize: .mebibytes(8)).journal
        let loss = Loss(reason: .lineCut, path: Path("/a"), range: ByteOffset(1)..<ByteOffset(5))
        try journal.commit(Commit(events: [event(1), event(2)], files: [file(1)], losses: [loss], date: date(1)))
        try journal.know(rules: ["java"])
        try OwnFiles.removeTree(state)
        #expect(try journal.commit(Commit(events: [event(2), event(3)], date: date(2))).stored == 1)
        #expect(journal.takeFindings() == [.recreated(path: state.appending("journal.db"))])
        let reader = try JournalReader(directory: state)
        #expect(try reader.events(EventFilter(), limit: 9).map(\.event) == [event(1), event(2), event(3)])
        #expect(try reader.files() == [file(1)])
        #expect(try reader.losses().map(\.loss) == [loss])
        #expect(try reader.knownRules() == ["java"])
    }

    @Test("A07: and cannot come back for now: it waits, and holds all until it can")
    func cannotComeBack() throws {
        let scratch = try Scratch()
        let state = scratch.path.appending("a/state")
        try OwnFiles.makeDirectories(state)
        let journal = try Journal.open(.directory(state), maxSize: .mebibytes(8)).journal
        try journal.commit(Commit(events: [event(1)], date: date(1)))
        try OwnFiles.removeTree(scratch.path.appending("a"))
        try FileWriter(appendingTo: scratch.path.appending("a")).write("a file where the directory was")
        for _ in 0..<3 {
            #expect(throws: JournalError.self) { try journal.commit(Commit(events: [event(2)], date: date(2))) }
        }
        try OwnFiles.remove(scratch.path.appending("a"))
        try journal.commit(Commit(events: [event(2)], date: date(3)))
        #expect(
            try JournalReader(directory: state).events(EventFilter(), limit: 9).map(\.event) == [event(1), event(2)])
    }

    @Test("A07: another journal in its place is not written over")
    func replaced() throws {
        let scratch = try Scratch()
        let journal = try scratch.journal()
        try journal.commit(Commit(events: [event(1)], date: date(1)))
        for name in try scratch.names() { try OwnFiles.remove(scratch.path.appending(name)) }
        let other = try scratch.journal()
        try other.commit(Commit(events: [event(7)], date: date(1)))
        #expect(throws: JournalError.self) { try journal.commit(Commit(events: [event(2)], date: date(2))) }
        #expect(try other.waiting().map(\.event) == [event(7)])
    }
}
