import Model
import Platform
import Tailing

/// Any number of files is tailed with `limits.open_files` descriptors. Those that were not read for the longest time
/// are closed, and opened again by their path when there is something to read; inotify goes on to tell of them. A
/// file that no path names is held to its end, since nothing could open it again.
extension Pipeline {
    /// So many files without a path are held: with the other half the rest takes turns.
    var heldFilesMax: Int { max(1, limits.openFilesMax / 2) }

    /// The tail's open file. Nil if its path leads to it no more: the next walk finds out what became of it.
    mutating func handle(of tail: inout Tail<Source.Handle>) throws(SystemError) -> Source.Handle? {
        if let handle = tail.handle {
            tails.use(tail.id)
            return handle
        }
        guard tail.tailer.state == .following else { return nil }
        do throws(SystemError) {
            let handle = try openFile(tail.path)
            guard tail.tailer.fingerprint.isSameFile(as: try handle.status()) else { return nil }
            tail.handle = handle
            tails.lend(handle, to: tail.id)
            return handle
        } catch {
            if error.reason == .notFound || error.reason == .wrongKind { return nil }
            throw error
        }
    }

    /// The same within a turn, which knows what to do without.
    mutating func handle(
        of tail: inout Tail<Source.Handle>, in turn: inout Turn<Source.Handle>
    ) throws(SystemError) -> Source.Handle? {
        do throws(SystemError) {
            if let handle = try handle(of: &tail) { return handle }
        } catch {
            // What this turn reads has all the descriptors: the next turn begins with this file.
            guard error.reason == .tooManyOpen, !turn.tails.isEmpty else { throw error }
            turn.needsDescriptors = true
            turn.unread.insert(tail.id)
            nextInTurn = nextInTurn ?? tail.id
            return nil
        }
        if tail.tailer.state == .following {
            changedDirectories.insert(tail.path.directory)
        } else {
            letGo(of: &tail, in: &turn)
        }
        return nil
    }

    /// Opens a file, for which others give up their descriptors if need be.
    mutating func openFile(_ path: Path) throws(SystemError) -> Source.Handle {
        while tails.open.count >= limits.openFilesMax {
            guard closeLeastRecent() else { throw .noDescriptor(path) }
        }
        while true {
            do throws(SystemError) { return try files.open(path) } catch {
                guard error.reason == .tooManyOpen, closeLeastRecent() else { throw error }
            }
        }
    }

    /// False if all that are open are at work or must be held.
    private mutating func closeLeastRecent() -> Bool {
        var least: (id: FileID, use: UInt64)?
        for (id, use) in tails.open where use <= turnStart ?? .max && !tails.nameless.contains(id) {
            if use < least?.use ?? .max { least = (id, use) }
        }
        guard let least else { return false }
        tails.lend(nil, to: least.id)
        return true
    }

    /// Finds the files whose path went to another while they were closed, by their inode, and opens them. Beyond
    /// `heldFilesMax` it lets go of those that matter least.
    mutating func holdNameless() {
        var listings: [Path: [UInt64: Path]] = [:]
        var held = tails.nameless.filter { tails.open[$0] != nil }
        for id in order(of: tails.nameless) where tails.open[id] == nil {
            guard let tail = tails[id], let place = rotatedPlace(of: tail, listings: &listings) else { continue }
            if held.count >= heldFilesMax {
                if let size = try? files.status(of: place).size { tails[id]?.sightings.see(size: size) }
                shelved.insert(id)
            } else if let handle = try? openFile(place), let status = try? handle.status(),
                tail.tailer.fingerprint.isSameFile(as: status)
            {
                tails.lend(handle, to: id)
                held.insert(id)
            }
        }
        ready.formUnion(tails.nameless.subtracting(held))
        guard held.count > heldFilesMax else { return }
        tell(
            .error,
            "\(held.count) rotated or deleted files are held open until they are read, more than half of "
                + "limits.open_files: raise it", about: "held")
        let least = held.compactMap { tails[$0] }.sorted { $0.bytesBehind < $1.bytesBehind }
        for tail in least.prefix(held.count - heldFilesMax) {
            if let status = try? tail.handle?.status(), status.linkCount > 0 { shelved.insert(tail.id) }
            tails.lend(nil, to: tail.id)
            ready.insert(tail.id)
        }
    }

    /// Opens what waits on the shelf. To make room, others that were read and have been quiet for a while go before
    /// their time: they have names, and are looked for again with the next full walk.
    mutating func takeFromShelf(at moment: Moment) {
        guard !shelved.isEmpty else { return }
        for id in tails.nameless {
            guard let tail = tails[id], tail.bytesBehind == .zero, tail.isQuiet(at: moment),
                let status = try? tail.handle?.status(), status.linkCount > 0
            else { continue }
            tails.lend(nil, to: id)
            ready.insert(id)
        }
        let waiting = shelved.filter { tails[$0] == nil }
        guard !waiting.isEmpty, tails.nameless.count < heldFilesMax else { return }
        openPredecessors(among: waiting, at: moment)
        // With room left, all were found that are there.
        shelved.subtract(tails.nameless.count < heldFilesMax ? waiting : waiting.intersection(tails.nameless))
    }

    /// Where the file lies now in the directory it was in.
    private func rotatedPlace(of tail: Tail<Source.Handle>, listings: inout [Path: [UInt64: Path]]) -> Path? {
        let directory = tail.path.directory
        let listing =
            listings[directory]
            ?? Dictionary(
                ((try? files.entries(of: directory)) ?? []).map { ($0.inode, directory.appending($0.name)) },
                uniquingKeysWith: { first, _ in first })
        listings[directory] = listing
        return listing[tail.tailer.fingerprint.inode]
    }

    /// Ends a tail that has neither a path nor a descriptor. One that still has a name somewhere goes back to what the
    /// journal remembers, to be found like a file that was rotated while nobody looked; of another, what was not read
    /// is lost.
    private mutating func letGo(of tail: inout Tail<Source.Handle>, in turn: inout Turn<Source.Handle>) {
        turn.closed.insert(tail.id)
        if shelved.contains(tail.id), tail.bytesBehind > .zero { return }
        shelved.remove(tail.id)
        turn.add(tail.finish(at: turn.moment))
        turn.gone.insert(tail.id)
        guard tail.bytesBehind > .zero else { return }
        let range = tail.tailer.readTo..<(tail.tailer.readTo + tail.bytesBehind)
        turn.losses.append(
            Loss(reason: .vanished, file: tail.id, path: tail.path, generation: tail.tailer.generation, range: range))
        tell(.error, "\(tail.path) is gone with \(tail.bytesBehind) that were not read; the ledger says which")
    }
}
