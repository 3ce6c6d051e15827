import Model
import Platform

/// Where the journal's files lie in the state directory, and the few moves that SQLite does not make itself.
struct JournalFiles {
    /// `-wal` and `-shm` beside it are SQLite's.
    let main: Path
    /// A new journal until it is whole.
    let fresh: Path
    /// There, if a read found damage: the next start then checks the whole file, however large.
    let suspicion: Path
    /// A damaged journal's copy with another first page, while it is read.
    let patched: Path
    private let directory: Path

    /// Why a journal is set aside; part of the name that it is kept by.
    enum Label: String {
        case damaged
        /// A later release's format.
        case newer
    }

    /// How many damaged journals are kept, the newest as number 1; each may be as large as the journal.
    static let damagedMax = 3

    init(in directory: Path) {
        self.directory = directory
        main = directory.appending("journal.db")
        fresh = directory.appending("journal.db.new")
        suspicion = directory.appending("journal.db.suspect")
        patched = directory.appending("journal.db.patched")
    }

    /// Nil if there is nothing of that name.
    static func status(of path: Path) throws(SQLiteFault) -> FileStatus? {
        do throws(SystemError) { return try LinuxFiles().status(of: path) } catch {
            if error.reason == .notFound { return nil }
            throw SQLiteFault(error)
        }
    }

    /// Of a file that begins as an SQLite database does. SQLite itself would take a shorter file for an empty one and
    /// write into it, and one whose version numbers are spoilt for one that may only be read.
    static func databaseSize(_ path: Path) throws(SQLiteFault) -> ByteOffset {
        guard let status = try status(of: path), status.kind == .regular else { throw .malformed("it is not a file") }
        guard status.size > .zero else { throw .malformed("the file is empty") }
        let head: [UInt8]
        do throws(SystemError) { head = try LinuxFiles().open(path).read(at: .zero, max: 20) } catch {
            throw SQLiteFault(error)
        }
        guard head.count == 20, head.starts(with: Array("SQLite format 3".utf8) + [0]),
            head[18...].allSatisfy({ (1...2).contains($0) })
        else { throw .malformed("it does not begin as a database") }
        // 65,536 is written as 1, which any size is a multiple of.
        let pageBytes = max(1, Int64(head[16]) << 8 | Int64(head[17]))
        if status.size.value % pageBytes != 0, try Self.status(of: path + "-wal") == nil {
            throw .malformed("its last page is not whole")
        }
        return status.size
    }

    /// An empty file that only its owner may read, before SQLite would make one that all may. An old one goes.
    func makeFresh() throws(SQLiteFault) {
        for suffix in Self.companions { try Self.remove(fresh + suffix) }
        do throws(SystemError) { _ = try FileWriter(appendingTo: fresh) } catch { throw SQLiteFault(error) }
    }

    /// The journal, once it is whole and closed, takes its name. The name is durable with the first commit, since
    /// SQLite syncs the directory too when it syncs a new WAL.
    func installFresh() throws(SQLiteFault) { try Self.move(fresh, to: main) }

    /// Where the newest (1) or an older one that was set aside is kept.
    func place(_ number: Int, _ label: Label) -> Path {
        directory.appending("journal.db.\(label.rawValue)-\(number)")
    }

    /// Renames the journal and what SQLite keeps beside it. Older ones move up a number, the last goes.
    func setAside(_ label: Label) throws(SQLiteFault) {
        let places = (1...Self.damagedMax).map { place($0, label) }
        for suffix in Self.companions { try Self.remove(places[Self.damagedMax - 1] + suffix) }
        for (newer, older) in zip(places, places.dropFirst()).reversed() { try Self.moveAll(newer, to: older) }
        try Self.moveAll(main, to: places[0])
    }

    /// The state directory, should somebody have removed it.
    func makeDirectory() throws(SQLiteFault) {
        do throws(SystemError) { try OwnFiles.makeDirectories(directory) } catch { throw SQLiteFault(error) }
    }

    /// What was patched was read.
    func removePatched() throws(SQLiteFault) {
        for suffix in Self.companions { try Self.remove(patched + suffix) }
    }

    /// Copies a database with its WAL, putting the first page of `other` in front.
    static func copy(_ path: Path, to copy: Path, beginningAs other: Path) throws(SQLiteFault) {
        for suffix in companions { try remove(copy + suffix) }
        do throws(SystemError) {
            var first = try LinuxFiles().open(other).read(at: .zero, max: pageBytes)
            // How many pages there are, the file's size tells where 0 stands.
            if first.count == pageBytes { first.replaceSubrange(28..<32, with: [0, 0, 0, 0]) }
            let writer = try FileWriter(appendingTo: copy)
            try writer.write(first)
            try append(path, from: ByteOffset(Int64(first.count)), to: writer)
            if OwnFiles.exists(path + "-wal") {
                try append(path + "-wal", from: .zero, to: FileWriter(appendingTo: copy + "-wal"))
            }
        } catch { throw SQLiteFault(error) }
    }

    private static func append(_ path: Path, from start: ByteOffset, to writer: FileWriter) throws(SystemError) {
        let file = try LinuxFiles().open(path)
        var offset = start
        while true {
            let bytes = try file.read(at: offset, max: 1 << 20)
            if bytes.isEmpty { return }
            try writer.write(bytes)
            offset = offset + ByteCount(bytes.count)
        }
    }

    /// Of every journal that this program makes: see `Recovery`.
    private static let pageBytes = 8_192

    /// If this fails too, the next start finds the damage later, or not before it is met again.
    static func mark(_ path: Path) { _ = try? FileWriter(appendingTo: path) }

    /// What is not there is no fault.
    static func remove(_ path: Path) throws(SQLiteFault) {
        guard let status = try status(of: path) else { return }
        do throws(SystemError) {
            // Somebody made a directory in the journal's place.
            if status.kind == .directory { try OwnFiles.removeTree(path) } else { try OwnFiles.remove(path) }
        } catch { throw SQLiteFault(error) }
    }

    /// The main file last: if the power goes in between, it is still in its place, and damaged.
    private static func moveAll(_ old: Path, to new: Path) throws(SQLiteFault) {
        for suffix in companions.reversed() where try status(of: old + suffix) != nil {
            try move(old + suffix, to: new + suffix)
        }
    }

    private static func move(_ old: Path, to new: Path) throws(SQLiteFault) {
        do throws(SystemError) { try OwnFiles.rename(old, to: new) } catch { throw SQLiteFault(error) }
    }

    /// SQLite's files, by what follows the name.
    private static let companions = ["", "-shm", "-wal"]
}

private func + (path: Path, suffix: String) -> Path { Path(bytes: path.bytes + suffix.utf8) }
