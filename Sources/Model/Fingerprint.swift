/// What makes a file itself, whatever it is called: where the kernel keeps it, and how its content began.
package struct Fingerprint: Hashable, Sendable {
    package var device: UInt64
    package var inode: UInt64
    /// When the kernel made the inode, where the file system knows; it tells a reused inode from the old one.
    package var birthNanoseconds: Int64?
    /// How many of the first bytes `headHash` covers: 0 for an empty file, `headBytesMax` at most.
    package var headBytes: Int
    package var headHash: UInt128

    /// A head this long tells logs apart even when they begin with the same banner.
    package static let headBytesMax = 1_024

    package init(device: UInt64, inode: UInt64, birthNanoseconds: Int64?, headBytes: Int, headHash: UInt128) {
        (self.device, self.inode, self.birthNanoseconds) = (device, inode, birthNanoseconds)
        (self.headBytes, self.headHash) = (headBytes, headHash)
    }
}

/// The last bytes in front of a resume offset. If they are no longer there, the file was truncated and written anew,
/// even when it has grown past the offset again.
package struct Frontier: Hashable, Sendable {
    /// How many bytes before the offset are covered: 0 at the beginning of the file, `bytesMax` at most.
    package var bytes: Int
    package var hash: UInt128

    package static let bytesMax = 256
    package static let none = Frontier(bytes: 0, hash: StableHash.of([]))

    package init(bytes: Int, hash: UInt128) { (self.bytes, self.hash) = (bytes, hash) }

    /// Of the last bytes of `text`, which ends at the offset.
    package init(endOf text: some BidirectionalCollection<UInt8>) {
        let tail = text.suffix(Self.bytesMax)
        self.init(bytes: tail.count, hash: StableHash.of(tail))
    }
}

/// A file as the journal knows it: given once at first sight, kept through every rename.
package struct FileID: Hashable, Sendable, CustomStringConvertible {
    package let value: UInt128

    package init(value: UInt128) { self.value = value }

    /// From where the file was first seen; the same file seen again after a lost state gets the same identity.
    package init(path: Path, fingerprint: Fingerprint) {
        var hash = StableHash()
        hash.combine(path.bytes)
        hash.combine(Int64(bitPattern: fingerprint.device))
        hash.combine(Int64(bitPattern: fingerprint.inode))
        hash.combine(fingerprint.birthNanoseconds ?? 0)
        value = hash.value
    }

    package var description: String { String(value, radix: 16) }
}
