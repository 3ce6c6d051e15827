import Glibc
package import Model

/// Changes to files that Stacktail itself made: its state, what it writes for a demonstration. Never to a log.
package enum OwnFiles {
    /// Makes the directory and those above it, for their owner alone; one that is already there is left as it is.
    package static func makeDirectories(_ path: Path, mode: UInt32 = 0o700) throws(SystemError) {
        if path.withCString({ mkdir($0, mode) }) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, path.directory != path else { throw .last("mkdir", path) }
        try makeDirectories(path.directory, mode: mode)
        guard path.withCString({ mkdir($0, mode) }) == 0 || errno == EEXIST else { throw .last("mkdir", path) }
    }

    /// As the kernel's: what `to` named before is gone.
    package static func rename(_ from: Path, to: Path) throws(SystemError) {
        let code = from.withCString { from in to.withCString { Glibc.rename(from, $0) } }
        guard code == 0 else { throw .last("rename", from) }
    }

    /// Other content for a file, whole or not at all, on the disk when it returns. Its mode stays, and its owner where
    /// that is allowed; a link goes on leading to it.
    package static func replace(_ path: Path, with bytes: [UInt8]) throws(SystemError) {
        guard let resolved = path.withCString({ realpath($0, nil) }) else { throw .last("realpath", path) }
        defer { free(resolved) }
        let target = Path(String(cString: resolved))
        var before = stat()
        guard target.withCString({ stat($0, &before) }) == 0 else { throw .last("stat", target) }
        let beside = target.directory.appending("." + String(decoding: target.name, as: UTF8.self) + ".\(getpid()).new")
        let raw = beside.withCString { Glibc.open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
        guard raw >= 0 else { throw .last("open", beside) }
        do throws(SystemError) {
            let descriptor = OwnedDescriptor(owning: raw)
            try writeAll(bytes, to: descriptor.raw, path: beside)
            // Only root may give a file away.
            _ = fchown(descriptor.raw, before.st_uid, before.st_gid)
            guard fchmod(descriptor.raw, before.st_mode & 0o7777) == 0 else { throw SystemError.last("fchmod", beside) }
            guard fsync(descriptor.raw) == 0 else { throw SystemError.last("fsync", beside) }
            try rename(beside, to: target)
        } catch {
            try? remove(beside)
            throw error
        }
    }

    /// Takes the name away; a directory is refused.
    package static func remove(_ path: Path) throws(SystemError) {
        guard path.withCString({ unlink($0) }) == 0 else { throw .last("unlink", path) }
    }

    /// A second name for the same file.
    package static func link(_ path: Path, as name: Path) throws(SystemError) {
        let code = path.withCString { from in name.withCString { Glibc.link(from, $0) } }
        guard code == 0 else { throw .last("link", name) }
    }

    /// A new file with all of `bytes`, at once; one that is there is left as it is, and the reason is `.exists`.
    package static func create(_ path: Path, containing bytes: [UInt8], mode: UInt32) throws(SystemError) {
        let draft = path.directory.appending(".\(String(decoding: path.name, as: UTF8.self)).new")
        try? remove(draft)
        defer { try? remove(draft) }
        try FileWriter(appendingTo: draft, mode: mode).write(bytes)
        try link(draft, as: path)
    }

    /// `name` becomes a link that says `target`, whether or not there is such a file.
    package static func symbolicLink(_ name: Path, to target: Path) throws(SystemError) {
        let code = target.withCString { target in name.withCString { symlink(target, $0) } }
        guard code == 0 else { throw .last("symlink", name) }
    }

    /// Cuts the file, or lengthens it with a hole.
    package static func truncate(_ path: Path, to size: ByteOffset) throws(SystemError) {
        guard path.withCString({ Glibc.truncate($0, off_t(size.value)) }) == 0 else { throw .last("truncate", path) }
    }

    /// Whether there is anything of that name, through links.
    package static func exists(_ path: Path) -> Bool { path.withCString { access($0, F_OK) } == 0 }

    /// What this process may still write to the file system of `path`; nil if it does not tell.
    package static func freeSpace(at path: Path) -> ByteCount? {
        var answer = statvfs()
        guard path.withCString({ statvfs($0, &answer) }) == 0 else { return nil }
        let (free, isTooMuch) = Int64(clamping: answer.f_bavail).multipliedReportingOverflow(
            by: Int64(clamping: answer.f_frsize))
        return ByteCount(isTooMuch ? .max : free)
    }

    /// The running program's own file.
    package static var programPath: Path? {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        return count > 0 ? Path(bytes: buffer[..<count].map(UInt8.init(bitPattern:))) : nil
    }

    /// Removes a directory and all below it, without following links; what is already gone is no fault.
    package static func removeTree(_ path: Path) throws(SystemError) {
        let entries: [DirectoryEntry]
        do throws(SystemError) { entries = try LinuxFiles().entries(of: path) } catch {
            if error.reason == .notFound { return }
            throw error
        }
        for entry in entries {
            let child = path.appending(entry.name)
            if entry.kind == .directory { try removeTree(child) } else { try remove(child) }
        }
        guard path.withCString({ rmdir($0) }) == 0 || errno == ENOENT else { throw .last("rmdir", path) }
    }
}

/// Appends to a file of our own, making it if it is missing. It goes on writing to the same file when that
/// is renamed, as applications do.
package final class FileWriter {
    private let descriptor: OwnedDescriptor
    private let path: Path

    /// Opens it, or makes it with `mode`.
    package init(appendingTo path: Path, mode: UInt32 = 0o600) throws(SystemError) {
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY
        let raw = uninterrupted { Int(path.withCString { Glibc.open($0, flags, mode) }) }
        guard raw >= 0 else { throw .last("open", path) }
        descriptor = OwnedDescriptor(owning: Int32(raw))
        self.path = path
    }

    /// All of the bytes, or an error after some.
    package func write(_ bytes: [UInt8]) throws(SystemError) {
        try writeAll(bytes, to: descriptor.raw, path: path)
    }

    /// UTF-8, all of it.
    package func write(_ text: String) throws(SystemError) { try write(Array(text.utf8)) }
}

/// A directory with a new name under `$TMPDIR` or `/tmp`, mode 0700. Whoever made it calls `remove`.
package struct TemporaryDirectory: Sendable {
    /// Absolute.
    package let path: Path

    /// `label` begins its name.
    package init(_ label: String = "stacktail") throws(SystemError) {
        let parent = HostEnvironment.value("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = Path(parent).appending("\(label).XXXXXX").bytes.map(CChar.init(bitPattern:)) + [0]
        guard mkdtemp(&template) != nil else { throw .last("mkdtemp", Path(parent)) }
        path = Path(bytes: template.dropLast().map(UInt8.init(bitPattern:)))
    }

    /// With everything in it.
    package func remove() throws(SystemError) { try OwnFiles.removeTree(path) }
}
