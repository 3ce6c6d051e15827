import Model
import Rules
import Setup
import Tailing
import WireFormat

/// What is given out of a record whose last line has no end and stays so.
///
/// It is given out from a copy: the framer and the interpreters stay at the record's beginning, and so does the place
/// that the journal has. When the rest comes, they make the whole record, with the same id; its event takes the place
/// of the one that was shown, or is the very same. So half a line is never a record of its own, whoever dies when.
struct Showing {
    /// Given out, and not yet settled by the whole records.
    var events: Set<ShownEvent>
    /// What the next commit takes back.
    var withdrawn: [Withdrawal] = []
    /// Nothing is shown again before more bytes come.
    var shownTo: ByteOffset?
    /// When the last bytes came.
    var changedAt = Instant(nanoseconds: .min)
    /// When the unfinished line began, or was shown last.
    var since = Instant(nanoseconds: .min)

    /// A line without an end is shown no sooner: most writers that stop amid a line go on at once.
    static let quietMin = Duration.seconds(5)
    /// A line that grows for ever, such as a progress bar, is shown after so many quiet times.
    static let patience = 12
}

extension Tail {
    /// Whether the last line has no end yet.
    var hasPartialLine: Bool { framer.lineStart < framer.readTo }

    /// When the unfinished line is to be shown; nil if it was.
    var showingDeadline: Instant? {
        guard hasPartialLine, showing.shownTo != framer.readTo else { return nil }
        let quiet = readers.map(\.interpreter.flushAfter).reduce(Showing.quietMin, max)
        return min(showing.changedAt.advanced(by: quiet), showing.since.advanced(by: quiet * Showing.patience))
    }

    /// What would come of the unfinished records if the file ended here, as far as it was not shown before. Their
    /// losses are told when they are whole.
    mutating func show(at moment: Moment) -> [Interpretation] {
        var copy = self
        copy.showing.events = []
        copy.dropRetiredReaders()
        var made = renamed(copy.finish(at: moment))
        var shown: Set<ShownEvent> = []
        for index in made.indices {
            made[index].losses = []
            // Counted when they are whole.
            made[index].counted = nil
            // What may be taken back is counted with no other.
            for place in made[index].events.indices { made[index].events[place].queued.sameness = nil }
            made[index].events.removeAll { event in
                let mark = ShownEvent(event)
                shown.insert(mark)
                return showing.events.contains(mark)
            }
        }
        withdraw(showing.events.subtracting(shown))
        showing.events = shown
        (showing.shownTo, showing.since) = (framer.readTo, moment.instant)
        return made
    }

    /// Records that are whole now: what was shown of them is not given out again, or gives way.
    mutating func settled(_ made: [Interpretation]) -> [Interpretation] {
        guard !showing.events.isEmpty else { return made }
        var made = renamed(made)
        var same: Set<ShownEvent> = []
        for index in made.indices {
            made[index].events.removeAll { event in
                let mark = ShownEvent(event)
                guard showing.events.contains(mark) else { return false }
                same.insert(mark)
                return true
            }
        }
        let end = positions.values.map(\.offset).min() ?? .zero
        let whole = showing.events.filter { $0.start < end }
        withdraw(whole.subtracting(same))
        showing.events.subtract(whole)
        return made
    }

    /// Whole, a record may be another rule's, whose event has another id by its place. It gets the one that its
    /// beginning was shown under, so that a server never has both.
    private func renamed(_ made: [Interpretation]) -> [Interpretation] {
        guard !showing.events.isEmpty else { return made }
        var made = made
        for index in made.indices {
            let start = made[index].record.text.range.lowerBound
            let ids = Set(made[index].events.map(\.queued.referenceID))
            var left = showing.events.filter { $0.start == start && !ids.contains($0.referenceID) }
            for place in made[index].events.indices {
                let event = made[index].events[place]
                let isShown = showing.events.contains {
                    $0.start == start && $0.referenceID == event.queued.referenceID
                }
                guard !isShown, event.queued.referenceID == event.draft.placeID,
                    let old = left.filter({ $0.project == event.queued.project })
                        .min(by: { $0.referenceID < $1.referenceID })
                else { continue }
                left.remove(old)
                made[index].events[place].queued.rename(to: old.referenceID)
            }
        }
        return made
    }

    /// For the commit of the turn.
    mutating func takeWithdrawn() -> [Withdrawal] {
        defer { showing.withdrawn = [] }
        return showing.withdrawn
    }

    private mutating func withdraw(_ events: Set<ShownEvent>) {
        showing.withdrawn += events.map { event in
            let loss = Loss(
                reason: .completedLate, file: id, path: path, generation: tailer.generation,
                range: event.start..<framer.readTo, project: event.project)
            return Withdrawal(event, ifGone: loss)
        }
    }
}

extension QueuedEvent {
    fileprivate mutating func rename(to id: String) {
        guard var event = (try? JSONReader.parse(body))?.object else { return }
        event["reference_id"] = .string(id)
        (referenceID, body, sameness) = (id, JSONValue.object(event).encoded(), nil)
    }
}

extension ShownEvent {
    fileprivate init(_ made: Interpretation.Made) {
        self.init(
            project: made.queued.project, referenceID: made.queued.referenceID,
            bodyHash: StableHash.of(made.queued.body), start: made.draft.range.lowerBound)
    }
}
