import Model
import Platform
import Tailing

/// Where rotation puts what it takes away: a log's own directory, and those in it. For one search; each directory is
/// listed once.
struct Attic<Source: Files> {
    /// Directories below a log's own that are looked into: `olddir` is one.
    static var directoriesMax: Int { 32 }
    /// Files of a directory that are described, for one log.
    static var filesMax: Int { 4_096 }

    private let files: Source
    private var listings: [Path: [DirectoryEntry]?] = [:]
    /// What could not be opened, and why. What is gone by now is not told.
    private(set) var refusals: [Path: SystemError] = [:]

    init(_ files: Source) { self.files = files }

    /// What may be the file that had the path, by its inode, or have come after it: names that rotation makes of its
    /// own; in its directory, or else in those below that.
    mutating func rotations(of path: Path, inode: UInt64?, isNear: Bool = true) -> [Path: FileStatus] {
        if isNear { return statuses(of: path, inode, in: path.directory) }
        let below = entries(of: path.directory)?.filter { $0.kind == .directory } ?? []
        let directories = below.map { path.directory.appending($0.name) }.sorted().prefix(Self.directoriesMax)
        return directories.reduce(into: [:]) { all, directory in
            all.merge(statuses(of: path, inode, in: directory)) { first, _ in first }
        }
    }

    private mutating func statuses(of path: Path, _ inode: UInt64?, in directory: Path) -> [Path: FileStatus] {
        let own = Array(path.name)
        let likely = (entries(of: directory) ?? []).filter { entry in
            guard entry.kind == .regular || entry.kind == .unknown else { return false }
            let isItsName = entry.name == own || Recovery.isRotated(entry.name, of: own)
            return isItsName || entry.inode == inode
        }
        var found: [Path: FileStatus] = [:]
        for entry in likely.prefix(Self.filesMax) {
            let path = directory.appending(entry.name)
            if let status = try? files.status(of: path) { found[path] = status }
        }
        return found
    }

    /// Whether a file that was read to its end has more by now: it went on being written to after its rotation, or was
    /// not whole when it was unpacked.
    mutating func hasGrown(_ known: StoredFile) -> Bool {
        guard let place = place(of: known), let status = try? files.status(of: place),
            known.fingerprint.isSameFile(as: status)
        else { return false }
        return Recovery.isCompressed(Array(place.name)) ? status.modified > known.lastSeen : status.size > known.resume
    }

    /// The name in its directory that has its inode.
    mutating func place(of known: StoredFile) -> Path? {
        let named = entries(of: known.path.directory)?.first { $0.inode == known.fingerprint.inode }
        return named.map { known.path.directory.appending($0.name) }
    }

    /// Whether it can be told that no name in its directory leads to it: not while its file system is not mounted.
    mutating func isGone(_ known: StoredFile) -> Bool {
        guard let entries = entries(of: known.path.directory), refusals.isEmpty,
            (try? files.status(of: known.path.directory))?.device == known.fingerprint.device
        else { return false }
        return !entries.contains { $0.inode == known.fingerprint.inode }
    }

    mutating func refuse(_ path: Path, _ error: SystemError) {
        if error.reason != .notFound { refusals[path] = error }
    }

    private mutating func entries(of directory: Path) -> [DirectoryEntry]? {
        if let known = listings[directory] { return known }
        let entries = try? files.entries(of: directory)
        listings[directory] = .some(entries)
        return entries
    }
}
