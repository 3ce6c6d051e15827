package import Model
import WireFormat

/// Finds stored files again: after a restart, and when a file appears that may be one of them.
///
/// For each file that appears: the stored ones it may be, to be proven with a `Probe`. For each stored file that none
/// of those was: where else its content may lie, since logs are renamed and copied while nobody looks.
package struct Recovery: Sendable {
    /// Content is looked for in no more files than this, the most alike names first.
    static let placesMax = 16

    private var byInode: [InodeKey: [StoredFile]] = [:]
    private var byPath: [Path: [StoredFile]] = [:]

    /// `stored`: what the journal remembers, without what is open.
    package init(_ stored: [StoredFile]) {
        for file in stored {
            byInode[InodeKey(file.fingerprint), default: []].append(file)
            byPath[file.path, default: []].append(file)
        }
    }

    /// The stored files that this may be, most likely first: those of its inode, then those of its name, whose content
    /// alone can prove it. Newer generations first.
    package func candidates(for path: Path, _ status: FileStatus) -> [StoredFile] {
        let sameInode = byInode[InodeKey(status)] ?? []
        let samePath = (byPath[path] ?? []).filter { $0.fingerprint.kinship(with: status) == .differentInode }
        return newestFirst(sameInode) + newestFirst(samePath)
    }

    /// The generation for a file that turned out to be none of its candidates: above all that share its identity.
    package func generation(forNew path: Path, _ status: FileStatus) -> Int {
        let reused = (byInode[InodeKey(status)] ?? []).map(\.generation).max()
        return reused.map { $0 + 1 } ?? 0
    }

    private func newestFirst(_ files: [StoredFile]) -> [StoredFile] {
        files.sorted { ($0.lastSeen, $0.generation) > ($1.lastSeen, $1.generation) }
    }
}

extension Recovery {
    /// Where a stored file may lie now that its path names another, or nothing: names in its directory, the one with
    /// its inode first, then those that begin as its own does (`app.log.1`, `app.log-20261120`). A copy that
    /// `copytruncate` made is among those. Compressed ones are left out: see `isCompressed`.
    package static func places(for stored: StoredFile, in entries: [DirectoryEntry]) -> [Path] {
        let directory = stored.path.directory
        let own = Array(stored.path.name)
        let files = entries.filter { $0.kind == .regular || $0.kind == .unknown }
        let same = files.filter { $0.inode == stored.fingerprint.inode && $0.name != own }
        let alike = files.filter { $0.inode != stored.fingerprint.inode && isRotated($0.name, of: own) }
            .sorted { ($0.name.count, Path(bytes: $0.name)) < ($1.name.count, Path(bytes: $1.name)) }
        return (same + alike).prefix(placesMax).map { directory.appending($0.name) }
    }

    /// Names in the directory of `path` that rotation may have made of it, without the inodes that are open or stored:
    /// ask for their statuses, then see `between`.
    package static func rotated(
        from path: Path, in entries: [DirectoryEntry], without inodes: Set<UInt64>
    ) -> [Path] {
        let own = Array(path.name)
        return entries.filter { $0.kind == .regular || $0.kind == .unknown }
            .filter { !inodes.contains($0.inode) && isRotated($0.name, of: own) }
            .map { path.directory.appending($0.name) }
    }

    /// Files that came after `predecessor`, the last one that was read by a path, and were rotated away before anybody
    /// looked: no pattern may name them any more. Oldest first; read each from its beginning, unless `Probe.isCopy`.
    ///
    /// To be asked at a restart, when a file appears at a path that named another before, and when one that has
    /// appeared is gone before it is opened.
    package static func between(_ predecessor: FileStatus, and rotated: [Path: FileStatus]) -> [Path] {
        rotated
            .filter { $0.value.kind == .regular && $0.value.inode != predecessor.inode }
            .filter { $0.value.isYounger(than: predecessor) }
            .sorted { ($0.value.age, $0.key) < ($1.value.age, $1.key) }
            .map(\.key)
    }

    /// Whether the name is what rotation makes of `own`: longer, begun as it or as its stem (`app-20261120.log`), not
    /// compressed and no leftover.
    package static func isRotated(_ name: [UInt8], of own: [UInt8]) -> Bool {
        guard name != own, !isCompressed(name), !GlobSet.isLeftover(Path(bytes: name)) else { return false }
        if name.starts(with: own) { return true }
        guard let point = own.lastIndex(of: dot), point > 0 else { return false }
        let stem = own[..<point], ending = own[point...]
        guard name.count > own.count, name.starts(with: stem), name.suffix(ending.count).elementsEqual(ending) else {
            return false
        }
        return name[stem.count] == UInt8(ascii: "-") || name[stem.count] == dot
    }

    /// By its name: its bytes are not the log's.
    package static func isCompressed(_ name: [UInt8]) -> Bool {
        [".gz", ".xz", ".bz2", ".zst", ".lz4", ".Z", ".zip"].contains {
            name.suffix($0.utf8.count).elementsEqual($0.utf8)
        }
    }
}

extension FileStatus {
    /// By birth, where it is known: the predecessor may have been written to until after its successors were.
    fileprivate func isYounger(than other: FileStatus) -> Bool {
        if let birthNanoseconds, let otherBirth = other.birthNanoseconds { return birthNanoseconds > otherBirth }
        return modified > other.modified
    }

    /// Nanoseconds since 1970 of its birth, else of its last change.
    fileprivate var age: Int64 { birthNanoseconds ?? modified.nanoseconds }
}
