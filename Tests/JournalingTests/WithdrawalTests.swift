import Journaling
import Model
import Platform
import Testing
import WireFormat

@Suite("What was shown gives way to what is whole") struct WithdrawalTests {
    private func shown(_ event: QueuedEvent) -> ShownEvent {
        ShownEvent(
            project: event.project, referenceID: event.referenceID, bodyHash: StableHash.of(event.body), start: .zero)
    }

    private func fuller(_ event: QueuedEvent) -> QueuedEvent {
        var fuller = event
        fuller.body = Array("{\"whole\":true}".utf8)
        return fuller
    }

    @Test func itTakesItsPlaceUnderANewNumber() throws {
        let journal = try Journal.open(.memory, maxSize: .mebibytes(8)).journal
        try journal.commit(Commit(events: [event(1), event(2)], date: date(1)))
        let loaded = try journal.waiting().map(\.seq)
        let withdrawal = Withdrawal(shown(event(1)), ifGone: Loss(reason: .completedLate))
        let receipt = try journal.commit(
            Commit(events: [fuller(event(1))], withdrawn: [withdrawal], date: date(2)))
        #expect(receipt.stored == 1 && receipt.gone == 0)
        try journal.acknowledge(loaded)
        #expect(try journal.waiting().map(\.event) == [fuller(event(1))], "the answer was for the shorter one")
        let queued = try journal.queued("default")
        #expect(queued.count == 1 && queued.size == ByteCount(fuller(event(1)).body.count))
        #expect(try journal.losses() == [])
    }

    @Test func whatHasLeftIsInTheLedger() throws {
        let journal = try Journal.open(.memory, maxSize: .mebibytes(8)).journal
        let loss = Loss(reason: .completedLate, file: file(1).id, path: file(1).path, project: "default")
        let receipt = try journal.commit(
            Commit(events: [fuller(event(1))], withdrawn: [Withdrawal(shown(event(1)), ifGone: loss)], date: date(2)))
        #expect(receipt.stored == 1 && receipt.gone == 1)
        #expect(try journal.losses().map(\.loss) == [loss])
    }

    @Test func anotherEventOfThatIDStays() throws {
        let journal = try Journal.open(.memory, maxSize: .mebibytes(8)).journal
        try journal.commit(Commit(events: [fuller(event(1))], date: date(1)))
        let withdrawal = Withdrawal(shown(event(1)), ifGone: Loss(reason: .completedLate))
        try journal.commit(Commit(withdrawn: [withdrawal], date: date(2)))
        #expect(try journal.waiting().map(\.event) == [fuller(event(1))])
    }

    @Test func itIsRememberedWithItsFile() throws {
        let scratch = try Scratch()
        var place = file(1)
        place.shown = [shown(event(1)), shown(event(2, project: "other"))]
        try scratch.journal().commit(Commit(files: [place, file(2)], date: date(1)))
        let journal = try scratch.journal()
        #expect(try journal.files() == [place, file(2)])
        place.shown = []
        try journal.commit(Commit(files: [place], date: date(1)))
        #expect(try journal.files() == [place, file(2)])
    }
}

/// A journal of each version that was released, as it was then.
@Suite("Journals of older releases") struct OlderJournalTests {
    @Test("A05: are read for ever", arguments: [1]) func areReadForEver(version: Int) throws {
        let stored = Path(#filePath).directory.appending("Fixtures").appending("journal-\(version).db")
        let scratch = try Scratch()
        try scratch.replaceDatabase(try LinuxFiles().contents(of: stored, max: .mebibytes(1)))
        let (journal, findings) = try scratch.open()
        #expect(findings == [])
        try expectSample(journal)
        try journal.commit(Commit(events: [event(5)], files: [file(5)], date: date(5)))
        #expect(try journal.waiting().map(\.seq) == [7, 8])
    }

    @Test func aDamagedOneIsCarriedOver() throws {
        let stored = Path(#filePath).directory.appending("Fixtures").appending("journal-1.db")
        let scratch = try Scratch()
        var bytes = try LinuxFiles().contents(of: stored, max: .mebibytes(1))
        bytes.removeLast(100)
        try scratch.replaceDatabase(bytes)
        let (journal, findings) = try scratch.open()
        #expect(findings.count == 1)
        #expect(try journal.waiting().map(\.seq) == [7])
        #expect(try journal.files().count == 1)
    }

    private func expectSample(_ journal: Journal) throws {
        let waiting = try journal.waiting()
        #expect(waiting.map(\.seq) == [7] && waiting.map(\.event.referenceID) == ["reference-1"])
        #expect(waiting.first?.event.date == Timestamp(nanoseconds: 1_795_000_001_000_000_007, offsetSeconds: 3_600))
        let file = try #require(try journal.files().first)
        #expect(file.path == Path("/var/log/app.log") && file.generation == 2 && file.shown.isEmpty)
        #expect(file.positions == ["java": Position(offset: ByteOffset(100), line: 12)])
        let loss = try #require(try journal.losses().first)
        #expect(loss.loss.reason == .lineCut && loss.loss.count == 2 && loss.loss.file == file.id)
        #expect(try journal.knownRules() == ["java"])
    }
}
