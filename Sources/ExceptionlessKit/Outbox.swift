import Exceptionless
import Model

/// Events that wait for the server, in their order, within limits.
struct Outbox: Sendable {
    /// One event, and by which settings it was judged last.
    struct Entry: Sendable {
        /// Given once, growing.
        var seq: Int64
        var event: Event
        /// As JSON.
        var bytes: Int
        var judgement: Int
        /// How many submissions it stands for.
        var submissions: Int
    }

    private(set) var entries: [Entry] = []
    private(set) var bytes = 0
    private var seq: Int64 = 0
    private let eventsMax: Int
    private let bytesMax: Int

    init(eventsMax: Int, bytesMax: Int) { (self.eventsMax, self.bytesMax) = (max(1, eventsMax), bytesMax) }

    /// Whether an event of this size has room, `besides` bytes that are kept elsewhere.
    func hasRoom(for bytes: Int, besides: Int) -> Bool {
        entries.count < eventsMax && self.bytes + besides + bytes <= bytesMax
    }

    /// The caller has looked for room.
    mutating func append(_ fitted: FittedEvent, judgement: Int, submissions: Int) {
        seq += 1
        entries.append(
            Entry(
                seq: seq, event: fitted.event, bytes: fitted.body.count, judgement: judgement,
                submissions: submissions))
        bytes += fitted.body.count
    }

    /// The entry, if it is still there, changed; nil takes it out. Gives the old one.
    @discardableResult
    mutating func replace(_ seq: Int64, with change: (Entry) -> Entry?) -> Entry? {
        guard let place = entries.firstIndex(where: { $0.seq == seq }) else { return nil }
        let old = entries[place]
        bytes -= old.bytes
        if let new = change(old) {
            entries[place] = new
            bytes += new.bytes
        } else {
            entries.remove(at: place)
        }
        return old
    }
}
