/// An event that the journal holds, with its place in the queue.
package struct StoredEvent: Hashable, Sendable {
    /// Given at commit, growing, never given twice: the order of sending.
    package var seq: Int64
    package var event: QueuedEvent

    package init(seq: Int64, event: QueuedEvent) { (self.seq, self.event) = (seq, event) }
}
