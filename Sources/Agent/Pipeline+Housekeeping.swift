import Journaling
import Model
import Setup
import WireFormat

extension Pipeline {
    /// What is due by the clock and not by a file.
    mutating func keepHouse(at moment: Moment) {
        if let due = times.save, due <= moment.instant { save(at: moment) }
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
    private func forget(at moment: Moment) throws(JournalError) {
        let gone = stored.values.filter { file in
            tails[file.id] == nil && watched.contains(file.path.directory)
        }
        let goneIDs = Set(gone.map(\.id))
        try journal.touchFiles(stored.keys.filter { !goneIDs.contains($0) }, at: moment.wall)
        try journal.forgetFiles(lastSeenBefore: moment.wall.advanced(by: .zero - pace.remember))
    }
}
