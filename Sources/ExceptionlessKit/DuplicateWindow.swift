import Exceptionless
import Model

/// Makes one event of identical ones. The first passes; those that follow within the window are held, and come out as
/// one event with their number when it ends. Then the next window begins, so a storm makes one event a window.
struct DuplicateWindow: Sendable {
    /// Zero for none.
    private let length: Duration
    /// What is held may take no more than this, as JSON.
    private let bytesMax: Int
    private var open: [UInt128: Window] = [:]
    /// The keys of `open` in the order in which their windows end: all are as long.
    private var order: [UInt128] = []
    /// Bytes of the events that are held, as JSON.
    private(set) var heldBytes = 0
    /// How many submissions the held events stand for.
    private(set) var heldCount = 0

    private struct Window {
        var ends: Instant
        var held: Held?
    }

    /// The first event that was held, and what came after it.
    private struct Held {
        var event: Event
        var bytes: Int
        /// How many were submitted.
        var submissions: Int
        /// How many occurrences they stood for.
        var occurrences: Int
        var last: Timestamp
    }

    enum Admission: Hashable {
        case pass
        /// It comes out as part of the event with this ID.
        case held(into: String)
    }

    /// Windows that may be open at the same time; beyond, events pass.
    static let windowsMax = 2_000

    init(_ length: Duration, bytesMax: Int) { (self.length, self.bytesMax) = (length, bytesMax) }

    /// An event that passes opens a window. `bytes` is its size as JSON.
    mutating func admit(_ event: Event, bytes: Int, at now: Instant) -> Admission {
        guard length > .zero, !event.isOfSession, let id = event.referenceID else { return .pass }
        let key = event.sameness
        guard let window = open[key] else {
            if open.count < Self.windowsMax {
                open[key] = Window(ends: now.advanced(by: length))
                order.append(key)
            }
            return .pass
        }
        if var held = window.held {
            held.submissions += 1
            held.occurrences = min(held.occurrences + max(1, event.count ?? 1), Int(Int32.max))
            held.last = max(held.last, event.date)
            open[key]?.held = held
            heldCount += 1
            return .held(into: held.event.referenceID ?? id)
        }
        guard heldBytes + bytes <= bytesMax else { return .pass }
        open[key]?.held = Held(
            event: event, bytes: bytes, submissions: 1, occurrences: max(1, event.count ?? 1), last: event.date)
        heldBytes += bytes
        heldCount += 1
        return .held(into: id)
    }

    /// Whether the same event is held already, so that it would only be counted.
    func holds(_ event: Event) -> Bool { !event.isOfSession && open[event.sameness]?.held != nil }

    /// When the first window ends.
    var nextEnd: Instant? { order.first.flatMap { open[$0]?.ends } }

    /// What the windows that have ended held, each as one event, with the number of submissions that it stands for.
    mutating func ended(at now: Instant) -> [(event: Event, submissions: Int)] {
        var ended: [(event: Event, submissions: Int)] = []
        while let key = order.first, let window = open[key], window.ends <= now {
            order.removeFirst()
            open[key] = nil
            guard let merged = take(window) else { continue }
            ended.append(merged)
            open[key] = Window(ends: now.advanced(by: length))
            order.append(key)
        }
        return ended
    }

    /// All that is held; the windows stay open.
    mutating func all() -> [(event: Event, submissions: Int)] {
        order.compactMap { key in
            guard let merged = open[key].flatMap({ take($0) }) else { return nil }
            open[key]?.held = nil
            return merged
        }
    }

    private mutating func take(_ window: Window) -> (event: Event, submissions: Int)? {
        guard let held = window.held else { return nil }
        heldBytes -= held.bytes
        heldCount -= held.submissions
        guard held.submissions > 1 else { return (held.event, 1) }
        var event = held.event
        event.count = held.occurrences
        event.data["first_date"] = .string(event.date.iso8601)
        event.data["last_date"] = .string(held.last.iso8601)
        event.date = held.last
        return (event, held.submissions)
    }
}

extension Event {
    fileprivate var sameness: UInt128 { StableHash.of(bare().encoded()) }
}
