/// An event that was given out before its record was whole, because the record's last line had no end and stayed so.
///
/// When the whole record is read, the event that comes of it takes the place of this one, or is the very same.
package struct ShownEvent: Hashable, Sendable {
    package var project: String
    package var referenceID: String
    /// Of the bytes that were queued: they tell the same event again from a fuller one.
    package var bodyHash: UInt128
    /// Where its record begins.
    package var start: ByteOffset

    package init(project: String, referenceID: String, bodyHash: UInt128, start: ByteOffset) {
        (self.project, self.referenceID) = (project, referenceID)
        (self.bodyHash, self.start) = (bodyHash, start)
    }
}

/// Takes a shown event back: what its whole record came to has its place.
package struct Withdrawal: Hashable, Sendable {
    package var event: ShownEvent
    /// What the ledger says if the event has left the journal already, so that a server may keep the shorter form.
    package var ifGone: Loss

    package init(_ event: ShownEvent, ifGone: Loss) { (self.event, self.ifGone) = (event, ifGone) }
}
