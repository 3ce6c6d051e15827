import Glibc
package import Model
import Synchronization

/// A mount whose files come from a server: another host, or a process of this one.
package struct ServedMount: Hashable, Sendable {
    /// Where it is mounted.
    package var path: Path
    /// As the kernel names its type: `nfs4`, `cifs`, `fuse.sshfs`.
    package var system: String

    package init(path: Path, system: String) { (self.path, self.system) = (path, system) }
}

/// Tells which paths lead to a server. It asks the kernel's list of mounts and reads links, one name after the other
/// and never beyond a mount point, so that it does not wait for a server itself.
package final class MountTable: Sendable {
    /// Links that are followed for one path, as the kernel does.
    private static let linksMax = 40

    /// Of no file where the kernel shows none.
    private let list: OwnedDescriptor
    private let mounts = Mutex<Mounts?>(nil)

    package init() {
        list = OwnedDescriptor(owning: Glibc.open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC))
    }

    /// The mount that the absolute path leads to or through, if it is a server's; nil where the root is one, since
    /// nothing works without that anyway.
    package func servedMount(of path: Path) -> ServedMount? {
        let mounts = current()
        guard mounts.hasServed else { return nil }
        var names = ArraySlice(Self.names(in: path.bytes))
        var at = Path("/")
        var links = 0
        while let name = names.popFirst() {
            let next = at.appending(name)
            if let system = mounts.systems[next.bytes] {
                if Mounts.isServed(system) { return ServedMount(path: next, system: system) }
                at = next
            } else if let target = LinuxFiles.target(ofLink: next), links < Self.linksMax {
                links += 1
                if target.first == UInt8(ascii: "/") { at = Path("/") }
                names = Self.names(in: target) + names
            } else {
                at = name.elementsEqual("..".utf8) ? at.directory : next
            }
        }
        return nil
    }

    private static func names(in bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
    }

    /// As the kernel has them now; read anew only after it has said that they changed.
    private func current() -> Mounts {
        mounts.withLock { known in
            guard list.raw >= 0 else { return Mounts() }
            var change = pollfd(fd: list.raw, events: Int16(POLLPRI), revents: 0)
            if let known, poll(&change, 1, 0) == 0 { return known }
            let read = Mounts(list: Self.contents(of: list.raw))
            known = read
            return read
        }
    }

    private static func contents(of descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let piece = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
                count = max(0, pread(descriptor, buffer.baseAddress, buffer.count, off_t(bytes.count)))
            }
            if piece.isEmpty { return bytes }
            bytes += piece
        }
    }
}

/// The kernel's list of mounts, by their paths; of several at one path the last, which hides the others.
package struct Mounts: Sendable {
    package private(set) var systems: [[UInt8]: String] = [:]
    package private(set) var hasServed = false

    package init() {}

    /// `list`: as in `/proc/self/mountinfo`, described in proc(5): the fifth field is the path, the first behind a
    /// lone dash the type.
    package init(list: [UInt8]) {
        for line in list.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: " "))
            guard fields.count > 4, let dash = fields.firstIndex(where: { $0.elementsEqual("-".utf8) }),
                dash + 1 < fields.count
            else { continue }
            systems[Self.unescaped(fields[4])] = String(decoding: fields[dash + 1], as: UTF8.self)
        }
        hasServed = systems.values.contains(where: Self.isServed)
    }

    /// Spaces and the like stand as a backslash and three octal digits.
    private static func unescaped(_ field: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = field
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3,
                let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    /// Whether such a file system's calls wait for a process or another host, and its changes come unannounced.
    package static func isServed(_ system: String) -> Bool {
        system == "fuse" || system.hasPrefix("fuse.") || servedSystems.contains(system)
    }
}

private let servedSystems: Set<String> = [
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "virtiofs", "vboxsf", "ceph", "afs", "lustre", "ocfs2", "gfs2",
    "beegfs", "orangefs", "coda", "fuseblk",
]
