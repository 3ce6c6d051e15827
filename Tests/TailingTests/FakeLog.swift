import Model
import Tailing
import WireFormat

/// One inode in memory, with a writer's hand on it.
final class FakeLog {
    private(set) var bytes: [UInt8] = []
    var inode: UInt64 = 7
    var birth: Int64? = 1
    var linkCount = 1
    /// How many NULs lie in front of `bytes`.
    var hole: Int64 = 0
    private var ticks: Int64 = 0

    init(_ text: String = "") { append(text) }

    func append(_ text: String) { append(Array(text.utf8)) }

    func append(_ more: [UInt8]) {
        bytes += more
        ticks += 1
    }

    func truncate(to size: Int = 0) {
        bytes = Array(bytes.prefix(size))
        ticks += 1
    }

    func touch() { ticks += 1 }

    var status: FileStatus {
        FileStatus(
            kind: .regular, device: 1, inode: inode, birthNanoseconds: birth,
            size: ByteOffset(hole + Int64(bytes.count)), modified: Timestamp(nanoseconds: ticks), linkCount: linkCount)
    }

    func read(at offset: ByteOffset, max: Int) -> [UInt8] {
        let nuls = [UInt8](repeating: 0, count: Swift.max(0, Int(min(Int64(max), hole - offset.value))))
        let place = Swift.max(0, Int(offset.value - hole))
        return nuls + bytes.dropFirst(place).prefix(max - nuls.count)
    }

    func probe(resume: Int = 0) -> Probe {
        Probe(status: status, resume: ByteOffset(Int64(resume))) { read(at: $0, max: $1) }
    }

    /// As the journal would remember a file that was read up to `offset`.
    func stored(at offset: Int, path: Path = Path("/log/app.log"), generation: Int = 0) -> StoredFile {
        let head = bytes.prefix(Fingerprint.headBytesMax)
        let fingerprint = Fingerprint(
            device: 1, inode: inode, birthNanoseconds: birth, headBytes: head.count, headHash: StableHash.of(head))
        return StoredFile(
            id: FileID(path: path, fingerprint: fingerprint), path: path, fingerprint: fingerprint,
            generation: generation,
            positions: ["rules": Position(offset: ByteOffset(Int64(offset)), line: nil)],
            frontier: Frontier(endOf: bytes.prefix(offset)), lastSeen: Timestamp(seconds: 1))
    }
}

/// A tailer and its log, as the shell drives them.
struct Tailing {
    let log: FakeLog
    var tailer: Tailer
    var now = Instant(nanoseconds: 0)
    private(set) var text: [UInt8] = []
    private(set) var restarts: [Restart] = []
    private(set) var isClosed = false
    private(set) var readCount = 0

    init(_ log: FakeLog, from: Int = 0, limits: TailLimits = TailLimits()) {
        self.log = log
        tailer = Tailer(new: Path("/log/app.log"), probe: log.probe(resume: from), limits: limits)
    }

    init(_ log: FakeLog, _ tailer: Tailer) { (self.log, self.tailer) = (log, tailer) }

    /// Wakes up until there is nothing to do; what was read joins `text`.
    @discardableResult
    mutating func wake() -> String {
        let before = text.count
        for _ in 0..<1_000 {
            guard case .read(let at, let max) = step() else { break }
            readCount += 1
            switch tailer.take(log.read(at: at, max: max)) {
            case .nothing: break
            case .chunk(let chunk): text += chunk
            case .restarted(let restart): restarts.append(restart)
            }
        }
        return String(decoding: text[before...], as: UTF8.self)
    }

    private mutating func step() -> Tailer.Step {
        let step = tailer.observe(log.status, at: now)
        if step == .close { isClosed = true }
        return step
    }

    mutating func pass(_ duration: Duration) { now = now.advanced(by: duration) }
}
