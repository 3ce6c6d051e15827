import CLinux
import Glibc
package import Model
import WireFormat

/// The host's files.
package struct LinuxFiles: Files, Sendable {
    /// Names beyond these are refused: a directory with more holds no logs for people, and each name costs memory.
    static let directoryEntriesMax = 500_000

    private let isForLogs: Bool

    /// For logs, files of `/proc` and the like are refused as FIFOs are.
    package init(isForLogs: Bool = false) { self.isForLogs = isForLogs }

    package func entries(of directory: Path) throws(SystemError) -> [DirectoryEntry] {
        guard let stream = directory.withCString({ opendir($0) }) else { throw .last("opendir", directory) }
        defer { closedir(stream) }
        var entries: [DirectoryEntry] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = entryName(entry)
            if name == [dot] || name == [dot, dot] { continue }
            guard entries.count < Self.directoryEntriesMax else { throw tooMany(directory) }
            let kind = FileKind(entryType: entry.pointee.d_type) ?? kindOfLink(directory.appending(name))
            entries.append(DirectoryEntry(name: name, kind: kind, inode: UInt64(entry.pointee.d_ino)))
        }
        guard errno == 0 else { throw .last("readdir", directory) }
        return entries
    }

    package func status(of path: Path) throws(SystemError) -> FileStatus {
        try describe("stat", path) { answer in path.withCString { stacktail_path_status($0, 1, &answer) } }
    }

    package func open(_ path: Path) throws(SystemError) -> LinuxFile {
        let before = try status(of: path)
        guard before.kind == .regular else { throw .notRegular(before.kind, path) }
        // Its files have no size, and some wait or do something when they are read.
        if isForLogs, let system = kernelFileSystems[path.withCString(stacktail_file_system)] {
            throw SystemError(call: "open", path: path, errno: ENOTSUP, detail: "a file of the kernel's, in \(system)")
        }
        let file = LinuxFile(try openWithoutWaiting(path), path: path)
        // Between the two calls the name may have become another's.
        let now = try file.status()
        guard now.kind == .regular else { throw .notRegular(now.kind, path) }
        return file
    }

    private func openWithoutWaiting(_ path: Path) throws(SystemError) -> OwnedDescriptor {
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
        // Only a file's owner, or root, may leave its access time alone.
        for flags in [flags | stacktail_no_atime(), flags] {
            let raw = uninterrupted { Int(path.withCString { Glibc.open($0, flags) }) }
            if raw >= 0 { return OwnedDescriptor(owning: Int32(raw)) }
            if errno != EPERM { break }
        }
        throw .last("open", path)
    }

    /// What a symbolic link says; nil if it is none.
    static func target(ofLink path: Path) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            count = path.withCString { name in
                start.withMemoryRebound(to: CChar.self, capacity: buffer.count) {
                    max(0, readlink(name, $0, buffer.count))
                }
            }
        }
        return bytes.isEmpty ? nil : bytes
    }

    static func status(ofDescriptor raw: Int32) throws(SystemError) -> FileStatus {
        try describe("fstat", nil) { stacktail_descriptor_status(raw, &$0) }
    }

    private func kindOfLink(_ path: Path) -> FileKind {
        let status = try? describe("lstat", path) { answer in
            path.withCString { stacktail_path_status($0, 0, &answer) }
        }
        return status?.kind ?? .unknown
    }

    private func tooMany(_ directory: Path) -> SystemError {
        SystemError(
            call: "readdir", path: directory, errno: EFBIG, detail: "more than \(Self.directoryEntriesMax) entries")
    }
}

/// An open regular file of the host.
package final class LinuxFile: OpenFile, Sendable {
    private let descriptor: OwnedDescriptor
    /// The name it was opened by, for messages.
    private let path: Path

    init(_ descriptor: consuming OwnedDescriptor, path: Path) {
        self.descriptor = descriptor
        self.path = path
    }

    package func status() throws(SystemError) -> FileStatus {
        try describe("fstat", path) { stacktail_descriptor_status(descriptor.raw, &$0) }
    }

    package func read(at offset: ByteOffset, max: Int) throws(SystemError) -> [UInt8] {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: Swift.max(0, max)) { buffer, count in
            let got = uninterrupted { pread(descriptor.raw, buffer.baseAddress, buffer.count, off_t(offset.value)) }
            failed = got < 0
            count = Swift.max(0, got)
        }
        if failed { throw .last("read", path) }
        return bytes
    }

    package func nextData(from offset: ByteOffset) throws(SystemError) -> ByteOffset {
        // It moves the descriptor's own position, which nobody uses.
        let found = stacktail_next_data(descriptor.raw, offset.value)
        if found >= 0 { return ByteOffset(found) }
        switch errno {
        case ENXIO: return max(offset, try status().size)
        // A file system that keeps no account of its holes.
        case EINVAL, EOPNOTSUPP: return offset
        default: throw .last("lseek", path)
        }
    }
}

private func describe(
    _ call: String, _ path: Path?, _ ask: (inout stacktail_status) -> Int32
) throws(SystemError) -> FileStatus {
    var answer = stacktail_status()
    guard ask(&answer) == 0 else { throw .last(call, path) }
    return FileStatus(answer)
}

extension FileStatus {
    fileprivate init(_ answer: stacktail_status) {
        let born = nanoseconds(answer.birth_seconds, answer.birth_nanoseconds)
        self.init(
            kind: FileKind(mode: answer.mode), device: answer.device, inode: answer.inode,
            birthNanoseconds: answer.has_birth != 0 ? born : nil, size: ByteOffset(max(0, answer.size)),
            modified: Timestamp(nanoseconds: nanoseconds(answer.modified_seconds, answer.modified_nanoseconds)),
            changed: Timestamp(nanoseconds: nanoseconds(answer.changed_seconds, answer.changed_nanoseconds)),
            linkCount: Int(answer.link_count))
    }
}

/// Dates beyond the years 1678 to 2262 stop at the ends of what 64 bits hold: a file's date may be anything.
private func nanoseconds(_ seconds: Int64, _ rest: UInt32) -> Int64 {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return seconds < 0 ? .min : .max }
    let (sum, passed) = product.addingReportingOverflow(Int64(rest))
    return passed ? .max : sum
}

extension FileKind {
    fileprivate init(mode: UInt32) {
        self =
            switch mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            case S_IFIFO: .fifo
            case S_IFSOCK: .socket
            case S_IFCHR, S_IFBLK: .device
            default: .unknown
            }
    }

    /// Nil where the file system leaves the type out of its listings.
    fileprivate init?(entryType: UInt8) {
        switch Int(entryType) {
        case DT_REG: self = .regular
        case DT_DIR: self = .directory
        case DT_LNK: self = .symbolicLink
        case DT_FIFO: self = .fifo
        case DT_SOCK: self = .socket
        case DT_CHR, DT_BLK: self = .device
        default: return nil
        }
    }
}

/// The bytes of the name, which ends at its NUL wherever the kernel's record does.
private func entryName(_ entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 19
    let start = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: UInt8.self)
    return Array(
        UnsafeBufferPointer(start: start, count: strlen(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))))
}

/// What looks like files and is the kernel's own voice.
private let kernelFileSystems: [UInt32: String] = [
    0x9FA0: "proc", 0x6265_6572: "sysfs", 0x6462_6720: "debugfs", 0x7472_6163: "tracefs", 0x0027_E0EB: "cgroup",
    0x6367_7270: "cgroup", 0x7363_6673: "securityfs", 0xCAFE_4A11: "bpf",
]

private let dot = UInt8(ascii: ".")
