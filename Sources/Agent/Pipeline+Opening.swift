import Journaling
import Model
import Platform
import Setup
import Tailing

extension Pipeline {
    /// Opens what appeared, each behind what was rotated away in front of it, and saves where each begins.
    mutating func open(_ appeared: [SeenFile], isFirstWalk: Bool, at moment: Moment) {
        let recovery = Recovery(stored.values.filter { tails[$0.id] == nil }.sorted { $0.path < $1.path })
        let countBefore = tails.count
        var waiting: [Path] = []
        for seen in appeared {
            if tails.count < limits.openFilesMax {
                open(seen, recovery: recovery, at: moment)
            } else {
                waiting.append(seen.path)
            }
        }
        note(waiting: waiting, isFull: isFirstWalk)
        if isFirstWalk { openPredecessors(at: moment) }
        // Before a byte is read: should the file be rotated away while nobody runs, it is known by then.
        if tails.count > countBefore { save(at: moment) }
        let new = Set(rules.keys).subtracting(knownRules)
        // The places first: a crash in between makes this the first start again, which knows them.
        if isFirstWalk, !new.isEmpty, (try? journal.know(rules: new)) != nil { knownRules.formUnion(new) }
    }

    /// Files for which there is no descriptor.
    private mutating func note(waiting: [Path], isFull: Bool) {
        unopened.formUnion(waiting)
        if let first = waiting.min() {
            let subject = waiting.count == 1 ? "is" : "and \(waiting.count - 1) more are"
            tell(
                .error,
                "\(first) \(subject) not tailed: limits.open_files allows no more than \(tails.count) files; raise it",
                about: "descriptors")
        } else if isFull {
            settle("descriptors", saying: "limits.open_files suffices for all files again")
        }
    }

    private mutating func open(_ seen: SeenFile, recovery: Recovery, at moment: Moment) {
        do throws(SystemError) {
            try openOrThrow(seen, recovery: recovery, at: moment)
        } catch {
            guard error.reason != .notFound else { return noteVanished(seen, at: moment) }
            tell(.warn, "\(error.description)\(error.advice); it is tried again", about: "open \(seen.path)")
            unopened.insert(seen.path)
            return
        }
        unopened.remove(seen.path)
        settle("open \(seen.path)", saying: "\(seen.path) can be read now")
    }

    private mutating func openOrThrow(
        _ seen: SeenFile, recovery: Recovery, at moment: Moment
    ) throws(SystemError) {
        let handle = try files.open(seen.path)
        let status = try handle.status()
        guard (status.device, status.inode) == (seen.status.device, seen.status.inode) else {
            // The name went to another file since it was seen.
            changedDirectories.insert(seen.path.directory)
            return
        }
        openPassed(by: seen.path, at: moment)
        for candidate in recovery.candidates(for: seen.path, status) where tails[candidate.id] == nil {
            if try resume(candidate, handle: handle, path: seen.path, wantedBy: seen.wantedBy, at: moment) {
                return
            }
        }
        let generation = recovery.generation(forNew: seen.path, status)
        try begin(handle, seen, generation: generation, at: moment)
    }

    /// A file that the journal does not know.
    private mutating func begin(
        _ handle: Source.Handle, _ seen: SeenFile, generation: Int, at moment: Moment
    ) throws(SystemError) {
        let readers = seen.wantedBy.compactMap { rules[$0] }
        guard !readers.isEmpty else { return }
        let end = readers.contains { $0.readFrom == .end } ? try endOfLines(of: handle) : .zero
        let starts = readers.map { rules -> Tail<Source.Handle>.Start in
            let isOld = !knownRules.contains(rules.name) && rules.readFrom == .end && end > .zero
            return .init(rules: rules, from: isOld ? Position(offset: end, line: nil) : .beginning)
        }
        let start = starts.map(\.from.offset).min() ?? .zero
        let probe = try probe(handle, resume: start)
        let tailer = Tailer(new: seen.path, probe: probe, generation: generation)
        let tail = Tail(
            handle: handle, path: seen.path, tailer: tailer, starts: starts, desk: desk, limits: limits)
        add(tail)
        noteLostPlace(of: tail, at: moment)
    }

    /// Goes on with a stored file if this is it.
    private mutating func resume(
        _ known: StoredFile, handle: Source.Handle, path: Path, wantedBy: [String], at moment: Moment
    ) throws(SystemError) -> Bool {
        let probe = try probe(handle, resume: known.resume)
        let names = Set(wantedBy).union(known.positions.keys).sorted()
        let readers = names.compactMap { rules[$0] }
        guard !readers.isEmpty else { return false }
        switch Recognition(known, probe) {
        case .other: return false
        case .same(let tailer):
            let end = try endOfLines(of: handle)
            let starts = readers.map { rules -> Tail<Source.Handle>.Start in
                let isOld = !knownRules.contains(rules.name) && rules.readFrom == .end
                let first = isOld ? Position(offset: end, line: nil) : .beginning
                return .init(rules: rules, from: known.positions[rules.name] ?? first)
            }
            try addResumed(tailer, known, handle: handle, path: path, starts: starts)
        case .restarted(let tailer, let restart):
            let from = restart.from == .zero ? Position.beginning : Position(offset: restart.from, line: nil)
            let loss = Loss(
                reason: .truncated, file: known.id, path: path, generation: known.generation, range: restart.lost)
            lose(loss, at: moment)
            tell(.info, "\(path) was truncated while nobody looked; it is read from byte \(restart.from)")
            add(
                Tail(
                    handle: handle, path: path, tailer: tailer,
                    starts: readers.map { .init(rules: $0, from: from) }, desk: desk, limits: limits))
        }
        return true
    }

    /// A rule file that is new to a known file may have to begin in front of the others' places.
    private mutating func addResumed(
        _ tailer: Tailer, _ known: StoredFile, handle: Source.Handle, path: Path,
        starts: [Tail<Source.Handle>.Start]
    ) throws(SystemError) {
        let start = starts.map(\.from.offset).min() ?? known.resume
        var own = tailer
        let probe = try probe(handle, resume: start)
        if start != known.resume {
            own = Tailer(file: known.id, generation: known.generation, probe: probe, from: start)
        }
        add(
            Tail(
                handle: handle, path: path, tailer: own, starts: starts, desk: desk, limits: limits))
    }

    /// Files that were rotated away while nobody looked: what of them is unread is read, under whatever name they have.
    private mutating func openPredecessors(at moment: Moment) {
        for known in stored.values.sorted(by: { $0.lastSeen < $1.lastSeen }) where tails[known.id] == nil {
            guard known.positions.keys.contains(where: { rules[$0] != nil }), !searched.contains(known) else {
                continue
            }
            guard tails.count < limits.openFilesMax else { return }
            searched.insert(known)
            guard let entries = try? files.entries(of: known.path.directory) else { continue }
            for place in Recovery.places(for: known, in: entries) {
                guard let handle = try? files.open(place), let status = try? handle.status() else { continue }
                let isOpen = tails.values.contains {
                    $0.tailer.fingerprint.inode == status.inode && $0.tailer.fingerprint.device == status.device
                }
                guard !isOpen else { continue }
                if (try? resumeRotated(known, handle: handle, at: moment)) == true {
                    openBetween(known, status, entries, at: moment)
                    break
                }
            }
        }
    }

    /// What had the path for so short a time that nobody saw it there, between the file it named before and this one.
    private mutating func openPassed(by path: Path, at moment: Moment) {
        guard let former = formerly.removeValue(forKey: path), let tail = tails[former] else { return }
        guard let status = try? tail.handle.status(), let entries = try? files.entries(of: path.directory) else {
            return
        }
        var known =
            stored[former]
            ?? StoredFile(
                id: former, path: path, fingerprint: tail.tailer.fingerprint, generation: 0, positions: tail.positions,
                frontier: .none, lastSeen: moment.wall)
        known.path = path
        openBetween(known, status, entries, at: moment)
    }

    /// Files that came and were rotated away since `predecessor` was: nobody has read them, and no pattern may name
    /// them.
    private mutating func openBetween(
        _ known: StoredFile, _ predecessor: FileStatus, _ entries: [DirectoryEntry], at moment: Moment
    ) {
        let directory = known.path.directory
        let recovery = Recovery(Array(stored.values))
        var statuses: [Path: FileStatus] = [:]
        for entry in entries where Recovery.isRotated(entry.name, of: Array(known.path.name)) {
            let path = directory.appending(entry.name)
            guard let status = try? files.status(of: path), !isKnown(status) else { continue }
            statuses[path] = status
        }
        for (place, path) in Recovery.between(predecessor, and: statuses).enumerated() {
            let readers = known.positions.keys.sorted().compactMap { rules[$0] }
            guard let handle = try? files.open(path), let probe = try? probe(handle, resume: .zero) else { continue }
            let generation = recovery.generation(forNew: known.path, probe.status)
            let tailer = Tailer(new: known.path, probe: probe, generation: generation)
            add(
                Tail(
                    handle: handle, path: known.path, tailer: tailer,
                    starts: readers.map { .init(rules: $0, from: .beginning) }, desk: desk, limits: limits))
            tails[tailer.file]?.tailer.lostPath(at: moment.instant)
            order.removeLast()
            order.insert(tailer.file, at: min(place + 1, order.count))
        }
    }

    /// Whether it is open or remembered. An inode alone is no proof: a deleted file's is soon another's.
    private func isKnown(_ status: FileStatus) -> Bool {
        let fingerprints = tails.values.map(\.tailer.fingerprint) + stored.values.map(\.fingerprint)
        return fingerprints.contains { file in
            guard (file.device, file.inode) == (status.device, status.inode) else { return false }
            guard let birth = file.birthNanoseconds, let other = status.birthNanoseconds else { return true }
            return birth == other
        }
    }

    /// It keeps the name that a rule wants it by: the other changes with each rotation.
    private mutating func resumeRotated(
        _ known: StoredFile, handle: Source.Handle, at moment: Moment
    ) throws(SystemError) -> Bool {
        let probe = try probe(handle, resume: known.resume)
        guard case .same = Recognition(known, probe) else { return false }
        guard try resume(known, handle: handle, path: known.path, wantedBy: [], at: moment) else { return false }
        tails[known.id]?.tailer.lostPath(at: moment.instant)
        order.removeAll { $0 == known.id }
        order.insert(known.id, at: 0)
        return true
    }

    private mutating func add(_ tail: Tail<Source.Handle>) {
        tails[tail.id] = tail
        order.append(tail.id)
        ready.insert(tail.id)
    }

    private func probe(_ handle: Source.Handle, resume: ByteOffset) throws(SystemError) -> Probe {
        let status = try handle.status()
        return try Probe(status: status, resume: resume) { offset, max throws(SystemError) in
            try handle.read(at: offset, max: max)
        }
    }

    /// Behind the last line that has its end: a line that is half there when reading begins is read whole.
    private func endOfLines(of handle: Source.Handle) throws(SystemError) -> ByteOffset {
        let size = try handle.status().size
        let start = ByteOffset(max(0, size.value - Int64(limits.lineBytesMax)))
        let bytes = try handle.read(at: start, max: limits.lineBytesMax)
        guard let last = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return start == .zero ? .zero : size }
        return start + ByteCount(last + 1)
    }
}
