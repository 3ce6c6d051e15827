package import Model

/// How logs are looked at: listed, described, opened for reading. It never writes.
package protocol Files {
    associatedtype Handle: OpenFile

    /// The names in a directory, in no order; links are not followed.
    func entries(of directory: Path) throws(SystemError) -> [DirectoryEntry]

    /// Of what `path` names, through links; `.notFound` for a dangling link too.
    func status(of path: Path) throws(SystemError) -> FileStatus

    /// Opens a regular file; anything else is refused with `.wrongKind` before it is opened, since opening a FIFO or a
    /// device does something. Never waits.
    func open(_ path: Path) throws(SystemError) -> Handle
}

/// An open file, by whatever name it goes now or none. It closes when the last reference goes.
package protocol OpenFile: AnyObject {
    func status() throws(SystemError) -> FileStatus

    /// At most `max` bytes from `offset` on, fewer where the file ends or the kernel has its reasons; empty at the end
    /// and behind it. Keeps no position.
    func read(at offset: ByteOffset, max: Int) throws(SystemError) -> [UInt8]

    /// Where data lies next, at `offset` or behind it: what is in front of that is a hole, which occupies no disk and
    /// reads as NULs. The file's end if it ends in one.
    func nextData(from offset: ByteOffset) throws(SystemError) -> ByteOffset

    /// Whether it is unpacked as it is read: only forward is cheap, and its size is known when it has been read.
    var isPacked: Bool { get }

    /// Why what follows on the last byte cannot be unpacked, though there is more; nil as a rule.
    var flaw: String? { get }
}

extension OpenFile {
    /// Data everywhere, for files that cannot tell.
    package func nextData(from offset: ByteOffset) throws(SystemError) -> ByteOffset { offset }
    package var isPacked: Bool { false }
    package var flaw: String? { nil }
}

extension Files {
    /// The whole of a small file; `.tooLarge` if it has more than `max` bytes, so that a wrong path costs little.
    package func contents(of path: Path, max: ByteCount) throws(SystemError) -> [UInt8] {
        let file = try open(path)
        var bytes: [UInt8] = []
        while true {
            let chunk = try file.read(at: ByteOffset(Int64(bytes.count)), max: 64 << 10)
            if chunk.isEmpty { return bytes }
            bytes += chunk
            guard bytes.count <= max.value else {
                throw SystemError.tooLarge(path, max: max)
            }
        }
    }
}

extension SystemError {
    static func tooLarge(_ path: Path, max: ByteCount) -> SystemError {
        var error = SystemError.simulated(.tooLarge, call: "read", path: path)
        error.detail = "larger than \(max)"
        return error
    }
}
