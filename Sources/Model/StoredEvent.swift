package import WireFormat

/// An event that the journal holds, with its place in the queue.
package struct StoredEvent: Hashable, Sendable {
    /// Given at commit, growing, never given twice: the order of sending.
    package var seq: Int64
    package var event: QueuedEvent
    /// When it came in; nil where that does not matter.
    package var storedAt: Timestamp?

    package init(seq: Int64, event: QueuedEvent, storedAt: Timestamp? = nil) {
        (self.seq, self.event, self.storedAt) = (seq, event, storedAt)
    }
}
