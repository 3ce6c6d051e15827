package import WireFormat

/// What sending to a project has learned and must not forget over a restart.
package struct CourierState: Hashable, Sendable {
    /// Nothing is to be sent before this date: the server's budget is used up until then.
    package var notBefore: Timestamp?
    /// The largest gzipped body that the server took after it refused a larger one; nil: it refused none.
    package var batchBytesMax: Int?

    package init(notBefore: Timestamp? = nil, batchBytesMax: Int? = nil) {
        (self.notBefore, self.batchBytesMax) = (notBefore, batchBytesMax)
    }
}
