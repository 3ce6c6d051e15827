import Model
import Platform
import Setup
import Tailing

extension Pipeline {
    /// Finds out which files there are, and which tails have something to read.
    mutating func look(at moment: Moment) {
        let isFull = isScanDue || times.fullScan.map { $0 <= moment.instant } ?? true
        if isFull || !changedDirectories.isEmpty { walk(isFull: isFull, at: moment) }
        if let due = times.draining, due <= moment.instant {
            times.draining = nil
            ready.formUnion(tails.values.filter { $0.tailer.state != .following }.map(\.id))
        }
        if tails.values.contains(where: { $0.tailer.state != .following }), times.draining == nil {
            times.draining = moment.instant.advanced(by: pace.draining)
        }
    }

    private mutating func walk(isFull: Bool, at moment: Moment) {
        let scan = scan(isFull: isFull)
        changedDirectories = []
        if isFull {
            isScanDue = false
            times.fullScan = moment.instant.advanced(by: polled.isEmpty ? pace.scan : pace.poll)
        }
        watch(scan)
        note(scan.troubles, isFull: isFull)
        for (path, kind) in scan.otherKinds {
            tell(.warn, "\(path) is no log file but a \(kind.rawValue); it is not read")
        }
        let known = tails.values.map { tail in
            let path = tail.tailer.state == .following ? tail.path : nil
            return KnownFile(id: tail.id, fingerprint: tail.tailer.fingerprint, path: path)
        }
        var appeared: [SeenFile] = []
        for reconciliation in Reconciler.reconcile(scan, with: known) {
            switch reconciliation {
            case .lostPath(let id):
                if let path = tails[id]?.path { formerly[path] = id }
                tails[id]?.tailer.lostPath(at: moment.instant)
                ready.insert(id)
            // A compressed file is read under the log's own name, whoever names it too.
            case .moved(let id, let seen), .unmoved(let id, let seen):
                if !packed.contains(id) { place(id, at: seen) }
            case .alias, .aliasOfNew: break
            case .appeared(let seen): appeared.append(seen)
            }
        }
        if !appeared.isEmpty || isFull { open(appeared, isFirstWalk: isFull, at: moment) }
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
    private mutating func note(_ troubles: [Path: SystemError], isFull: Bool) {
        for (path, error) in troubles.sorted(by: { $0.key < $1.key }) {
            tell(.warn, "\(error.description)\(error.advice); it is looked at again", about: "scan \(path)")
        }
        if isFull {
            for path in unseen.subtracting(troubles.keys).sorted() {
                settle("scan \(path)", saying: "\(path) can be looked at now")
            }
            (unseen, unopened) = ([], [])
        }
        unseen.formUnion(troubles.keys)
    }

    /// A directory that was not watched before it was listed is listed again, since something may have come in between.
    private mutating func watch(_ scan: Scan<SystemError>) {
        for path in scan.listed.union(scan.anchors).sorted() where watched.insert(path).inserted {
            effects.append(.watch(path))
            isScanDue = true
        }
        for file in scan.files where file.isLink && linkTargets[file.path] != file.status.inode {
            linkTargets[file.path] = file.status.inode
            watched.insert(file.path)
            effects.append(.watchFile(file.path))
        }
    }

    private mutating func place(_ id: FileID, at seen: SeenFile) {
        guard var tail = tails[id] else { return }
        if tail.path != seen.path {
            formerly[tail.path] = id
            tail.path = seen.path
            tail.update(from: desk)
            tail.isUnsaved = true
        }
        tail.tailer.foundPath()
        tail.sizeSeen = seen.status.size
        if tail.tailer.mayHaveChanged(since: seen.status) { ready.insert(id) }
        tails[id] = tail
    }

    mutating func close(_ id: FileID) {
        formerly = formerly.filter { $0.value != id }
        tails[id] = nil
        order.removeAll { $0 == id }
        ready.remove(id)
        packed.removeAll { $0 == id }
        retries[id] = nil
    }

    /// Rule files changed: what is read goes on from its committed place under the new ones. A file that nothing names
    /// any more may be gone when it is closed, so it is read to its end under the old ones.
    mutating func reopenForNewRules() {
        for tail in tails.values where tail.tailer.state == .following { close(tail.id) }
    }
}
