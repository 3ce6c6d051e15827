import Journaling
import Model
import Synchronization
import Testing
import WireFormat

@Suite("The queue") struct QueueTests {
    let journal: Journal

    init() throws { journal = try Journal.open(.memory, maxSize: .mebibytes(64)).journal }

    @Test func theOldestComeFirstEachProjectByItself() throws {
        let numbers = [5, 3, 9, 1]
        try journal.commit(Commit(events: numbers.map { event($0) }, date: date(1)))
        try journal.commit(Commit(events: [event(2), event(2, project: "other")], date: date(2)))
        #expect(try journal.waiting().map(\.event) == (numbers + [2]).map { event($0) })
        #expect(try journal.waiting("other").map(\.event) == [event(2, project: "other")])
        #expect(try journal.waiting("unknown") == [])
    }

    @Test func aBatchEndsAtItsLimits() throws {
        try journal.commit(Commit(events: (0..<10).map { event($0, bytes: 1_000) }, date: date(1)))
        func count(_ maxEvents: Int, _ maxBytes: Int) throws -> Int {
            try journal.nextBatch(project: "default", maxEvents: maxEvents, maxBytes: maxBytes).count
        }
        #expect(try count(4, .max) == 4)
        #expect(try count(100, 3_500) == 3)
        #expect(try count(100, 10) == 1, "one that is too large alone comes alone")
        let first = try journal.nextBatch(project: "default", maxEvents: 3, maxBytes: .max)
        let next = try journal.nextBatch(project: "default", after: first[2].seq, maxEvents: 3, maxBytes: .max)
        #expect((first + next).map(\.event) == (0..<6).map { event($0, bytes: 1_000) })
    }

    @Test func whatIsAcknowledgedIsGoneForGood() throws {
        try journal.commit(Commit(events: (0..<4).map { event($0) }, date: date(1)))
        let seqs = try journal.waiting().map(\.seq)
        try journal.acknowledge([seqs[0], seqs[2]])
        try journal.acknowledge([seqs[0], 12_345])
        #expect(try journal.waiting().map(\.seq) == [seqs[1], seqs[3]])
        try journal.acknowledge(seqs)
        #expect(try journal.queued("default") == .nothing)
        try journal.commit(Commit(events: [event(9)], date: date(2)))
        #expect(try journal.waiting()[0].seq > seqs[3], "a place in the queue is given once")
    }

    @Test func howMuchWaitsAndSinceWhen() throws {
        #expect(try journal.queued("default") == .nothing)
        try journal.commit(Commit(events: [event(1), event(2, project: "other")], date: date(10)))
        try journal.commit(Commit(events: [event(3), event(1)], date: date(20)))
        let size = ByteCount(event(1).body.count + event(3).body.count)
        #expect(try journal.queued("default") == Queued(count: 2, size: size, oldest: date(10)))
        try journal.acknowledge([try journal.waiting()[0].seq])
        #expect(try journal.queued("default").oldest == date(20))
        #expect(try journal.queued("other").count == 1)
    }

    @Test func aRefusedEventGoesIntoQuarantineAndBack() throws {
        try journal.commit(Commit(events: (0..<3).map { event($0) }, date: date(1)))
        var poison = try journal.waiting()[1]
        try journal.quarantine(poison.seq, reason: "status 400", date: date(5))
        try journal.quarantine(poison.seq, reason: "again", date: date(6))
        poison.storedAt = nil
        let expected = QuarantinedEvent(stored: poison, reason: "status 400", refused: date(5))
        #expect(try journal.quarantined() == [expected])
        #expect(try journal.quarantined("other") == [])
        #expect(try journal.waiting().map(\.event) == [event(0), event(2)])
        #expect(try journal.losses().map(\.loss) == [Loss(reason: .quarantined, project: "default")])
        #expect(try journal.release(poison.seq, date: date(7)))
        #expect(try journal.release(poison.seq, date: date(8)) == false)
        #expect(try journal.waiting().map(\.event) == [event(0), event(2), event(1)])
        #expect(try journal.quarantined() == [])
        try journal.quarantine(try journal.waiting()[0].seq, reason: "status 422", date: date(9))
        #expect(try journal.discard(try journal.quarantined()[0].stored.seq))
        #expect(try journal.quarantined() == [])
    }

    @Test func quarantineIsBounded() throws {
        let count = quarantinedMax + 5
        try journal.commit(Commit(events: (0..<count).map { event($0) }, date: date(1)))
        for stored in try journal.waiting() { try journal.quarantine(stored.seq, reason: "no", date: date(2)) }
        #expect(try journal.quarantined().map(\.stored.event) == (5..<count).map { event($0) })
        #expect(try journal.losses().map(\.loss.count) == [count])
    }

    @Test func eventsAreFoundByWhatTheyAre() throws {
        let events = [
            event(1, level: .warn), event(2, level: .error), event(3, level: nil), event(4, project: "other"),
            event(5, level: .fatal),
        ]
        try journal.commit(Commit(events: events, date: date(1)))
        func found(_ filter: EventFilter, limit: Int = 100) throws -> [QueuedEvent] {
            try journal.events(filter, limit: limit).map(\.event)
        }
        #expect(try found(EventFilter()) == events)
        #expect(try found(EventFilter(), limit: 2) == Array(events[3...]))
        #expect(try found(EventFilter(range: .after(seq: 1)), limit: 2) == Array(events[1...2]))
        #expect(try found(EventFilter(project: "other")) == [events[3]])
        #expect(try found(EventFilter(type: "log")) == [events[1], events[3]])
        #expect(try found(EventFilter(project: "default", levelMin: .error)) == [events[1], events[4]])
        #expect(try found(EventFilter(referenceID: "reference-5")) == [events[4]])
    }
}

@Suite("A reader beside the writer") struct ReaderTests {
    @Test func seesWholeCommitsAndHoldsNothingUp() async throws {
        let scratch = try Scratch()
        let journal = try scratch.journal()
        let ended = Mutex(false)
        async let written: Void = {
            defer { ended.withLock { $0 = true } }
            for turn in 0..<200 {
                let events = (0..<5).map { event(turn * 5 + $0) }
                try journal.commit(Commit(events: events, files: [file(0, offset: Int64(turn) + 1)], date: date(turn)))
                if turn % 3 == 0 { try journal.acknowledge(try journal.waiting().prefix(5).map(\.seq)) }
            }
        }()
        let reader = try JournalReader(directory: scratch.path)
        var looks = 0
        while !ended.withLock({ $0 }) || looks == 0 {
            let events = try reader.events(EventFilter(), limit: 10_000)
            #expect(events.count % 5 == 0, "a commit has five")
            #expect(events.map(\.seq) == events.map(\.seq).sorted())
            _ = (try reader.queued("default"), try reader.files(), try reader.losses())
            looks += 1
        }
        try await written
        #expect(try reader.queued("default") == journal.queued("default"))
        #expect(try reader.events(EventFilter(), limit: 10_000).map(\.event) == journal.waiting().map(\.event))
    }

    @Test func looksAtAJournalWhoseAgentHasEnded() throws {
        let scratch = try Scratch()
        #expect(throws: JournalError.absent(scratch.database)) { try JournalReader(directory: scratch.path) }
        do { try scratch.journal().commit(Commit(events: [event(1)], date: date(1))) }
        #expect(try JournalReader(directory: scratch.path).events(EventFilter(), limit: 5).count == 1)
    }
}
