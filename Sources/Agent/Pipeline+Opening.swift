import Encodings
import Journaling
import Model
import Platform
import Setup
import Tailing

extension Pipeline {
    /// Opens what appeared, each behind what was rotated away in front of it, and saves where each begins.
    mutating func open(_ appeared: [SeenFile], isFirstWalk: Bool, at moment: Moment) {
        let closed = appeared.isEmpty ? [] : stored.values.filter { tails[$0.id] == nil }
        let recovery = Recovery(closed.sorted { $0.path < $1.path })
        let countBefore = tails.count
        for seen in appeared where compressed[seen.path] != seen.status.inode && !isNoLog(seen) {
            open(seen, recovery: recovery, at: moment)
        }
        if isFirstWalk || !truncated.isEmpty { openPredecessors(at: moment) }
        // Before a byte is read: should the file be rotated away while nobody runs, it is known by then.
        if tails.count > countBefore || !gone.isEmpty { save(at: moment) }
        let new = Set(rules.keys).subtracting(knownRules)
        // The places first: a crash in between makes this the first start again, which knows them.
        if isFirstWalk, !new.isEmpty, (try? journal.know(rules: new)) != nil { knownRules.formUnion(new) }
    }

    /// Whether the file is the agent's own, or was found to be no log and is still the same file.
    private mutating func isNoLog(_ seen: SeenFile) -> Bool {
        let known = refused[seen.path].flatMap { $0.isStill(seen.status) ? $0.reason : nil }
        guard let objection = own.objection(to: seen.path, seen.status) ?? known else { return false }
        refuse(seen.path, objection)
        return true
    }

    private mutating func open(_ seen: SeenFile, recovery: Recovery, at moment: Moment) {
        do throws(SystemError) {
            guard try openOrThrow(seen, recovery: recovery, at: moment) else { return }
        } catch {
            if error.reason == .notFound { return noteVanished(seen, at: moment) }
            refuse(seen.path, Objection(error, saying: "it is tried again"), about: "open \(seen.path)")
            return
        }
        settle("open \(seen.path)", saying: "\(seen.path) can be read now")
    }

    /// False if it is no log.
    private mutating func openOrThrow(
        _ seen: SeenFile, recovery: Recovery, at moment: Moment
    ) throws(SystemError) -> Bool {
        let handle = try openFile(seen.path)
        let status = try handle.status()
        if handle.isPacked {
            // A rotated log's own bytes: what is unread of it is found by its content, and nothing else is news.
            compressed[seen.path] = status.inode
            tell(
                .info, "\(seen.path) is compressed; only what was not read of a log before it was rotated is read of it"
            )
            return true
        }
        if try takeOver(handle, seen, at: moment) { return true }
        openPassed(by: seen.path, at: moment)
        if isOpenAlready(seen, status) { return true }
        for candidate in recovery.candidates(for: seen.path, status) where tails[candidate.id] == nil {
            if isElsewhere(candidate, than: seen, status) { continue }
            if try resume(candidate, handle: handle, path: seen.path, wantedBy: seen.wantedBy, at: moment) {
                return true
            }
        }
        if let last = recovery.lastFinished(at: seen.path), tails[last.id] == nil {
            var attic = Attic<Source>(files)
            openSuccessors(of: last, attic: &attic, at: moment)
            arrange(seen.path)
            if isOpenAlready(seen, status) { return true }
        }
        let generation = recovery.generation(forNew: seen.path, status)
        return try begin(handle, seen, generation: generation, at: moment)
    }

    /// Whether it was rotated away while its predecessors were looked for, and was taken for one of those that came
    /// after them: it is read as what it is now.
    private mutating func isOpenAlready(_ seen: SeenFile, _ status: FileStatus) -> Bool {
        guard isOpen(status) else { return false }
        changedDirectories.insert(seen.path.directory)
        return true
    }

    /// A file that the journal does not know. False if it is no log.
    private mutating func begin(
        _ handle: Source.Handle, _ seen: SeenFile, generation: Int, at moment: Moment
    ) throws(SystemError) -> Bool {
        let readers = seen.wantedBy.compactMap { rules[$0] }
        guard !readers.isEmpty else { return true }
        let head = try handle.read(at: .zero, max: Fingerprint.headBytesMax)
        if let kind = BinaryHead.objection(to: head, isDeclared: readers.map(\.file).encoding != .auto) {
            let text = "\(seen.path) is \(kind), no log; it is not read: exclude it, or declare its encoding"
            refused[seen.path] = Refusal(status: seen.status, reason: Objection(.binary, text))
            return !isNoLog(seen)
        }
        let isFromEnd = readers.contains { $0.file.readFrom == .end }
        let end = isFromEnd ? try endOfLines(of: handle, encoding: readers.map(\.file).encoding) : .zero
        let starts = readers.map { rules -> Tail<Source.Handle>.Start in
            let isOld = isAtEnd(rules) && end > .zero
            return .init(rules: rules, from: isOld ? Position(offset: end, line: nil) : .beginning)
        }
        let start = starts.map(\.from.offset).min() ?? .zero
        let probe = try probe(handle, resume: start)
        let tailer = Tailer(new: seen.path, probe: probe, generation: generation)
        let tail = Tail(
            handle: handle, path: seen.path, tailer: tailer, starts: starts, desk: desk, limits: limits)
        add(tail)
        noteLostPlace(of: tail, at: moment)
        return true
    }

    /// Goes on with a stored file if this is it; `proofBytes` as in `Recognition`.
    mutating func resume(
        _ known: StoredFile, handle: Source.Handle, path: Path, wantedBy: [String],
        proofBytes: Int = contentProofBytesMin, at moment: Moment
    ) throws(SystemError) -> Bool {
        let probe = try probe(handle, resume: known.resume)
        let names = Set(wantedBy).union(known.positions.keys).sorted()
        let readers = names.compactMap { rules[$0] }
        guard !readers.isEmpty else { return false }
        switch Recognition(known, probe, proofBytes: proofBytes) {
        case .other: return false
        case .same(let tailer):
            let areSomeOld = readers.contains { isAtEnd($0) && known.positions[$0.file.name] == nil }
            let end = areSomeOld ? try endOfLines(of: handle, encoding: readers.map(\.file).encoding) : .zero
            let starts = readers.map { rules -> Tail<Source.Handle>.Start in
                let isOld = isAtEnd(rules)
                let first = isOld ? Position(offset: end, line: nil) : .beginning
                return .init(rules: rules, from: known.positions[rules.file.name] ?? first)
            }
            try addResumed(tailer, known, handle: handle, path: path, starts: starts)
        case .restarted(let tailer, let restart):
            let from = restart.from == .zero ? Position.beginning : Position(offset: restart.from, line: nil)
            // What was there may have been copied before.
            truncated.append(known)
            tell(.info, "\(path) was truncated while nobody looked; it is read from byte \(restart.from)")
            add(
                Tail(
                    handle: handle, path: path, tailer: tailer,
                    starts: readers.map { .init(rules: $0, from: from) }, desk: desk, limits: limits))
        }
        return true
    }

    /// Whether it is in force for the first time, and wants none of what is there.
    private func isAtEnd(_ rules: ReadyRules) -> Bool {
        !knownRules.contains(rules.file.name) && rules.file.readFrom == .end
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
                handle: handle, path: path, tailer: own, starts: starts, shown: known.shown, desk: desk,
                limits: limits))
    }

    mutating func add(_ tail: Tail<Source.Handle>) {
        tails[tail.id] = tail
        if tail.handle?.isPacked ?? false { packed.append(tail.id) }
        order.append(tail.id)
        ready.insert(tail.id)
    }

    func probe(_ handle: Source.Handle, resume: ByteOffset) throws(SystemError) -> Probe {
        let status = try handle.status()
        return try Probe(status: status, resume: resume) { offset, max throws(SystemError) in
            try handle.read(at: offset, max: max)
        }
    }

    /// Behind the last line that has its end: a line that is half there when reading begins is read whole.
    private func endOfLines(
        of handle: Source.Handle, encoding choice: EncodingChoice
    ) throws(SystemError) -> ByteOffset {
        let size = try handle.status().size
        let beginning = try handle.read(at: .zero, max: EncodingChoice.markBytesMax)
        let lineFeed = choice.finalEncoding(ofFileBeginning: beginning).lineFeed
        let start = ByteOffset(max(0, size.value - Int64(limits.lineBytesMax))).rounded(to: lineFeed.count)
        let bytes = try handle.read(at: start, max: limits.lineBytesMax)
        if let end = bytes.endOfLast(lineFeed) { return start + ByteCount(end) }
        return start == .zero ? .zero : size.rounded(to: lineFeed.count)
    }
}

extension ByteOffset {
    /// Where the code unit of so many bytes begins that this lies in.
    fileprivate func rounded(to unitBytes: Int) -> ByteOffset { ByteOffset(value - value % Int64(unitBytes)) }
}

extension [UInt8] {
    /// Where the last code unit with these bytes ends.
    fileprivate func endOfLast(_ unit: [UInt8]) -> Int? {
        var place = count - count % unit.count
        while place > 0 {
            if self[(place - unit.count)..<place].elementsEqual(unit) { return place }
            place -= unit.count
        }
        return nil
    }
}
