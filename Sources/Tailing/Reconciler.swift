package import Model

/// An open tail, as a scan is compared with it.
package struct KnownFile: Hashable, Sendable {
    /// The tail's.
    package var id: FileID
    /// For its device, inode and birth; content is not compared here.
    package var fingerprint: Fingerprint
    /// The name it was last seen by; nil if none that is looked at names it.
    package var path: Path?

    package init(id: FileID, fingerprint: Fingerprint, path: Path?) {
        (self.id, self.fingerprint, self.path) = (id, fingerprint, path)
    }
}

/// What a scan means for the open tails. In the order in which `Reconciler` gives them: first what tails learn of their
/// own paths, then what is new, oldest change first, so that a predecessor is read in front of its successor.
package enum Reconciliation: Hashable, Sendable {
    /// Nothing that was looked at names the file any more: renamed away, deleted, or replaced under its name.
    case lostPath(FileID)
    /// The file goes by this name now, after a rename or another name's end.
    case moved(FileID, to: SeenFile)
    /// It is where it was; it may have grown.
    case unmoved(FileID, SeenFile)
    /// A second name, a link, for a file that is read by another. Nothing to do but to say so.
    case alias(Path, of: FileID)
    /// A file that no tail has open: look it up in `Recovery`, else it is new.
    case appeared(SeenFile)
    /// A second name for one that has just appeared.
    case aliasOfNew(Path, of: Path)
}

/// Compares scans with what is tailed.
package enum Reconciler {
    /// One file is one inode, whatever names it: read once, by the name it has had, else by the first that is no link.
    package static func reconcile<Failure: Error>(_ scan: Scan<Failure>, with known: [KnownFile]) -> [Reconciliation] {
        var groups: [InodeKey: [SeenFile]] = [:]
        for file in scan.files { groups[InodeKey(file.status), default: []].append(file) }
        var old: [Reconciliation] = []
        for tail in known {
            let key = InodeKey(tail.fingerprint)
            // An open file keeps its inode; one that was closed for want of descriptors does not.
            if let names = groups[key], tail.fingerprint.kinship(with: names[0].status) == .same {
                groups[key] = nil
                old += placed(tail, among: names, isPathKnown: tail.path.map(scan.covers) ?? true)
            } else if let path = tail.path, scan.covers(path) {
                old.append(.lostPath(tail.id))
            }
        }
        let losses = old.filter { if case .lostPath = $0 { true } else { false } }
        let rest = old.filter { if case .lostPath = $0 { false } else { true } }
        return losses + rest + appearances(Array(groups.values))
    }

    /// `isPathKnown`: its own path was looked at, so that its absence from `names` says something.
    private static func placed(_ tail: KnownFile, among names: [SeenFile], isPathKnown: Bool) -> [Reconciliation] {
        let stays = names.first { $0.path == tail.path }
        guard stays != nil || isPathKnown else { return names.map { .alias($0.path, of: tail.id) } }
        let now = stays ?? preferred(names)
        let aliases = names.filter { $0.path != now.path }.map { Reconciliation.alias($0.path, of: tail.id) }
        return [stays == nil ? .moved(tail.id, to: now) : .unmoved(tail.id, now)] + aliases
    }

    private static func appearances(_ groups: [[SeenFile]]) -> [Reconciliation] {
        let files = groups.map { names -> (SeenFile, [SeenFile]) in
            var first = preferred(names)
            first.wantedBy = Set(names.flatMap(\.wantedBy)).sorted()
            return (first, names.filter { $0.path != first.path })
        }
        let ordered = files.sorted {
            ($0.0.status.modified, $0.0.path) < ($1.0.status.modified, $1.0.path)
        }
        return ordered.flatMap { file, others in
            [.appeared(file)] + others.map { .aliasOfNew($0.path, of: file.path) }
        }
    }

    private static func preferred(_ names: [SeenFile]) -> SeenFile { names.first { !$0.isLink } ?? names[0] }
}

/// Which file on which device, for as long as it exists.
package struct InodeKey: Hashable, Sendable {
    var device: UInt64
    var inode: UInt64

    package init(_ status: FileStatus) { (device, inode) = (status.device, status.inode) }
    package init(_ fingerprint: Fingerprint) { (device, inode) = (fingerprint.device, fingerprint.inode) }
}

extension Fingerprint {
    /// Whether a description is of this very file, by the kernel's word alone.
    package func isSameFile(as status: FileStatus) -> Bool { kinship(with: status) == .same }
}
