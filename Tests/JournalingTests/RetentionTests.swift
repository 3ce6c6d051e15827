import Journaling
import Model
import Testing
import WireFormat

@Suite("What is kept, and for how long") struct RetentionTests {
    let journal: Journal

    init() throws { journal = try Journal.open(.memory, maxSize: .mebibytes(64)).journal }

    @Test func localEventsLeaveByAge() throws {
        for day in 0..<10 { try journal.commit(Commit(events: [event(day)], date: date(day * 86_400))) }
        let now = date(9 * 86_400 + 60)
        let gone = try journal.expire("default", keep: .seconds(7 * 86_400), maxSize: .mebibytes(1), now: now)
        #expect(gone == 3)
        #expect(try journal.waiting().map(\.event) == (3..<10).map { event($0) })
        let loss = Loss(reason: .expired, count: 3, project: "default")
        #expect(try journal.losses() == [LossEntry(loss: loss, latest: now)])
        #expect(try journal.expire("default", keep: .seconds(7 * 86_400), maxSize: .mebibytes(1), now: now) == 0)
    }

    @Test func andBySize() throws {
        try journal.commit(Commit(events: (0..<10).map { event($0, bytes: 1_000) }, date: date(0)))
        try journal.commit(Commit(events: [event(1, project: "other", bytes: 9_000)], date: date(0)))
        let size = try journal.queued("default").size.value
        let max = ByteCount(size * 35 / 100)
        #expect(try journal.expire("default", keep: .seconds(60), maxSize: max, now: date(1)) == 7)
        #expect(try journal.waiting().map(\.event) == (7..<10).map { event($0, bytes: 1_000) })
        #expect(try journal.queued("default").size <= max)
        #expect(try journal.queued("other").count == 1)
    }

    @Test func neverMoreThanSomeAtOnce() throws {
        try journal.commit(Commit(events: (0..<expiredMax + 3).map { event($0) }, date: date(0)))
        let gone = try (0..<3).map { _ in
            try journal.expire("default", keep: .seconds(1), maxSize: .mebibytes(9), now: date(5))
        }
        #expect(gone == [expiredMax, 3, 0])
        #expect(try journal.losses().map(\.loss.count) == [expiredMax + 3])
    }

    @Test func deadFilesAreForgottenAndTheirLossesAreNot() throws {
        let (old, new) = (file(1), file(1_000))
        let losses = [
            Loss(reason: .truncated, count: 1, file: old.id, path: old.path, range: ByteOffset(5)..<ByteOffset(9)),
            Loss(reason: .truncated, count: 2, file: old.id, path: old.path, generation: 1),
            Loss(reason: .truncated, count: 4, file: new.id, path: new.path),
        ]
        try journal.commit(Commit(files: [old, new], losses: losses, date: date(1)))
        try journal.touchFiles([new.id], at: date(2_000))
        #expect(try journal.forgetFiles(lastSeenBefore: date(2_000)) == [old.id])
        var kept = new
        kept.lastSeen = date(2_000)
        #expect(try journal.files() == [kept])
        let sums = try journal.losses().map(\.loss).sorted { $0.count < $1.count }
        #expect(sums == [Loss(reason: .truncated, count: 3), losses[2]])
    }

    @Test func equalLossesAddUpAndRangesAreBounded() throws {
        let place = file(1)
        func loss(_ number: Int, _ count: Int = 1) -> Loss {
            let start = ByteOffset(Int64(number) * 10)
            let range = start..<start + ByteCount(3)
            return Loss(reason: .lineCut, count: count, file: place.id, path: place.path, range: range)
        }
        let twice = [loss(0), loss(0), Loss(reason: .gated), Loss(reason: .gated)]
        try journal.commit(Commit(losses: twice, date: date(0)))
        #expect(try journal.losses().map(\.loss.count) == [2, 2])
        for number in 1..<lossRangesMax + 50 {
            try journal.commit(Commit(losses: [loss(number)], date: date(number)))
        }
        let entries = try journal.losses().map(\.loss).filter { $0.reason == .lineCut }
        #expect(entries.filter { $0.range != nil }.count == lossRangesMax)
        #expect(entries.first == loss(lossRangesMax + 49))
        #expect(entries.first { $0.range == nil }?.count == 51, "the oldest, two of them equal")
    }

    @Test func settingsBelongToOneAccount() throws {
        let settings = StoredSettings(version: 7, document: Array("{}".utf8), fetched: date(3))
        try journal.store(settings, project: "default", account: "server|hash")
        #expect(try journal.settings("default", account: "server|hash") == settings)
        #expect(try journal.settings("default", account: "server|other") == nil)
        let lower = StoredSettings(version: 3, document: [], fetched: date(4))
        try journal.store(lower, project: "default", account: "server|other")
        #expect(try journal.settings("default", account: "server|other") == lower)
        #expect(try journal.settings("default", account: "server|hash") == nil)
    }

    @Test func whatSendingLearnedSurvivesARestart() throws {
        let scratch = try Scratch()
        let state = CourierState(notBefore: date(900), batchBytesMax: 50_000)
        do {
            let journal = try scratch.journal()
            #expect(try journal.courierState("default") == CourierState())
            try journal.store(state, project: "default")
        }
        #expect(try scratch.journal().courierState("default") == state)
    }
}
