import Model
import WireFormat

/// The first events of those that wait, as one request.
struct Batch: Sendable {
    let id: BatchID
    let seqs: [Int64]
    let request: Request

    /// Bytes of the request's body as it travels.
    var wireBytes: Int { request.body.count }

    /// As many of the first `eventsMax` events as fit into the limits; one at least, however large it is. Nil if even
    /// the one is larger than what the server would read.
    ///
    /// Throws if the protocol has no form for the first of them.
    init?(
        _ events: ArraySlice<StoredEvent>, id: BatchID, eventsMax: Int, wireBytesMax: Int, receiver: any Receiver
    ) throws(EventRefusal) {
        let limits = receiver.limits
        let wireBytesMax = min(wireBytesMax, limits.wireBytesMax)
        let offered = events.prefix(min(eventsMax, limits.eventsMax))
        var count = Self.count(of: offered, bytesMax: limits.eventBytesMax)
        guard count > 0 else { return nil }
        while true {
            let chosen = events.prefix(count)
            let request = try receiver.submission(of: chosen.map(\.event.body))
            if request.body.count <= wireBytesMax || count == 1 {
                (self.id, seqs, self.request) = (id, chosen.map(\.seq), request)
                return
            }
            // Bytes compress about alike, so the share that fits is known; a tenth less, not to miss by a little.
            let bodyBytes = chosen.reduce(0) { $0 + $1.event.body.count }
            let share = bodyBytes / 10 * 9 * wireBytesMax / request.body.count
            count = max(1, min(count - 1, Self.count(of: chosen, bytesMax: share)))
        }
    }

    /// How many of the first events are no more than that, with brackets and commas.
    private static func count(of events: ArraySlice<StoredEvent>, bytesMax: Int) -> Int {
        var bytes = 2
        return events.prefix { stored in
            bytes += stored.event.body.count + 1
            return bytes <= bytesMax
        }.count
    }
}
