import Glibc

/// A file descriptor with one owner: it closes when the owner lets go, exactly once.
package struct OwnedDescriptor: ~Copyable, Sendable {
    /// For calls while the owner lives; never close it or keep it.
    package let raw: Int32

    /// Takes over a descriptor that nobody else closes.
    package init(owning raw: Int32) { self.raw = raw }

    deinit { _ = close(raw) }
}
