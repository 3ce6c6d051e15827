import CLinux
import Glibc
package import Model

/// What happened since the last wait.
package struct WatchEvents: Hashable, Sendable {
    /// Directories in which a name came, went, moved or changed its attributes: list them anew. Also a watched
    /// directory that is gone, whose watch ended by itself.
    package var changed: Set<Path> = []
    /// Paths whose watch has ended: the directory is gone, or one above it was renamed or replaced, so that the name
    /// says something else now. They are among `changed` too; watch them anew.
    package var gone: Set<Path> = []
    /// Files that were made, written to and deleted between two waits, so that nobody could open them.
    package var passed: Set<Path> = []
    /// Names from which files were moved away.
    package var left: Set<Path> = []
    /// Files that were written to, cut, or closed after writing, by the watched directory's name for them.
    package var written: Set<Path> = []
    /// `Waker.wake` was called, once or more.
    package var woken = false
    /// The kernel dropped events: look at everything.
    package var overflowed = false

    package init() {}

    /// Whether only the time has passed.
    package var isEmpty: Bool { changed.isEmpty && written.isEmpty && passed.isEmpty && !woken && !overflowed }
}

/// Whether the kernel reports what happens in a directory.
package enum Watch: Hashable, Sendable {
    case watched
    /// It does from now on; until now its watch was on another directory that had this name: list it anew.
    case replaced
    /// It does not, for this reason: look every few seconds instead.
    case mustPoll(String)
}

/// Waits for files to change, for a time, or for a call from another thread. One thread owns it.
package final class Watcher {
    private let epoll: OwnedDescriptor
    private let inotify: Inotify?
    private let mounts: MountTable
    /// Why there is no inotify at all.
    private let unavailable: String
    /// Ends the wait from any thread.
    package let waker: Waker

    /// Without inotify (no instance left, a kernel without it) it still wakes and times; every directory must be
    /// polled.
    package init() throws(SystemError) {
        let raw = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard raw >= 0 else { throw .last("epoll_create1") }
        epoll = OwnedDescriptor(owning: raw)
        waker = try Waker()
        mounts = MountTable()
        var reason = ""
        do throws(SystemError) { inotify = try Inotify() } catch {
            inotify = nil
            reason = error.description
        }
        unavailable = reason
        try listen(to: waker.descriptor.raw)
        if let inotify { try listen(to: inotify.descriptor.raw) }
    }

    /// Begins to report what happens in a directory. Safe to repeat: a watch follows the directory itself, so after it
    /// was replaced the name must be watched anew.
    ///
    /// Add the watch before listing the directory, else what comes in between is missed. Throws where there is no such
    /// directory or it may not be read.
    package func watch(_ directory: Path) throws(SystemError) -> Watch { try watch(directory, isFile: false) }

    /// The same for one file, through links: for a log whose name is a link, since the watch of the link's directory
    /// does not report writes to what it leads to.
    package func watch(file: Path) throws(SystemError) -> Watch { try watch(file, isFile: true) }

    private func watch(_ path: Path, isFile: Bool) throws(SystemError) -> Watch {
        guard let inotify else { return .mustPoll(unavailable) }
        if let mount = mounts.servedMount(of: path) { return .mustPoll("\(mount.system) does not report changes") }
        let system = path.withCString(stacktail_file_system)
        do throws(SystemError) {
            let isReplaced = try inotify.add(path, isFile: isFile)
            // It reports what is changed through this mount, and nothing of what is changed below it.
            if system == overlayFileSystem { return .mustPoll("overlayfs does not report all changes") }
            return isReplaced ? .replaced : .watched
        } catch {
            guard error.reason == .noSpace else { throw error }
            return .mustPoll("\(error.description); fs.inotify.max_user_watches is used up")
        }
    }

    /// Ends the watch of a path; nothing if there is none.
    package func unwatch(_ path: Path) { inotify?.remove(path) }

    /// How many paths the kernel reports on.
    package var watchCount: Int { inotify?.pathCount ?? 0 }

    /// Waits until something happens, or until `deadline`; for ever without one. At once if something already has.
    package func wait(until deadline: Instant?) -> WatchEvents {
        var events = WatchEvents()
        var ready = [epoll_event](repeating: epoll_event(), count: 2)
        repeat {
            let count = epoll_wait(epoll.raw, &ready, Int32(ready.count), milliseconds(to: deadline))
            guard count > 0 else { continue }
            inotify?.drain(into: &events)
            if waker.drain() { events.woken = true }
        } while events.isEmpty && !isOver(deadline)
        return events
    }

    private func listen(to descriptor: Int32) throws(SystemError) {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue
        event.data.fd = descriptor
        guard epoll_ctl(epoll.raw, EPOLL_CTL_ADD, descriptor, &event) == 0 else { throw .last("epoll_ctl") }
    }
}

/// Ends a `Watcher`'s wait from any thread; a wake that comes before the wait is kept for it.
package final class Waker: Sendable {
    let descriptor: OwnedDescriptor

    init() throws(SystemError) {
        let raw = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard raw >= 0 else { throw .last("eventfd") }
        descriptor = OwnedDescriptor(owning: raw)
    }

    /// Never waits, and may be called from a signal's handler.
    package func wake() {
        var one: UInt64 = 1
        // It can only fail when so many wakes are waiting that one more says nothing.
        _ = Glibc.write(descriptor.raw, &one, 8)
    }

    /// Whether it was called since the last time.
    func drain() -> Bool {
        var count: UInt64 = 0
        return Glibc.read(descriptor.raw, &count, 8) == 8
    }
}

/// What `epoll_wait` takes: -1 for ever, else rounded up, so that it never wakes too early to find the time not come.
private func milliseconds(to deadline: Instant?) -> Int32 {
    guard let deadline else { return -1 }
    let nanoseconds = max(0, deadline.nanoseconds - SystemClock.monotonic.nanoseconds)
    return Int32(clamping: (nanoseconds + 999_999) / 1_000_000)
}

private func isOver(_ deadline: Instant?) -> Bool {
    guard let deadline else { return false }
    return SystemClock.monotonic >= deadline
}

private let overlayFileSystem: UInt32 = 0x794C_7630
