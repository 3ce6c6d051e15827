import Model
import Platform
import Tailing

/// Brings a file's chunks as the agent's pipeline does: observed, read, checked, handed out.
struct LogReader {
    private(set) var tailer: Tailer
    private let handle: LinuxFile
    let path: Path

    init(_ path: Path) throws {
        let file = try LinuxFiles().open(path)
        let probe = try Probe(status: file.status(), resume: .zero) { offset, max throws(SystemError) in
            try file.read(at: offset, max: max)
        }
        (handle, self.path, tailer) = (file, path, Tailer(new: path, probe: probe))
    }

    /// Nil at the file's end.
    mutating func next(at moment: Moment) throws -> [UInt8]? {
        while case .read(let offset, let max) = tailer.observe(try handle.status(), at: moment.instant) {
            switch tailer.take(try handle.read(at: offset, max: max)) {
            case .nothing: break
            case .chunk(let chunk): return chunk
            case .restarted: throw BenchFault("\(path) was changed by somebody")
            }
        }
        return nil
    }

    /// The file as the journal is to remember it.
    mutating func stored(resume: Position, rules: String, at moment: Moment) -> StoredFile {
        StoredFile(
            id: tailer.file, path: path, fingerprint: tailer.fingerprint, generation: tailer.generation,
            positions: [rules: resume], frontier: tailer.frontier(at: resume.offset) ?? .none, lastSeen: moment.wall)
    }

    /// Lets the tailer forget what it kept of the chunk.
    mutating func settle(at resume: Position) { _ = tailer.frontier(at: resume.offset) }
}
