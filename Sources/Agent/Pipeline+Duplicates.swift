import Exceptionless
import Journaling
import Model

extension Pipeline {
    /// What was held and whose window has ended becomes one event each, and is sent. The next window begins with it.
    mutating func releaseDuplicates(at moment: Moment) {
        let keys = duplicates.ended(at: moment.instant)
        if !keys.isEmpty, times.pause != nil { return }
        do throws(JournalError) {
            if !keys.isEmpty {
                let events = try journal.duplicates(keys).map(\.merged)
                try journal.release(keys, as: events, date: moment.wall)
                effects.append(.committed(events))
            }
        } catch {
            return refused(error, at: moment)
        }
        duplicates.forgetEnded(at: moment.instant)
        duplicates.note(opened: Set(keys), holding: [], at: moment.instant)
    }
}

extension HeldDuplicates {
    /// One event for all of them, under the first one's id.
    fileprivate var merged: QueuedEvent {
        var event = event
        event.date = latest
        guard var encoded = EncodedEvent(event.body) else { return event }
        encoded.count(count, from: self.event.date, to: latest)
        event.body = encoded.bytes
        return event
    }
}
