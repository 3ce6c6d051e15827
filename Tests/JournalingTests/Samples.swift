import Journaling
import Model
import Platform
import WireFormat

/// A state directory that goes with the test.
final class Scratch {
    private let directory: TemporaryDirectory
    var path: Path { directory.path }
    var database: Path { path.appending("journal.db") }

    init() throws { directory = try TemporaryDirectory("journaling-tests") }
    deinit { try? directory.remove() }

    func open(
        maxSize: ByteCount = .mebibytes(64), faults: (any CommitFaults)? = nil
    ) throws(JournalError) -> (journal: Journal, findings: [JournalFinding]) {
        try Journal.open(.directory(path), maxSize: maxSize, faults: faults)
    }

    func journal() throws -> Journal { try open().journal }

    func contents() throws -> [UInt8] { try LinuxFiles().contents(of: database, max: .mebibytes(64)) }

    /// The journal's file becomes this, and nothing of SQLite's stays beside it.
    func replaceDatabase(_ bytes: some Sequence<UInt8>) throws {
        for entry in try LinuxFiles().entries(of: path) { try OwnFiles.removeTree(path, orFile: entry) }
        try FileWriter(appendingTo: database).write(Array(bytes))
    }

    func names() throws -> [String] {
        try LinuxFiles().entries(of: path).map { String(decoding: $0.name, as: UTF8.self) }.sorted()
    }
}

extension OwnFiles {
    fileprivate static func removeTree(_ parent: Path, orFile entry: DirectoryEntry) throws {
        let path = parent.appending(entry.name)
        if entry.kind == .directory { try removeTree(path) } else { try remove(path) }
    }
}

/// Seconds after an arbitrary day.
func date(_ seconds: Int) -> Timestamp { Timestamp(seconds: 1_795_000_000 + Int64(seconds)) }

func event(_ number: Int, project: String = "default", bytes: Int = 40, level: Level? = .error) -> QueuedEvent {
    let padding = String(repeating: "x", count: max(0, bytes - 20))
    return QueuedEvent(
        project: project, referenceID: "reference-\(number)", type: number % 2 == 0 ? "log" : "error", level: level,
        date: Timestamp(nanoseconds: date(number).nanoseconds + 7, offsetSeconds: 3_600),
        body: Array("{\"number\":\(number),\"p\":\"\(padding)\"}".utf8))
}

func file(_ number: Int, offset: Int64 = 100, generation: Int = 0) -> StoredFile {
    let path = Path(bytes: Array("/var/log/app-\(number).log".utf8) + [0xFF, 0xFE])
    let print = Fingerprint(
        device: .max - 1, inode: UInt64(number) | 1 << 63, birthNanoseconds: number % 2 == 0 ? nil : 123,
        headBytes: 17, headHash: .max - UInt128(number))
    return StoredFile(
        id: FileID(path: path, fingerprint: print), path: path, fingerprint: print, generation: generation,
        positions: [
            "java": Position(
                offset: ByteOffset(offset), line: 12,
                streams: [StreamPlace(stream: .max - 1, offset: ByteOffset(offset + 1 << 40))]),
            "slow": Position(offset: .zero, line: nil),
        ],
        frontier: Frontier(endOf: Array("the last bytes".utf8)), lastSeen: date(number))
}

extension Journal {
    /// All that waits in the project.
    func waiting(_ project: String = "default") throws -> [StoredEvent] {
        try nextBatch(project: project, maxEvents: 1_000_000, maxBytes: .max)
    }
}

/// Dies at the chosen transactions.
struct DiesAt: CommitFaults {
    var before: Set<Int> = []
    var after: Set<Int> = []
    static let word = JournalError.disk(reason: "the chosen death")

    func beforeCommit(of transaction: Int) throws(JournalError) { if before.contains(transaction) { throw Self.word } }
    func afterCommit(of transaction: Int) throws(JournalError) { if after.contains(transaction) { throw Self.word } }
}
