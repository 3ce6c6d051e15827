package import Model
package import Platform
import Tailing

/// The host's logs as the agent reads them.
package typealias HostLogs = UnpackedFiles<PatientFiles<LinuxFiles>>

/// Files as another `Files` shows them, but compressed logs are unpacked while they are read: their bytes and offsets
/// are the log's, their inode is the compressed file's own.
///
/// Only what has a compressed log's name is looked at closer, and its content decides.
package struct UnpackedFiles<Base: Files>: Files {
    private let base: Base
    private let slot = UnpackingSlot()

    package init(_ base: Base) { self.base = base }

    package func entries(of directory: Path) throws(SystemError) -> [DirectoryEntry] {
        try base.entries(of: directory)
    }

    /// The size is that on the disk: only an open file knows more.
    package func status(of path: Path) throws(SystemError) -> FileStatus { try base.status(of: path) }

    /// Also refuses what it has no tool for, by the name of the Debian package.
    package func open(_ path: Path) throws(SystemError) -> LogFile<Base.Handle> {
        let raw = try base.open(path)
        guard Recovery.isCompressed(Array(path.name)) else { return LogFile(raw) }
        let head = try raw.read(at: .zero, max: Packing.magicBytesMax)
        guard let packing = Packing(magic: head) else { return LogFile(raw) }
        guard packing.isAvailable else { throw .missingTool(packing, path) }
        return LogFile(raw, UnpackedFile(raw, packing, slot: slot))
    }
}

/// An open log, plain or packed.
package final class LogFile<Raw: OpenFile>: OpenFile {
    private let raw: Raw
    private let unpacked: UnpackedFile<Raw>?

    init(_ raw: Raw, _ unpacked: UnpackedFile<Raw>? = nil) { (self.raw, self.unpacked) = (raw, unpacked) }

    package func status() throws(SystemError) -> FileStatus {
        guard let unpacked else { return try raw.status() }
        return try unpacked.status()
    }

    package func read(at offset: ByteOffset, max: Int) throws(SystemError) -> [UInt8] {
        guard let unpacked else { return try raw.read(at: offset, max: max) }
        return try unpacked.read(at: offset, max: max)
    }

    package func nextData(from offset: ByteOffset) throws(SystemError) -> ByteOffset {
        unpacked == nil ? try raw.nextData(from: offset) : offset
    }

    package var isPacked: Bool { unpacked != nil }
    package var flaw: String? { unpacked?.flaw }
}
