import Glibc
import Model

/// The kernel's reports on directories, as paths.
final class Inotify {
    let descriptor: OwnedDescriptor
    /// One watch may serve two paths: the kernel counts by inode, and links make two names of one directory.
    private var paths: [Int32: Set<Path>] = [:]
    private var watches: [Path: Int32] = [:]
    /// The directories above the watched ones: told is only which of those a rename or a new link replaces.
    private var ancestors: [Path: Int32] = [:]
    private var ancestorPaths: [Int32: Set<Path>] = [:]
    /// What was made, and what of it written, since the last `drain` began.
    private var made: [Path: Made] = [:]
    /// What has left one name and not yet come to the other; both reports have the same cookie.
    private var moving: [UInt32: Made] = [:]
    /// The watched paths that are files; a change of one is reported as a change of its directory.
    private var files: Set<Path> = []
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    init() throws(SystemError) {
        let raw = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        guard raw >= 0 else { throw .last("inotify_init1") }
        descriptor = OwnedDescriptor(owning: raw)
    }

    var pathCount: Int { watches.count }

    /// True if the name stood for another directory when it was last watched.
    func add(_ path: Path, isFile: Bool) throws(SystemError) -> Bool {
        let mask = isFile ? watchMask : watchMask | UInt32(IN_ONLYDIR)
        let watch = path.withCString { inotify_add_watch(descriptor.raw, $0, mask) }
        guard watch >= 0 else { throw .last("inotify_add_watch", path) }
        let old = watches[path]
        if let old, old != watch { forget(path, of: old) }
        watches[path] = watch
        paths[watch, default: []].insert(path)
        if isFile { files.insert(path) } else { files.remove(path) }
        if old == nil { addAncestors(of: path) }
        return old.map { $0 != watch } ?? false
    }

    /// Where one may not be watched, the full walk finds out.
    private func addAncestors(of path: Path) {
        var above = path.directory
        while ancestors[above] == nil {
            let mask = replacedMask | UInt32(IN_ONLYDIR) | UInt32(IN_MASK_ADD)
            let watch = above.withCString { inotify_add_watch(descriptor.raw, $0, mask) }
            if watch >= 0 {
                ancestors[above] = watch
                ancestorPaths[watch, default: []].insert(above)
            }
            guard above.directory != above else { return }
            above = above.directory
        }
    }

    func remove(_ path: Path) {
        files.remove(path)
        guard let watch = watches.removeValue(forKey: path) else { return }
        forget(path, of: watch)
    }

    private func forget(_ path: Path, of watch: Int32) {
        paths[watch]?.remove(path)
        if paths[watch]?.isEmpty ?? false { paths[watch] = nil }
        end(watch)
    }

    private func end(_ watch: Int32) {
        if paths[watch] == nil, ancestorPaths[watch] == nil { inotify_rm_watch(descriptor.raw, watch) }
    }

    /// Whether the name leads to what is watched: the kernel answers with the same watch then.
    private func isStill(_ known: Int32, at path: Path) -> Bool {
        let watch = path.withCString {
            inotify_add_watch(descriptor.raw, $0, UInt32(IN_DELETE_SELF) | UInt32(IN_MASK_ADD))
        }
        if watch >= 0, watch != known { end(watch) }
        return watch == known
    }

    /// The name says something else now: so do all below it.
    private func replaced(_ path: Path, into events: inout WatchEvents) {
        for (below, watch) in watches where below.isAt(orBelow: path) {
            if files.remove(below) == nil {
                events.changed.insert(below)
            } else {
                events.changed.insert(below.directory)
            }
            events.gone.insert(below)
            watches[below] = nil
            forget(below, of: watch)
        }
        for (below, watch) in ancestors where below.isAt(orBelow: path) {
            ancestors[below] = nil
            ancestorPaths[watch]?.remove(below)
            if ancestorPaths[watch]?.isEmpty ?? false { ancestorPaths[watch] = nil }
            end(watch)
        }
    }

    /// Takes all reports that wait.
    func drain(into events: inout WatchEvents) {
        (made, moving) = ([:], [:])
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor.raw, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            var position = 0
            while position + headerBytes <= count { position += takeReport(at: position, into: &events) }
        }
    }

    /// The length of the report: a header of 16 bytes, then the name with NULs behind it.
    private func takeReport(at position: Int, into events: inout WatchEvents) -> Int {
        let (watch, mask, cookie, length) = buffer.withUnsafeBytes {
            (
                $0.loadUnaligned(fromByteOffset: position, as: Int32.self),
                $0.loadUnaligned(fromByteOffset: position + 4, as: UInt32.self),
                $0.loadUnaligned(fromByteOffset: position + 8, as: UInt32.self),
                Int($0.loadUnaligned(fromByteOffset: position + 12, as: UInt32.self))
            )
        }
        let start = position + headerBytes
        let end = min(start + length, buffer.count)
        note(mask, of: watch, cookie, name: buffer[start..<end].prefix { $0 != 0 }, into: &events)
        return headerBytes + length
    }

    private func note(
        _ mask: UInt32, of watch: Int32, _ cookie: UInt32, name: ArraySlice<UInt8>, into events: inout WatchEvents
    ) {
        if mask & overflowMask != 0 { events.overflowed = true }
        for path in paths[watch] ?? [] {
            if mask & writtenMask != 0 { events.written.insert(name.isEmpty ? path : path.appending(name)) }
            if mask & changedMask != 0 { events.changed.insert(files.contains(path) ? path.directory : path) }
            if !name.isEmpty { follow(mask, cookie, path.appending(name), into: &events) }
        }
        if mask & replacedMask != 0, !name.isEmpty {
            for directory in (paths[watch] ?? []).union(ancestorPaths[watch] ?? []) {
                let child = directory.appending(name)
                if let known = watches[child] ?? ancestors[child], !isStill(known, at: child) {
                    replaced(child, into: &events)
                }
            }
        }
        // A directory that only moved is still reported on, by names that are no longer true.
        guard mask & goneMask != 0 else { return }
        for path in (paths[watch] ?? []).union(ancestorPaths[watch] ?? []) { replaced(path, into: &events) }
    }

    /// A file that is so new that nobody may have opened it.
    private struct Made {
        /// The name that it was made under.
        var name: Path
        var isFilled = false
    }

    /// Notices what was made, filled and deleted again at once, under whatever name it was by then; and which names
    /// were left.
    private func follow(_ mask: UInt32, _ cookie: UInt32, _ path: Path, into events: inout WatchEvents) {
        if mask & UInt32(IN_CREATE) != 0 { made[path] = Made(name: path) }
        if mask & UInt32(IN_MODIFY) != 0 { made[path]?.isFilled = true }
        if mask & UInt32(IN_MOVED_FROM) != 0 {
            events.left.insert(path)
            moving[cookie] = made.removeValue(forKey: path)
        }
        if mask & UInt32(IN_MOVED_TO) != 0 { made[path] = moving.removeValue(forKey: cookie) ?? Made(name: path) }
        if mask & UInt32(IN_DELETE) != 0, let file = made.removeValue(forKey: path), file.isFilled {
            events.passed.insert(file.name)
        }
    }
}

private let headerBytes = 16

private let writtenMask = UInt32(IN_MODIFY) | UInt32(IN_CLOSE_WRITE)
private let goneMask = UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF) | UInt32(IN_IGNORED) | UInt32(IN_UNMOUNT)
private let namesMask =
    UInt32(IN_CREATE) | UInt32(IN_DELETE) | UInt32(IN_MOVED_FROM) | UInt32(IN_MOVED_TO) | UInt32(IN_ATTRIB)
private let changedMask = namesMask | goneMask
private let overflowMask = UInt32(IN_Q_OVERFLOW)
private let replacedMask =
    UInt32(IN_CREATE) | UInt32(IN_DELETE) | UInt32(IN_MOVED_FROM) | UInt32(IN_MOVED_TO) | UInt32(IN_DELETE_SELF)
    | UInt32(IN_MOVE_SELF)
private let watchMask = writtenMask | namesMask | UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF)
