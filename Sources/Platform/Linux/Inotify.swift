import Glibc
import Model

/// The kernel's reports on directories, as paths.
final class Inotify {
    let descriptor: OwnedDescriptor
    /// One watch may serve two paths: the kernel counts by inode, and links make two names of one directory.
    private var paths: [Int32: Set<Path>] = [:]
    private var watches: [Path: Int32] = [:]
    /// The watched paths that are files; a change of one is reported as a change of its directory.
    private var files: Set<Path> = []
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    init() throws(SystemError) {
        let raw = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        guard raw >= 0 else { throw .last("inotify_init1") }
        descriptor = OwnedDescriptor(owning: raw)
    }

    var pathCount: Int { watches.count }

    func add(_ path: Path, isFile: Bool) throws(SystemError) {
        let mask = isFile ? watchMask : watchMask | UInt32(IN_ONLYDIR)
        let watch = path.withCString { inotify_add_watch(descriptor.raw, $0, mask) }
        guard watch >= 0 else { throw .last("inotify_add_watch", path) }
        // The name may stand for another directory than when it was last watched.
        if let old = watches[path], old != watch { forget(path, of: old) }
        watches[path] = watch
        paths[watch, default: []].insert(path)
        if isFile { files.insert(path) } else { files.remove(path) }
    }

    func remove(_ path: Path) {
        files.remove(path)
        guard let watch = watches.removeValue(forKey: path) else { return }
        forget(path, of: watch)
    }

    private func forget(_ path: Path, of watch: Int32) {
        paths[watch]?.remove(path)
        guard paths[watch]?.isEmpty ?? false else { return }
        paths[watch] = nil
        inotify_rm_watch(descriptor.raw, watch)
    }

    /// Takes all reports that wait.
    func drain(into events: inout WatchEvents) {
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor.raw, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            var position = 0
            while position + headerBytes <= count { position += takeReport(at: position, into: &events) }
        }
    }

    /// The length of the report: a header of 16 bytes, then the name with NULs behind it.
    private func takeReport(at position: Int, into events: inout WatchEvents) -> Int {
        let (watch, mask, length) = buffer.withUnsafeBytes {
            (
                $0.loadUnaligned(fromByteOffset: position, as: Int32.self),
                $0.loadUnaligned(fromByteOffset: position + 4, as: UInt32.self),
                Int($0.loadUnaligned(fromByteOffset: position + 12, as: UInt32.self))
            )
        }
        let start = position + headerBytes
        let end = min(start + length, buffer.count)
        note(mask, of: watch, name: buffer[start..<end].prefix { $0 != 0 }, into: &events)
        return headerBytes + length
    }

    private func note(_ mask: UInt32, of watch: Int32, name: ArraySlice<UInt8>, into events: inout WatchEvents) {
        if mask & overflowMask != 0 { events.overflowed = true }
        guard let watched = paths[watch] else { return }
        for path in watched {
            if mask & writtenMask != 0 { events.written.insert(name.isEmpty ? path : path.appending(name)) }
            if mask & changedMask != 0 { events.changed.insert(files.contains(path) ? path.directory : path) }
        }
        guard mask & goneMask != 0 else { return }
        for path in watched {
            watches[path] = nil
            files.remove(path)
        }
        paths[watch] = nil
        // A directory that only moved is still reported on, by names that are no longer true.
        inotify_rm_watch(descriptor.raw, watch)
    }
}

private let headerBytes = 16

private let writtenMask = UInt32(IN_MODIFY) | UInt32(IN_CLOSE_WRITE)
private let goneMask = UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF) | UInt32(IN_IGNORED) | UInt32(IN_UNMOUNT)
private let namesMask =
    UInt32(IN_CREATE) | UInt32(IN_DELETE) | UInt32(IN_MOVED_FROM) | UInt32(IN_MOVED_TO) | UInt32(IN_ATTRIB)
private let changedMask = namesMask | goneMask
private let overflowMask = UInt32(IN_Q_OVERFLOW)
private let watchMask = writtenMask | namesMask | UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF)
