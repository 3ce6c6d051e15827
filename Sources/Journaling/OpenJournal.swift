import Model
import Platform

/// The database of a `Journal`, through whatever becomes of its file: opened anew after a fault, written anew when it
/// was taken away. Behind the journal's lock.
struct OpenJournal {
    /// Counts from 1; what `CommitFaults` choose by.
    var transaction = 0
    private let place: Journal.Place
    /// Nil after the disk refused or damage was met: the file is opened anew before anything else is done.
    private var connection: Connection?
    /// What `connection` has open, whatever its path names by now; nil in memory.
    private var file: FileStatus?
    private var distrust = Distrust.none
    /// What was dealt with since somebody asked.
    private var findings: [JournalFinding] = []

    /// What was done about damage that a read met.
    private enum Distrust {
        case none
        /// To be opened anew, with a whole check.
        case met
        /// The check found nothing.
        case checked
        /// Met again all the same: to be set aside whatever the check says.
        case metAgain
    }

    init(_ place: Journal.Place) throws(SQLiteFault) {
        self.place = place
        _ = try ready()
    }

    mutating func takeFindings() -> [JournalFinding] {
        defer { findings = [] }
        return findings
    }

    /// The connection; opened anew if the last one is in doubt.
    mutating func ready() throws(SQLiteFault) -> Connection {
        if let connection { return connection }
        let isFirst = file == nil
        let opened = try Recovery.open(place, distrusting: distrust == .metAgain)
        if !isFirst { try Self.settle(opened.connection) }
        if distrust == .met { distrust = .checked }
        if !opened.findings.isEmpty { distrust = .none }
        findings += opened.findings
        connection = opened.connection
        file = try files.flatMap { files throws(SQLiteFault) in try JournalFiles.status(of: files.main) }
        return opened.connection
    }

    /// A sync that failed leaves open what of the WAL is on the disk. So all of it goes into the database and is synced
    /// there, before anything that comes behind it is.
    private static func settle(_ connection: Connection) throws(SQLiteFault) {
        let isBusy = try connection.integer("PRAGMA wal_checkpoint(TRUNCATE)") ?? 0
        if isBusy != 0 { throw .refused("somebody reads the journal for too long") }
    }

    /// SQLite has undone some failures itself. If it cannot undo this one either, the next transaction fails to begin.
    func undo() {
        if let connection, !connection.isIdle { try? connection.execute("ROLLBACK") }
    }

    /// What the disk holds is not certain.
    mutating func doubt() {
        if files != nil { connection = nil }
    }

    /// Damage was met. True if something can be done about it: the next `ready` does it.
    mutating func heal() -> Bool {
        guard let files, distrust == .none || distrust == .checked else { return false }
        distrust = distrust == .none ? .met : .metAgain
        connection = nil
        JournalFiles.mark(files.suspicion)
        return true
    }

    /// Before each transaction: a file that was taken away would take what is committed with it.
    mutating func keepPlace() throws(SQLiteFault) {
        guard let files, let file, let connection else { return }
        var now: FileStatus?
        do throws(SystemError) { now = try LinuxFiles().status(of: files.main) } catch {
            // What cannot be looked at may still be there, and what is open can be written.
            guard error.reason == .notFound || error.reason == .wrongKind else { return }
        }
        guard now?.inode != file.inode || now?.device != file.device else { return }
        guard now == nil else { throw .refused("\(files.main) was replaced while it was open: restart to use it") }
        let fresh = try Recovery.recreate(files, from: connection)
        self.connection = fresh
        self.file = try JournalFiles.status(of: files.main)
        findings.append(.recreated(path: files.main))
    }

    private var files: JournalFiles? {
        switch place {
        case .directory(let directory): JournalFiles(in: directory)
        case .memory: nil
        }
    }
}
