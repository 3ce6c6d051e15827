/// `@stack`: which events stack together, and under what title.
///
/// An object on the wire. The public guide for custom clients calls it the exception's stack as a text; the server has
/// never read it so, and moves a plain string aside without effect.
public struct StackInfo: Hashable, Sendable {
    /// At most 1,000 characters; it is fixed when the stack's first event arrives.
    public var title: String?
    /// In order; the server hashes the values, not the names. `ExceptionType` and `Method` make its pages look native.
    public var signature: [SignaturePart] = []
    /// The raw text of the stack, an extra member that the server keeps.
    public var stackTrace: String?

    /// One name and value of `signature_data`. Names choose how the server shows the stack, values make it.
    public struct SignaturePart: Hashable, Sendable {
        public var name: String
        /// Values are put together without anything between them, so each should be distinctive; empty ones count for
        /// nothing.
        public var value: String

        public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    public init(title: String? = nil, signature: [SignaturePart] = [], stackTrace: String? = nil) {
        (self.title, self.signature, self.stackTrace) = (title, signature, stackTrace)
    }

    /// As the official clients write a manual stacking key: events with the same one are one stack.
    public init(key: String, title: String? = nil) {
        self.init(title: title, signature: [SignaturePart("ManualStackingKey", key)])
    }
}
