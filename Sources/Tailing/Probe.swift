package import Model

/// What must be read of a file to know it again: its first bytes, and those in front of the place where reading goes
/// on.
package struct Probe: Sendable {
    /// The open file's, from before the reads.
    package let status: FileStatus
    /// At most `Fingerprint.headBytesMax`.
    package let head: [UInt8]
    /// The place in question: where reading stopped, or will begin.
    package let resume: ByteOffset
    /// The bytes that end at `resume`; fewer, or none, if the file is shorter now.
    private let beforeResume: [UInt8]
    private let beforeStart: ByteOffset

    /// Two reads through `read`, which is the open file's.
    package init<Failure: Error>(
        status: FileStatus, resume: ByteOffset, read: (ByteOffset, Int) throws(Failure) -> [UInt8]
    ) throws(Failure) {
        (self.status, self.resume) = (status, resume)
        head = try Self.fill(from: .zero, max: Fingerprint.headBytesMax, read)
        beforeStart = ByteOffset(max(0, resume.value - Int64(RecentBytes.keptMax)))
        let count = Int((resume - beforeStart).value)
        beforeResume = count == 0 ? [] : try Self.fill(from: beforeStart, max: count, read)
    }

    /// A read may bring fewer bytes than there are.
    private static func fill<Failure: Error>(
        from: ByteOffset, max: Int, _ read: (ByteOffset, Int) throws(Failure) -> [UInt8]
    ) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < max {
            let more = try read(from + ByteCount(bytes.count), max - bytes.count)
            if more.isEmpty { break }
            bytes += more
        }
        return bytes
    }

    /// What was read that ends at `offset`, which is at most `resume`.
    func bytes(before offset: ByteOffset) -> [UInt8] {
        guard offset > beforeStart else { return [] }
        let count = Int((offset - beforeStart).value)
        return count <= beforeResume.count ? Array(beforeResume[..<count]) : []
    }

    /// Whether the bytes in front of `resume` are those.
    package func has(_ frontier: Frontier) -> Bool {
        let bytes = bytes(before: resume)
        return bytes.count >= frontier.bytes && StableHash.of(bytes.suffix(frontier.bytes)) == frontier.hash
    }

    /// Whether it is a copy of that file, and not another generation of it, as far as its beginning tells.
    package func isCopy(of fingerprint: Fingerprint) -> Bool {
        fingerprint.headBytes >= contentProofBytesMin && begins(as: fingerprint)
    }

    /// Whether the file begins with what the fingerprint remembers.
    package func begins(as fingerprint: Fingerprint) -> Bool {
        head.count >= fingerprint.headBytes && StableHash.of(head.prefix(fingerprint.headBytes)) == fingerprint.headHash
    }
}

extension Tailer {
    /// Goes on with a stored file where it stopped.
    fileprivate init(_ stored: StoredFile, _ probe: Probe, _ limits: TailLimits) {
        self.init(file: stored.id, generation: stored.generation, probe: probe, from: stored.resume, limits: limits)
    }

    /// A file that the journal does not know. `from` is the beginning, or the end for `read_from: end`.
    ///
    /// `generation` is above that of another file which had the same path and inode and so, where the file system keeps
    /// no birth time, the same identity.
    package init(new path: Path, probe: Probe, generation: Int = 0, limits: TailLimits = TailLimits()) {
        var head = Head()
        head.extend(with: probe.head, at: .zero)
        let id = FileID(path: path, fingerprint: head.fingerprint(of: probe.status))
        self.init(file: id, generation: generation, probe: probe, from: probe.resume, limits: limits)
    }
}

/// Whether an open file is the one that the journal remembers.
package enum Recognition: Sendable {
    /// It is: go on where reading stopped.
    case same(Tailer)
    /// It is, but was truncated or rewritten since.
    case restarted(Tailer, Restart)
    /// Another file, though it may have the same inode or name.
    case other

    /// The probe's `resume` must be the stored one.
    ///
    /// The inode decides, unless birth times differ: then it was used anew. Content decides between going on and
    /// beginning again; and alone, where the inode is another (a copy, a move between disks, an editor's save) and the
    /// content is long enough to prove something.
    ///
    /// `proofBytes`: how much content proves it then; fewer where other evidence speaks for it too.
    package init(
        _ stored: StoredFile, _ probe: Probe, proofBytes: Int = contentProofBytesMin, limits: TailLimits = TailLimits()
    ) {
        precondition(probe.resume == stored.resume, "the probe must look where the stored file goes on")
        let isWhole = probe.begins(as: stored.fingerprint) && probe.has(stored.frontier)
        switch stored.fingerprint.kinship(with: probe.status) {
        case .same where isWhole:
            self = .same(.init(stored, probe, limits))
        case .same:
            self = .restarted(after: stored, probe, limits)
        case .differentInode
        where isWhole
            && (stored.resume.value >= Int64(proofBytes) || stored.fingerprint.inode == probe.status.inode):
            // The same number on another device is a remount.
            self = .same(.init(stored, probe, limits))
        case .differentInode, .reusedInode:
            self = .other
        }
    }

    /// Cut short with its beginning intact, it goes on at its end; else from 0.
    private static func restarted(after stored: StoredFile, _ probe: Probe, _ limits: TailLimits) -> Recognition {
        let size = probe.status.size
        let isCut = size < stored.resume && stored.fingerprint.headBytes > 0 && probe.begins(as: stored.fingerprint)
        let from = isCut ? size : .zero
        let generation = stored.generation + 1
        return .restarted(
            Tailer(file: stored.id, generation: generation, probe: probe, from: from, limits: limits),
            Restart(generation: generation, from: from, lost: nil))
    }
}

/// With less content than this in common, two files may well be two: daemons greet with the same words.
package let contentProofBytesMin = 64

extension Fingerprint {
    enum Kinship { case same, reusedInode, differentInode }

    /// By the kernel's word alone. A remount may number the device otherwise; inode and birth stay.
    func kinship(with status: FileStatus) -> Kinship {
        guard inode == status.inode else { return .differentInode }
        guard device == status.device else {
            return birthNanoseconds != nil && birthNanoseconds == status.birthNanoseconds ? .same : .differentInode
        }
        guard let birthNanoseconds, let other = status.birthNanoseconds, other != birthNanoseconds else { return .same }
        return .reusedInode
    }
}
