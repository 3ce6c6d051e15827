import Journaling
import Model
import Platform
import Setup
import Tailing
import WireFormat

extension Pipeline {
    /// Files that were rotated away while nobody looked: what of them is unread is read, under whatever name they have,
    /// in their directory or one below it, compressed or not; and what came and was rotated away after them.
    ///
    /// A directory is listed once. What was read to its end before costs a look at its inode alone. With `ids`, only
    /// those are looked for.
    mutating func openPredecessors(among ids: Set<FileID>? = nil, at moment: Moment) {
        var attic = Attic<Source>(files)
        let countBefore = tails.count
        openCopies(&attic, at: moment)
        let last = lastFinished
        let unopened = stored.values.filter { file in
            // Behind the last one of a path others may come and go unseen at any time.
            let isRecent = file.isFinished && moment.wall < file.lastSeen.advanced(by: pace.afterlife)
            let isSettled = searched.contains(file) && last[file.path] != file.id && !isRecent
            return tails[file.id] == nil && ids?.contains(file.id) ?? true && isWanted(file) && !isSettled
        }
        for known in unopened.sorted(by: { ($0.lastSeen, $0.path) < ($1.lastSeen, $1.path) }) {
            guard tails.nameless.count < heldFilesMax else { break }
            let refusalsBefore = attic.refusals.count
            if !known.isFinished || attic.hasGrown(known) {
                openPredecessor(known, attic: &attic, at: moment)
            } else if last[known.path] == known.id {
                openSuccessors(of: known, attic: &attic, at: moment)
            }
            // What could not be looked at is looked at again with the next full walk.
            if attic.refusals.count == refusalsBefore { searched.insert(known) }
        }
        // One that was found again under another name may have been cut too.
        openCopies(&attic, at: moment)
        if tails.count > countBefore {
            for path in Set(tails.nameless.compactMap { tails[$0]?.path }) { arrange(path) }
        }
        for (path, error) in attic.refusals.sorted(by: { $0.key < $1.key }) {
            tell(
                .warn, "\(error.description)\(error.advice); if it holds unread lines, they are read when it can be",
                about: "rotated \(path)")
        }
    }

    /// Of each path that no known file has now: the last one that was read to its end under it.
    private var lastFinished: [Path: FileID] {
        let live = Set(tails.values.filter { $0.tailer.state == .following && stored[$0.id] != nil }.map(\.path))
        let finished = stored.values.filter { $0.isFinished && !live.contains($0.path) }
        return finished.sorted { $0.lastSeen < $1.lastSeen }.reduce(into: [:]) { $0[$1.path] = $1.id }
    }

    /// What came after a file that was read to its end, and was rotated away before anybody looked.
    mutating func openSuccessors(of known: StoredFile, attic: inout Attic<Source>, at moment: Moment) {
        let files = attic.rotations(of: known.path, inode: known.fingerprint.inode)
        openBetween(known.path, traces(of: known), files, &attic, at: moment)
    }

    /// The status of a file that is gone, as far as is remembered.
    private func traces(of known: StoredFile) -> FileStatus {
        FileStatus(
            kind: .regular, device: known.fingerprint.device, inode: known.fingerprint.inode,
            birthNanoseconds: known.fingerprint.birthNanoseconds, size: known.resume, modified: known.lastSeen,
            linkCount: 0)
    }

    /// For which others give up their descriptors if need be.
    mutating func open(_ path: Path, in attic: inout Attic<Source>) -> Source.Handle? {
        do throws(SystemError) { return try openFile(path) } catch {
            attic.refuse(path, error)
            return nil
        }
    }

    private func isWanted(_ known: StoredFile) -> Bool { known.positions.keys.contains { rules[$0] != nil } }

    private mutating func openPredecessor(_ known: StoredFile, attic: inout Attic<Source>, at moment: Moment) {
        for near in [true, false] {
            let files = attic.rotations(of: known.path, inode: known.fingerprint.inode, isNear: near)
            for place in Recovery.places(for: known, among: files) {
                guard let handle = open(place, in: &attic), let status = try? handle.status(), !isOpen(status) else {
                    continue
                }
                guard mayBe(known, handle), resumeRotated(known, handle: handle, from: place, &attic, at: moment) else {
                    continue
                }
                let own = predecessor(status, isPacked: handle.isPacked)
                openBetween(known.path, own, files, &attic, at: moment)
                return
            }
        }
        guard !known.isFinished, attic.isGone(known) else { return }
        // Its successors may be there all the same; the oldest of them may be itself, with little to know it by.
        let files = attic.rotations(of: known.path, inode: known.fingerprint.inode)
        let isItself = openBetween(known.path, traces(of: known), files, &attic, mayBe: known, at: moment)
        if !isItself { forgetGone(known) }
    }

    /// Nobody knows whether it held more than was read.
    private mutating func forgetGone(_ known: StoredFile) {
        var file = known
        file.isFinished = true
        gone.append(file)
        unsavedLosses.append(
            Loss(reason: .vanished, file: known.id, path: known.path, generation: known.generation))
        tell(
            .warn,
            "\(known.path) was removed while nobody looked; what was written to it after byte \(known.resume) is lost")
    }

    /// What had the path for so short a time that nobody saw it there, between the file it named before and this one.
    mutating func openPassed(by path: Path, at moment: Moment) {
        guard let former = formerly.removeValue(forKey: path), let handle = tails[former]?.handle,
            let status = try? handle.status()
        else { return }
        var attic = Attic<Source>(files)
        let files = attic.rotations(of: path, inode: status.inode)
        openBetween(path, predecessor(status, isPacked: handle.isPacked), files, &attic, at: moment)
        arrange(path, behind: former)
    }

    /// The same where the path names nothing when the file it named before is read to its end. Later nobody could tell
    /// by their dates what came after it: it may have been read for longer than they were written.
    mutating func openPassed(behind id: FileID, at moment: Moment) {
        guard let tail = tails[id], tail.tailer.state == .finished, formerly[tail.path] == id else { return }
        openPassed(by: tail.path, at: moment)
        changedDirectories.insert(tail.path.directory)
    }

    /// What was moved away from a path before anybody saw it there, and is younger than the last look at everything: a
    /// log's first file may be rotated within milliseconds.
    mutating func openLeft(at moment: Moment) {
        guard !leftUnseen.isEmpty, let seen = times.seen else { return leftUnseen = [] }
        // The kernel dates files by a clock that ticks every few milliseconds.
        let last = seen.advanced(by: .milliseconds(-10))
        let nobody = FileStatus(
            kind: .regular, device: 0, inode: 0, birthNanoseconds: last.nanoseconds, size: .zero, modified: last,
            linkCount: 0)
        let countBefore = tails.count
        var attic = Attic<Source>(files)
        for path in leftUnseen.sorted() {
            let files = attic.rotations(of: path, inode: nil)
            openBetween(path, nobody, files, &attic, at: moment)
            arrange(path)
        }
        leftUnseen = []
        if tails.count > countBefore { save(at: moment) }
    }

    /// A compressed file was born when it was compressed, which says nothing of the log in it.
    func predecessor(_ status: FileStatus, isPacked: Bool) -> FileStatus {
        var status = status
        if isPacked { status.birthNanoseconds = nil }
        return status
    }

    /// Files that came and were rotated away since `predecessor` was: nobody has read them, and no pattern may name
    /// them. Whether the oldest of them was the `known` one itself.
    @discardableResult
    mutating func openBetween(
        _ path: Path, _ predecessor: FileStatus, _ files: [Path: FileStatus], _ attic: inout Attic<Source>,
        mayBe known: StoredFile? = nil, at moment: Moment
    ) -> Bool {
        let recovery = Recovery(Array(stored.values))
        let readers = rules.values.filter { $0.file.files.matches(path) }.sorted { $0.file.name < $1.file.name }
        guard !readers.isEmpty else { return false }
        let rotated = files.filter { Recovery.isRotated(Array($0.key.name), of: Array(path.name)) }
        var (isFirst, wasItself) = (true, false)
        for place in Recovery.between(predecessor, and: rotated.filter { !isKnown($0.value) }) {
            guard let handle = open(place, in: &attic), let probe = try? probe(handle, resume: .zero),
                !isOpen(probe.status)
            else { continue }
            if let known, isFirst, resumeRotated(known, handle: handle, from: place, &attic, proofBytes: 1, at: moment)
            {
                (isFirst, wasItself) = (false, true)
                continue
            }
            if isCopyOfKnown(probe, handle, path: path, &attic) { continue }
            let generation = recovery.generation(forNew: path, probe.status)
            let tailer = Tailer(new: path, probe: probe, generation: generation)
            let starts = readers.map { Tail<Source.Handle>.Start(rules: $0, from: .beginning) }
            addRotated(handle, path, tailer, starts, at: moment)
            isFirst = false
        }
        return wasItself
    }

    mutating func addRotated(
        _ handle: Source.Handle, _ path: Path, _ tailer: Tailer, _ starts: [Tail<Source.Handle>.Start],
        at moment: Moment
    ) {
        add(Tail(handle: handle, path: path, tailer: tailer, starts: starts, desk: desk, limits: limits))
        tails[tailer.file]?.tailer.lostPath(at: moment.instant)
        // Should others come and go before its path is seen to name a file again: see `openPassed`.
        formerly[path] = tailer.file
    }

    /// It keeps the name that a rule wants it by: the other changes with each rotation.
    private mutating func resumeRotated(
        _ known: StoredFile, handle: Source.Handle, from place: Path, _ attic: inout Attic<Source>,
        proofBytes: Int = contentProofBytesMin, at moment: Moment
    ) -> Bool {
        guard let probe = try? probe(handle, resume: known.resume),
            isItself(known, probe, handle, at: place, &attic, proofBytes: proofBytes),
            (try? resume(
                known, handle: handle, path: known.path, wantedBy: [], proofBytes: proofBytes, at: moment)) == true
        else { return false }
        tails[known.id]?.tailer.lostPath(at: moment.instant)
        formerly[known.path] = known.id
        return true
    }
}

// MARK: - What is known already

extension Pipeline {
    /// Whether the file under another name is the known one, also if it was cut and written anew before it was renamed.
    ///
    /// Of one that was read to its end, that would be another log's content: a copy made over an older one. And where
    /// no birth time tells whether the inode is used anew, the name must be one that rotation makes.
    private mutating func isItself(
        _ known: StoredFile, _ probe: Probe, _ handle: Source.Handle, at place: Path, _ attic: inout Attic<Source>,
        proofBytes: Int
    ) -> Bool {
        switch Recognition(known, probe, proofBytes: proofBytes) {
        case .same: return true
        case .other: return false
        case .restarted:
            let isBorn = known.fingerprint.birthNanoseconds != nil && probe.status.birthNanoseconds != nil
            let isLikely = isBorn || Recovery.isRotated(Array(place.name), of: Array(known.path.name))
            return isLikely && !known.isFinished && !isCopyOfKnown(probe, handle, path: known.path, &attic)
        }
    }

    func isOpen(_ status: FileStatus) -> Bool { tails.with(InodeKey(status)) != nil }

    /// Whether it is open or remembered. An inode alone is no proof: a deleted file's is soon another's.
    private func isKnown(_ status: FileStatus) -> Bool {
        let open = tails.with(InodeKey(status)).flatMap { tails[$0] }?.tailer.fingerprint
        return open?.isSameFile(as: status) ?? false
            || stored.values.contains { $0.fingerprint.isSameFile(as: status) }
    }

    /// A compressed file is unpacked as far as it was read only if it begins as the known one did.
    func mayBe(_ known: StoredFile, _ handle: Source.Handle) -> Bool {
        guard handle.isPacked else { return true }
        guard let probe = try? probe(handle, resume: .zero) else { return false }
        return probe.begins(as: known.fingerprint)
    }

    /// Whether all that was read of another file of this path is in it: a backup, or compressed in the meantime. While
    /// that other one is there too, a short file may be its twin, and is read.
    private mutating func isCopyOfKnown(
        _ probe: Probe, _ handle: Source.Handle, path: Path, _ attic: inout Attic<Source>
    ) -> Bool {
        for file in stored.values where file.path == path && file.resume.value >= Int64(contentProofBytesMin) {
            guard probe.isCopy(of: file.fingerprint), let whole = try? self.probe(handle, resume: file.resume),
                whole.has(file.frontier),
                file.resume.value >= Int64(Fingerprint.headBytesMax) || !isStillThere(file, &attic)
            else { continue }
            return true
        }
        return false
    }

    /// Whether a name in its directory leads to it, and it begins as it did.
    private mutating func isStillThere(_ file: StoredFile, _ attic: inout Attic<Source>) -> Bool {
        guard let place = attic.place(of: file), let handle = open(place, in: &attic),
            let probe = try? probe(handle, resume: .zero)
        else { return false }
        return file.fingerprint.isSameFile(as: probe.status) && probe.begins(as: file.fingerprint)
    }

    /// Whether the remembered file is still there under another name: then one with its content is its twin, and no
    /// copy that took its place.
    func isElsewhere(_ known: StoredFile, than seen: SeenFile, _ status: FileStatus) -> Bool {
        guard known.fingerprint.inode != status.inode else { return false }
        let entries = (try? files.entries(of: known.path.directory)) ?? []
        return entries.contains { entry in
            let path = known.path.directory.appending(entry.name)
            guard entry.inode == known.fingerprint.inode, path != seen.path, !GlobSet.isLeftover(path) else {
                return false
            }
            return (try? files.status(of: path)).map { known.fingerprint.isSameFile(as: $0) } ?? false
        }
    }

    /// Goes on in a file that took the place of one that is open and has no name left, or an editor's backup name: an
    /// editor's save, a move from one disk to another. All that was read must be in it.
    mutating func takeOver(
        _ handle: Source.Handle, _ seen: SeenFile, at moment: Moment
    ) throws(SystemError) -> Bool {
        let leaving = order(of: tails.nameless).compactMap { tails[$0] }.filter {
            $0.path.name.elementsEqual(seen.path.name)
        }
        for var tail in leaving {
            guard let status = try tail.handle?.status(), status.linkCount == 0 || isElsewhereAsLeftover(tail) else {
                continue
            }
            let known = storedFile(&tail, at: moment)
            guard case .same = Recognition(known, try probe(handle, resume: known.resume)) else { continue }
            if status.size > tail.tailer.readTo {
                // What came last may not be in the other: it is read first.
                guard retries[tail.id] == nil else { continue }
                ready.insert(tail.id)
                changedDirectories.insert(seen.path.directory)
                return true
            }
            close([tail.id])
            if try resume(known, handle: handle, path: seen.path, wantedBy: seen.wantedBy, at: moment) { return true }
            add(tail)
        }
        return false
    }

    private func isElsewhereAsLeftover(_ tail: Tail<Source.Handle>) -> Bool {
        let entries = (try? files.entries(of: tail.path.directory)) ?? []
        let names = entries.filter { $0.inode == tail.tailer.fingerprint.inode }
        return !names.isEmpty && names.allSatisfy { GlobSet.isLeftover(Path(bytes: $0.name)) }
    }
}
