import Exceptionless
import Model

/// What the intake guards: settings, the duplicate window, the queue and the counts.
struct IntakeState: Sendable {
    var settings: ProjectSettings
    /// Counts the settings that came, so that what was judged by former ones is judged again.
    var judgement = 0
    var duplicates: DuplicateWindow
    var outbox: Outbox
    var counts = ClientCounts()
    var session: String?
    var isFull = false
    var isClosed = false
}

extension IntakeState {
    mutating func take(_ outcome: Preparation.Outcome, at now: Instant) -> Submission {
        if isClosed { return .dropped(.closed) }
        switch outcome {
        case .failure(let dropped): return .dropped(dropped.reason)
        case .success(let fitted):
            // What only adds to a count needs none.
            let hasRoom = outbox.hasRoom(for: fitted.body.count, besides: duplicates.heldBytes)
            guard hasRoom || duplicates.holds(fitted.event) else {
                isFull = true
                return .dropped(.queueFull)
            }
            if case .held(let id) = duplicates.admit(fitted.event, bytes: fitted.body.count, at: now) {
                return .merged(into: id)
            }
            outbox.append(fitted, judgement: judgement, submissions: 1)
            return .queued(referenceID: fitted.event.referenceID ?? "")
        }
    }

    /// An event that was prepared and judged before.
    mutating func enqueue(_ event: Event, submissions: Int) {
        // What was held had its room already; a full queue must not lose what stands for many.
        do throws(EventFault) {
            outbox.append(try event.fitted(), judgement: judgement, submissions: submissions)
        } catch {
            counts.malformed += submissions
        }
    }
}

extension IntakeState {
    /// The entry as it may be sent now; nil, and out of the queue, if it may not.
    mutating func current(
        _ entry: Outbox.Entry, now: Timestamp, _ preparation: Preparation
    ) -> QueuedEvent? {
        let isLate = entry.event.isTooOld(at: now)
        guard isLate || entry.judgement != judgement else {
            return QueuedEvent(entry.event, body: entry.event.encoded())
        }
        switch preparation.admitted(isLate ? entry.event.redated(to: now) : entry.event, by: settings) {
        case .success(let fitted):
            counts.redated += isLate ? entry.submissions : 0
            outbox.replace(entry.seq) { entry in
                var entry = entry
                (entry.event, entry.bytes, entry.judgement) = (fitted.event, fitted.body.count, judgement)
                return entry
            }
            return QueuedEvent(fitted.event, body: fitted.body)
        case .failure(let dropped):
            for _ in 0..<entry.submissions { counts.count(dropped.reason) }
            outbox.replace(entry.seq) { _ in nil }
            return nil
        }
    }
}

extension ClientCounts {
    mutating func count(_ reason: DropReason) {
        switch reason {
        case .plugin: droppedByPlugins += 1
        case .settings: heldBack += 1
        case .malformed: malformed += 1
        case .queueFull, .closed: notQueued += 1
        }
    }
}

extension QueuedEvent {
    fileprivate init(_ event: Event, body: [UInt8]) {
        self.init(
            project: "", referenceID: event.referenceID ?? "", type: event.type, level: nil, date: event.date,
            body: body)
    }
}
