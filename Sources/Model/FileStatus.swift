package import WireFormat

/// What a name in a directory stands for.
package enum FileKind: String, Hashable, Sendable {
    case regular
    case directory
    /// Only in a directory's listing: a status follows links.
    case symbolicLink = "symbolic link"
    case fifo = "FIFO"
    case socket
    case device
    /// The file system did not say, or said something that this list does not know.
    case unknown
}

/// A file as the kernel describes it at one moment.
package struct FileStatus: Hashable, Sendable {
    /// Of what a link leads to.
    package var kind: FileKind
    /// Which file system; it may change with a remount.
    package var device: UInt64
    /// Unique on its device while the file exists, used anew later.
    package var inode: UInt64
    /// When the inode was made; nil where the file system does not keep it.
    package var birthNanoseconds: Int64?
    /// Where the file ends.
    package var size: ByteOffset
    /// By the writer's clock, or anybody's wish: it orders files and proves nothing.
    package var modified: Timestamp
    /// When the kernel last changed the inode: its content, its dates, its names. Nobody can set it, so a file that was
    /// written anew under its old size and date is betrayed by it.
    package var changed: Timestamp
    /// How many names it has; 0 for a file that was deleted and is still open.
    package var linkCount: Int

    /// Without `changed` it is `modified`.
    package init(
        kind: FileKind, device: UInt64, inode: UInt64, birthNanoseconds: Int64?, size: ByteOffset,
        modified: Timestamp, changed: Timestamp? = nil, linkCount: Int
    ) {
        (self.kind, self.device, self.inode) = (kind, device, inode)
        (self.birthNanoseconds, self.size, self.modified) = (birthNanoseconds, size, modified)
        self.changed = changed ?? modified
        self.linkCount = linkCount
    }
}

/// One name in a directory's listing; `.` and `..` are left out.
package struct DirectoryEntry: Hashable, Sendable {
    /// Without a slash.
    package var name: [UInt8]
    /// Of the name itself: a link is a link here.
    package var kind: FileKind
    /// The inode that the name stands for, of the link itself if it is one.
    package var inode: UInt64

    package init(name: [UInt8], kind: FileKind, inode: UInt64) {
        (self.name, self.kind, self.inode) = (name, kind, inode)
    }
}
