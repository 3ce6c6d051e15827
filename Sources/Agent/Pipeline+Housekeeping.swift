import Journaling
import Model
import Platform
import Setup
import WireFormat

extension Pipeline {
    /// What is due by the clock and not by a file.
    mutating func keepHouse(at moment: Moment) {
        if let due = times.save, due <= moment.instant { save(at: moment) }
        if times.save == nil, !tails.unsaved.isEmpty || !unsavedLosses.isEmpty {
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

    /// Files that are there, and those that may merely be out of sight, are kept in mind.
    private mutating func forget(at moment: Moment) throws(JournalError) {
        var devices: [Path: UInt64?] = [:]
        let gone = stored.values.filter { file in
            guard tails[file.id] == nil else { return false }
            let directory = file.path.directory
            let device = devices[directory] ?? self.device(above: directory)
            devices[directory] = .some(device)
            return device == file.fingerprint.device
        }
        let goneIDs = Set(gone.map(\.id))
        let present = stored.keys.filter { !goneIDs.contains($0) }
        let date = moment.wall.advanced(by: .zero - pace.remember)
        try journal.touchFiles(present, at: moment.wall)
        try journal.forgetFiles(lastSeenBefore: date)
        for id in present { stored[id]?.lastSeen = moment.wall }
        for file in gone where file.lastSeen < date { stored[file.id] = nil }
    }

    /// Of the directory, or of the nearest one above it that is there; nil if that cannot be looked at. It is another
    /// than the file's while the file's mount is away.
    private func device(above directory: Path) -> UInt64? {
        do throws(SystemError) { return try files.status(of: directory).device } catch {
            guard error.reason == .notFound, directory.directory != directory else { return nil }
            return device(above: directory.directory)
        }
    }
}
