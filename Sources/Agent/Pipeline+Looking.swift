import Model
import Platform
import Setup
import Tailing

extension Pipeline {
    /// Finds out which files there are, and which tails have something to read.
    mutating func look(at moment: Moment) {
        let isFull = isScanDue || times.fullScan.map { $0 <= moment.instant } ?? true
        if let due = times.poll, due <= moment.instant {
            times.poll = nil
            changedDirectories.formUnion(polled)
            // Nothing tells when a directory may be listed, or what is in it be described.
            changedDirectories.formUnion(unseen.map { isWanted($0) ? $0.directory : $0 })
        }
        if isFull || !changedDirectories.isEmpty { walk(isFull: isFull, at: moment) }
        if let due = times.draining, due <= moment.instant {
            times.draining = nil
            ready.formUnion(tails.nameless)
            takeFromShelf(at: moment)
        }
        if !tails.nameless.isEmpty || !shelved.isEmpty, times.draining == nil {
            times.draining = moment.instant.advanced(by: pace.draining)
        }
        if !polled.isEmpty || !unseen.isEmpty, times.poll == nil {
            times.poll = moment.instant.advanced(by: pace.poll(ofFiles: filesPolled))
        }
    }

    private mutating func walk(isFull: Bool, at moment: Moment) {
        let scan = scan(isFull: isFull)
        changedDirectories = []
        if isFull {
            isScanDue = false
            times.fullScan = moment.instant.advanced(by: pace.scan(ofFiles: scan.files.count))
        }
        isWalkCut = scan.isCut || (isWalkCut && !isFull)
        watch(scan, isFull: isFull)
        note(scan, isFull: isFull)
        if !isFull { filesPolled = scan.files.count }
        var appeared: [SeenFile] = []
        for reconciliation in Reconciler.reconcile(scan, with: known(to: scan, isFull: isFull)) {
            switch reconciliation {
            case .lostPath(let id):
                if let path = tails[id]?.path { formerly[path] = id }
                tails[id]?.tailer.lostPath(at: moment.instant)
                ready.insert(id)
            // A compressed file is read under the log's own name, whoever names it too.
            case .moved(let id, let seen), .unmoved(let id, let seen):
                if !packed.contains(id) { place(id, at: seen, moment) }
            case .alias, .aliasOfNew: break
            case .appeared(let seen): appeared.append(seen)
            }
        }
        holdNameless()
        openLeft(at: moment)
        if !appeared.isEmpty || isFull { open(appeared, isFirstWalk: isFull, at: moment) }
        if isFull { times.seen = moment.wall }
    }

    /// The tails of which the scan may say something: all after a full walk, else those that it saw, and those in the
    /// directories that it listed.
    private mutating func known(to scan: Scan<SystemError>, isFull: Bool) -> [KnownFile] {
        var ids: Set<FileID> = []
        if !isFull {
            for file in scan.files { if let id = tails.with(InodeKey(file.status)) { ids.insert(id) } }
            for directory in scan.answered { ids.formUnion(tails.named(in: directory)) }
        }
        return (isFull ? order : order(of: ids)).compactMap { tails[$0] }.map { tail in
            let path = tail.tailer.state == .following ? tail.path : nil
            return KnownFile(id: tail.id, fingerprint: tail.tailer.fingerprint, path: path)
        }
    }

    private func scan(isFull: Bool) -> Scan<SystemError> {
        let list = { (path: Path) throws(SystemError) -> [DirectoryEntry]? in
            do throws(SystemError) { return try files.entries(of: path) } catch {
                if error.reason == .notFound || error.reason == .wrongKind { return nil }
                throw error
            }
        }
        let status = { (path: Path) throws(SystemError) -> FileStatus? in
            do throws(SystemError) { return try files.status(of: path) } catch {
                if error.reason == .notFound { return nil }
                throw error
            }
        }
        if isFull { return scanner.scan(list: list, status: status) }
        return scanner.scan(changed: changedDirectories, known: watched, list: list, status: status)
    }

    /// A full walk tells also what is well again, and looks anew at what could not be opened.
    private mutating func note(_ scan: Scan<SystemError>, isFull: Bool) {
        for (path, error) in scan.troubles.sorted(by: { $0.key < $1.key }) {
            refuse(path, Objection(error, saying: "it is looked at again"), about: "scan \(path)")
        }
        // What was looked at and is not told of again is well, or gone; `open` says so of what it could not open.
        let answered = scan.answered
        for path in untailed.keys.sorted() where scan.troubles[path] == nil {
            guard isFull || answered.contains(path) || answered.contains(path.directory),
                tails.named(path).flatMap({ retries[$0] }) == nil
            else { continue }
            untailed[path] = nil
            settle("scan \(path)", saying: "\(path) can be looked at now")
        }
        for (path, kind) in scan.otherKinds {
            refuse(path, Objection(.noLogFile, "\(path) is no log file but a \(kind.rawValue); it is not read"))
        }
        unseen = (isFull ? [] : unseen.subtracting(answered)).union(scan.troubles.keys)
        if isFull, !refused.isEmpty {
            let seen = Set(scan.files.map(\.path))
            refused = refused.filter { seen.contains($0.key) }
        }
    }

    /// Keeps the reason, and tells of it once.
    mutating func refuse(_ path: Path, _ reason: Objection, about trouble: String? = nil) {
        untailed[path] = reason
        tell(.warn, reason.text, about: trouble)
    }

    /// Watches again what may have been replaced without a word: a watch follows the directory, not its name. A
    /// directory that was not watched before it was listed is listed again, since something may have come in between.
    private mutating func watch(_ scan: Scan<SystemError>, isFull: Bool) {
        let directories = scan.listed.union(scan.anchors)
        if isFull {
            polled = []
            watched.formIntersection(directories.union(scan.files.lazy.filter(\.isLink).map(\.path)))
        }
        for path in directories.sorted() {
            let isNew = watched.insert(path).inserted
            if isNew { isScanDue = true }
            if isNew || isFull { effects.append(.watch(path)) }
        }
        for file in scan.files where file.isLink {
            let isMoved = linkTargets.updateValue(file.status.inode, forKey: file.path) != file.status.inode
            if watched.insert(file.path).inserted || isMoved || isFull { effects.append(.watchFile(file.path)) }
        }
    }

    private mutating func place(_ id: FileID, at seen: SeenFile, _ moment: Moment) {
        guard var tail = tails[id] else { return }
        if tail.path != seen.path {
            formerly[tail.path] = id
            tail.path = seen.path
            tail.update(from: desk)
            tail.isUnsaved = true
        }
        tail.tailer.foundPath()
        // What cannot be read now may be another by the time it can.
        let isLookedInto = times.pause != nil && tail.tailer.mayHaveChanged(since: seen.status)
        if !isLookedInto || !tail.sight(size: seen.status.size) { tail.sightings.see(size: seen.status.size) }
        tail.moveMark(at: moment.instant)
        if tail.tailer.mayHaveChanged(since: seen.status) { ready.insert(id) }
        tails[id] = tail
    }

    mutating func close(_ ids: Set<FileID>) {
        guard !ids.isEmpty else { return }
        formerly = formerly.filter { !ids.contains($0.value) }
        predecessors = predecessors.filter { !ids.contains($0.value) }
        order.removeAll { ids.contains($0) }
        packed.removeAll { ids.contains($0) }
        for id in ids {
            if let held = tails[id]?.held { tails[held.predecessor]?.isAwaited = false }
            tails[id] = nil
            ready.remove(id)
            retries[id] = nil
        }
    }

    /// Rule files changed. A record that has begun finishes under the rules that it began under, and what follows it is
    /// read under the new ones; so no line is judged twice, nor by nobody. A file that nothing names any more may be
    /// gone when it is closed, so it is read to its end under the old ones.
    mutating func reopenForNewRules() {
        for id in Set(tails.keys).subtracting(tails.nameless) {
            if tails[id]?.hasUnfinishedRecord == true { tails[id]?.retire() } else { close([id]) }
        }
    }
}
