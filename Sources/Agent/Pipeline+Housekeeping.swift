import Journaling
import Model
import Platform
import Rules
import Setup
import WireFormat

extension Pipeline {
    /// What is due by the clock and not by a file.
    mutating func keepHouse(at moment: Moment) {
        releaseDuplicates(at: moment)
        tellTallies(at: moment)
        if let due = times.save, due <= moment.instant { save(at: moment) }
        if times.save == nil, !tails.unsaved.isEmpty || !unsavedLosses.isEmpty || tallies.hasChanges {
            times.save = moment.instant.advanced(by: pace.save)
        }
        guard times.housekeeping.map({ $0 <= moment.instant }) ?? true else { return }
        times.housekeeping = moment.instant.advanced(by: pace.housekeeping)
        do throws(JournalError) {
            for (project, store) in desk.localStores {
                let expired = try journal.expire(project, keep: store.keep, maxSize: store.sizeMax, now: moment.wall)
                if expired > 0 { lossCounted(.expired, expired) }
            }
            if times.forgetting.map({ $0 <= moment.instant }) ?? true {
                times.forgetting = moment.instant.advanced(by: pace.forgetting)
                try forget(at: moment)
            }
            settle("housekeeping", saying: "what is past its time is removed from the journal again")
        } catch {
            tell(.error, "\(error.description). What is past its time stays", about: "housekeeping")
        }
    }

    /// Forgets files that have been gone for long. Those that are there, and those that may merely be out of sight, are
    /// kept in mind.
    private mutating func forget(at moment: Moment) throws(JournalError) {
        var gone: Set<FileID> = []
        for (directory, known) in Dictionary(grouping: stored.values, by: \.path.directory) {
            gone.formUnion(filesGone(among: known.filter { tails[$0.id] == nil }, from: directory).map(\.id))
        }
        // A day behind the end of what it counts, nothing belongs to a tally.
        if ready.isEmpty { tallies.forget(endedBefore: moment.wall.advanced(by: .seconds(-86_400))) }
        try journal.touchFiles(stored.keys.filter { !gone.contains($0) }, at: moment.wall)
        for id in try journal.forgetFiles(lastSeenBefore: moment.wall.advanced(by: .zero - pace.remember)) {
            stored[id] = nil
        }
    }

    /// Those of the directory's files that are certainly gone: the file system that they were on is there, and the
    /// directory can be listed, or is gone too, and has none of them.
    private func filesGone(among known: [StoredFile], from directory: Path) -> [StoredFile] {
        var place = directory
        var inodes: Set<UInt64> = []
        while true {
            do throws(SystemError) {
                let device = try files.status(of: place).device
                if place == directory { inodes = Set(try files.entries(of: place).map(\.inode)) }
                return known.filter { $0.fingerprint.device == device && !inodes.contains($0.fingerprint.inode) }
            } catch {
                guard error.reason == .notFound, place.directory != place else { return [] }
                place = place.directory
            }
        }
    }
}
