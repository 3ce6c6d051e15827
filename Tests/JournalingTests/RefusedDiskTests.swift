import Glibc
import Journaling
import Model
import Platform
import Testing

@Suite("The journal's disk refuses, and comes back") struct RefusedDiskTests {
    /// What a shut-down file system does to all that is open on it, until it is mounted again and opened anew.
    private func refuseWrites(to path: Path) throws {
        let dull = open(String(decoding: path.bytes, as: UTF8.self), O_RDONLY)
        defer { close(dull) }
        var (wanted, found) = (stat(), stat())
        try #require(fstat(dull, &wanted) == 0)
        for entry in try LinuxFiles().entries(of: Path("/proc/self/fd")) {
            guard let other = Int32(String(decoding: entry.name, as: UTF8.self)), other != dull,
                fstat(other, &found) == 0, (found.st_dev, found.st_ino) == (wanted.st_dev, wanted.st_ino)
            else { continue }
            dup2(dull, other)
        }
    }

    @Test("A06: it is opened anew, and what the WAL held is in the database before anything comes behind it")
    func openedAnew() throws {
        let scratch = try Scratch()
        let wal = scratch.path.appending("journal.db-wal")
        let journal = try scratch.journal()
        try journal.commit(Commit(events: [event(1)], date: date(1)))
        // Somebody looks: so the journal is not the last to close the file, which would settle all.
        let reader = try JournalReader(directory: scratch.path)
        #expect(try reader.events(EventFilter(), limit: 9).map(\.event) == [event(1)])
        try refuseWrites(to: wal)
        #expect(throws: JournalError.self) { try journal.commit(Commit(events: [event(2)], date: date(2))) }
        #expect(try LinuxFiles().status(of: wal).size > .zero)
        #expect(try journal.hasRoom)
        #expect(try LinuxFiles().status(of: wal).size == .zero)
        try journal.commit(Commit(events: [event(2)], date: date(3)))
        #expect(try reader.events(EventFilter(), limit: 9).map(\.event) == [event(1), event(2)])
    }
}
