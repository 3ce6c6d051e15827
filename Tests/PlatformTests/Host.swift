import Glibc
import Model
import Platform

/// What tests need of the kernel and the product does not.
enum Host {
    static func makeFIFO(_ path: Path) throws {
        let made = mkfifo(String(decoding: path.bytes, as: UTF8.self), 0o600)
        guard made == 0 else { throw SystemError(call: "mkfifo", path: path, errno: errno) }
    }

    static func setMode(_ mode: UInt32, _ path: Path) { chmod(String(decoding: path.bytes, as: UTF8.self), mode) }

    /// The reading end does not wait.
    static func makePipe() -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        return (ends[0], ends[1])
    }

    /// Whether nobody can write into the pipe any more.
    static func isAtEnd(_ reading: Int32) -> Bool {
        var byte: UInt8 = 0
        return read(reading, &byte, 1) == 0
    }

    static var processID: Int32 { getpid() }

    /// Events that the kernel keeps for an inotify instance before it drops some.
    static var queuedEventsMax: Int {
        let path = Path("/proc/sys/fs/inotify/max_queued_events")
        let text = (try? LinuxFiles().contents(of: path, max: .kibibytes(1))) ?? []
        return Int(String(decoding: text, as: UTF8.self).prefix { $0.isNumber }) ?? .max
    }
}

/// A directory of overlayfs, mounted in one of the host's.
struct Overlay {
    let merged: Path
    /// Where that keeps what is written to it.
    let upper: Path

    init(in world: HostWorld) throws {
        (merged, upper) = (world.root.appending("merged"), world.root.appending("upper"))
        let (lower, work) = (world.root.appending("lower"), world.root.appending("work"))
        for path in [merged, upper, lower, work] { try world.makeDirectories(path) }
        let mounted = mount(
            "overlay", "\(merged)", "overlay", 0, "lowerdir=\(lower),upperdir=\(upper),workdir=\(work)")
        guard mounted == 0 else { throw SystemError(call: "mount", path: merged, errno: errno) }
    }

    func unmount() { umount2("\(merged)", Int32(MNT_DETACH)) }

    /// Whether this process may mount one.
    static let isAllowed: Bool = {
        guard let world = try? HostWorld() else { return false }
        defer { try? world.end() }
        guard let overlay = try? Overlay(in: world) else { return false }
        overlay.unmount()
        return true
    }()
}
