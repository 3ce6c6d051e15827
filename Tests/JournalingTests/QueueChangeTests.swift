import Journaling
import Model
import Testing

@Suite("Events are tried anew or dropped by hand")
struct QueueChangeTests {
    private let scratch: Scratch
    private let journal: Journal

    /// Five wait, of which the first two go into quarantine.
    init() throws {
        scratch = try Scratch()
        journal = try scratch.journal()
        try journal.commit(Commit(events: (1...5).map { event($0) }, date: date(0)))
        for stored in try journal.waiting().prefix(2) {
            try journal.quarantine(stored.seq, reason: "status 400", date: date(1))
        }
    }

    private func select(_ parts: [QueuePart] = QueuePart.allCases, _ ids: [String]? = nil) -> QueueSelection {
        QueueSelection(projects: ["default"], parts: parts, referenceIDs: ids)
    }

    private var references: [String] { get throws { try journal.waiting().map(\.event.referenceID) } }

    @Test("what is retried goes behind all others, with its bytes and its id")
    func retry() throws {
        let two = select(QueuePart.allCases, ["reference-1", "reference-4"])
        let change = try journal.change(.retry, two, date: date(2))
        #expect(change == QueueChange(waiting: 1, quarantined: 1))
        #expect(try references == [3, 4, 5, 1].map { "reference-\($0)" })
        #expect(try journal.waiting().last?.event == event(1))
        #expect(try journal.quarantined().map(\.stored.event.referenceID) == ["reference-2"])
        #expect(try journal.change(.retry, select(), date: date(3)) == QueueChange(waiting: 4, quarantined: 1))
        #expect(try journal.queued("default").count == 5 && journal.quarantined().isEmpty)
    }

    @Test("what is dropped while it waits is counted as lost; what was refused is counted already")
    func drop() throws {
        let some = try journal.change(.drop, select([.waiting], ["reference-1", "reference-4"]), date: date(2))
        #expect(some == QueueChange(waiting: 1))
        #expect(try references == ["reference-3", "reference-5"] && journal.quarantined().count == 2)
        #expect(try journal.lossTotals() == [.quarantined: 2, .dropped: 1])
        #expect(try journal.change(.drop, select(), date: date(3)) == QueueChange(waiting: 2, quarantined: 2))
        #expect(try journal.lossTotals() == [.quarantined: 2, .dropped: 3])
        #expect(try journal.queued("default") == .nothing && journal.quarantined().isEmpty)
    }

    @Test("another project's stay as they are")
    func others() throws {
        try journal.commit(Commit(events: [event(1, project: "other")], date: date(0)))
        #expect(try journal.change(.drop, select(), date: date(1)) == QueueChange(waiting: 3, quarantined: 2))
        #expect(try journal.queued("other").count == 1)
    }

    @Test("what is in quarantine tells why")
    func whereabouts() throws {
        #expect(try journal.whereabouts("default", referenceID: "reference-1") == .quarantined(reason: "status 400"))
        #expect(try journal.whereabouts("default", referenceID: "reference-3") == .waiting)
        #expect(try journal.whereabouts("other", referenceID: "reference-3") == .gone)
    }
}
