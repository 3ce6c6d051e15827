package import Model
package import Platform
import Tailing
package import WireFormat

/// Finds what may be live logs below some directories.
///
/// Links are not followed, and neither are the kernel's own file systems. What cannot be read is counted.
package struct LogWalk: Sendable {
    /// Deeper directories are left alone, as are the entries beyond `entriesMax`: a wrong directory must end, too.
    private static let depthMax = 12
    private static let entriesMax = 200_000
    private static let kernelPlaces = ["/proc", "/sys", "/dev"].map { Path($0) }

    /// Files that are not empty, in the order of their paths.
    package private(set) var logs: [Log] = []
    /// Directories that could not be read.
    package private(set) var unreadable: [Path] = []
    /// Whether something was left out for being too much.
    package private(set) var isCut = false
    private var entryCount = 0
    private var known: Set<Identity> = []

    /// A file that may be a log.
    package struct Log: Hashable, Sendable {
        package var path: Path
        package var modified: Timestamp
        package var size: ByteOffset

        /// Whether its name or its directory's says that it is a log.
        package var isNamedLikeOne: Bool {
            let names = path.description.lowercased().split(separator: "/")
            guard let name = names.last else { return false }
            return [".log", ".out", ".err"].contains { name.hasSuffix($0) || name.contains($0 + ".") }
                || names.dropLast().contains { $0 == "log" || $0 == "logs" }
        }
    }

    private struct Identity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    package init() {}

    /// Adds what lies in the directory and below, or the file itself if it is one. `byName`: only what is named like a
    /// log, for directories that hold more than logs.
    package mutating func add(_ path: Path, in files: some Files, byName: Bool = false) {
        let first = logs.count
        if (try? files.status(of: path))?.kind == .directory {
            walk(path, in: files, depth: 0)
        } else {
            addFile(path, in: files)
        }
        if byName { logs = logs[..<first] + logs[first...].filter(\.isNamedLikeOne) }
        logs.sort { $0.path < $1.path }
    }

    private mutating func walk(_ directory: Path, in files: some Files, depth: Int) {
        guard depth <= Self.depthMax, !Self.kernelPlaces.contains(directory) else { return }
        do throws(SystemError) {
            let entries = try files.entries(of: directory)
            let names = Set(entries.map(\.name))
            for entry in entries.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
                entryCount += 1
                guard entryCount <= Self.entriesMax else {
                    isCut = true
                    return
                }
                let path = directory.appending(entry.name)
                switch entry.kind {
                case .directory: walk(path, in: files, depth: depth + 1)
                case .regular where !Self.isCopy(entry.name, among: names): addFile(path, in: files)
                default: break
                }
            }
        } catch {
            unreadable.append(directory)
        }
    }

    private mutating func addFile(_ path: Path, in files: some Files) {
        guard let status = try? files.status(of: path), status.kind == .regular, status.size > .zero,
            known.insert(Identity(device: status.device, inode: status.inode)).inserted
        else { return }
        logs.append(Log(path: path, modified: status.modified, size: status.size))
    }

    /// What rotation, an editor or a package manager made of a file: `a.log.gz`, `a.old`, or `a.log.1` and
    /// `a.log-20261120` beside `a.log`. A date alone says nothing: `catalina.2026-11-20.log` is a live log.
    private static func isCopy(_ name: [UInt8], among names: Set<[UInt8]>) -> Bool {
        if GlobSet.isLeftover(Path(bytes: name)) { return true }
        if copyEndings.contains(where: { name.suffix($0.count).elementsEqual($0) }) { return true }
        let stem = name.reversed().drop { $0.isNumberOrJoint }
        return stem.count < name.count && names.contains(stem.reversed())
    }

    private static let copyEndings = [".gz", ".xz", ".bz2", ".zst", ".lz4", ".zip", ".old", ".bak"].map {
        Array($0.utf8)
    }
}

extension UInt8 {
    /// What dates and numbers in names are made of.
    fileprivate var isNumberOrJoint: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || ".-_".utf8.contains(self)
    }
}
