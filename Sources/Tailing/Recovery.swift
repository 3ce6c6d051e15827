package import Model
import WireFormat

/// Finds stored files again: after a restart, and when a file appears that may be one of them.
///
/// For each file that appears: the stored ones it may be, to be proven with a `Probe`. For each stored file that none
/// of those was: where else its content may lie, since logs are renamed and copied while nobody looks.
package struct Recovery: Sendable {
    /// Content is looked for in no more files than this.
    static let placesMax = 32

    private var byInode: [InodeKey: [StoredFile]] = [:]
    private var byPath: [Path: [StoredFile]] = [:]
    private var byName: [[UInt8]: [StoredFile]] = [:]

    /// `stored`: what the journal remembers, without what is open.
    package init(_ stored: [StoredFile]) {
        for file in stored {
            byInode[InodeKey(file.fingerprint), default: []].append(file)
            byPath[file.path, default: []].append(file)
            byName[Array(file.path.name), default: []].append(file)
        }
    }

    /// The stored files that this may be, most likely first: those of its inode, then those of its path, then those of
    /// its name in other directories, whose content alone can prove it. Newer generations first.
    package func candidates(for path: Path, _ status: FileStatus) -> [StoredFile] {
        let sameInode = byInode[InodeKey(status)] ?? []
        let samePath = (byPath[path] ?? []).filter { InodeKey($0.fingerprint) != InodeKey(status) }
        let moved = (byName[Array(path.name)] ?? []).filter {
            $0.path != path && InodeKey($0.fingerprint) != InodeKey(status)
        }
        return newestFirst(sameInode) + newestFirst(samePath) + newestFirst(moved)
    }

    /// The generation for a file that turned out to be none of its candidates: above all that share its identity.
    package func generation(forNew path: Path, _ status: FileStatus) -> Int {
        let reused = (byInode[InodeKey(status)] ?? []).map(\.generation).max()
        return reused.map { $0 + 1 } ?? 0
    }

    /// The last file of that path that was read to its end and let go.
    package func lastFinished(at path: Path) -> StoredFile? {
        newestFirst((byPath[path] ?? []).filter(\.isFinished)).first
    }

    private func newestFirst(_ files: [StoredFile]) -> [StoredFile] {
        files.sorted { ($0.lastSeen, $0.generation) > ($1.lastSeen, $1.generation) }
    }
}

extension Recovery {
    /// Where a stored file may lie now that its path names another, or nothing: among `files`, which are in one
    /// directory, the one with its inode first, then those that rotation may have made of it. A copy that
    /// `copytruncate` made is among those, and compressed ones.
    ///
    /// The first one written after it was last seen is the likeliest, however long after; and the last one before, if
    /// nothing was written to it since. So the two directions take turns.
    package static func places(for stored: StoredFile, among files: [Path: FileStatus]) -> [Path] {
        let own = Array(stored.path.name)
        let others = files.filter { $0.key != stored.path && $0.value.kind == .regular }
        let same = others.filter { $0.value.inode == stored.fingerprint.inode }
        let alike = others.filter { path, status in
            let name = Array(path.name)
            let isItsName = name == own || isRotated(name, of: own)
            return isItsName && status.inode != stored.fingerprint.inode
        }
        let byAge = alike.sorted { ($0.value.modified, $0.key) < ($1.value.modified, $1.key) }
        let after = byAge.filter { $0.value.modified >= stored.lastSeen }.map(\.key)
        let before = byAge.prefix(byAge.count - after.count).reversed().map(\.key)
        return (same.keys.sorted() + takingTurns(after, before)).prefix(placesMax).map { $0 }
    }

    private static func takingTurns(_ first: [Path], _ second: [Path]) -> [Path] {
        (0..<max(first.count, second.count)).flatMap { first.dropFirst($0).prefix(1) + second.dropFirst($0).prefix(1) }
    }

    /// Files that came after `predecessor`, the last one that was read by a path, and were rotated away before anybody
    /// looked: no pattern may name them any more. Oldest first; read each from its beginning, unless `Probe.isCopy`.
    ///
    /// To be asked at a restart, when a file appears at a path that named another before, and when one that has
    /// appeared is gone before it is opened.
    package static func between(_ predecessor: FileStatus, and rotated: [Path: FileStatus]) -> [Path] {
        // A compressed file was born when it was compressed; its date is that of the log.
        let isAnyPacked = rotated.contains { isCompressed(Array($0.key.name)) }
        let age = { (status: FileStatus) in
            isAnyPacked ? status.modified.nanoseconds : status.birthNanoseconds ?? status.modified.nanoseconds
        }
        return rotated.filter { path, status in
            guard status.kind == .regular, status.inode != predecessor.inode else { return false }
            let isPacked = isCompressed(Array(path.name))
            return status.isYounger(than: predecessor, byBirth: !isPacked)
        }
        .sorted { (age($0.value), $0.key) < (age($1.value), $1.key) }
        .map(\.key)
    }

    /// Whether the name is what rotation makes of `own`: longer, begun as it or as its stem (`app-20261120.log`),
    /// perhaps compressed in a way that can be read (`app.log.2.gz`), and no leftover.
    package static func isRotated(_ name: [UInt8], of own: [UInt8]) -> Bool {
        guard name != own, !GlobSet.isLeftover(Path(bytes: name)) else { return false }
        if let plain = unpackedName(name) { return plain == own || isRotated(plain, of: own) }
        guard !isCompressed(name) else { return false }
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
        unpackedName(name) != nil || [".lz4", ".Z", ".zip"].contains { name.ends(with: $0) }
    }

    /// The name without the ending of a compression that can be read; nil if it has none.
    private static func unpackedName(_ name: [UInt8]) -> [UInt8]? {
        let ending = [".gz", ".xz", ".bz2", ".zst"].first { name.count > $0.utf8.count && name.ends(with: $0) }
        return ending.map { name.dropLast($0.utf8.count) }
    }
}

extension [UInt8] {
    fileprivate func ends(with ending: String) -> Bool { suffix(ending.utf8.count).elementsEqual(ending.utf8) }
}

extension FileStatus {
    /// By birth, where it is known and tells: the predecessor may have been written to until after its successors were.
    fileprivate func isYounger(than other: FileStatus, byBirth: Bool) -> Bool {
        if byBirth, let birthNanoseconds, let otherBirth = other.birthNanoseconds {
            return birthNanoseconds > otherBirth
        }
        return modified > other.modified
    }
}
