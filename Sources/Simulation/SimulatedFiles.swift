package import Model
package import Platform
import WireFormat

/// A file system in memory: directories, inodes with any number of names, symbolic links, and files that stay readable
/// when they have no name left. Not for several threads.
///
/// Paths are absolute. Logs are changed with the functions of `SimulatedFiles+Changes.swift`.
package final class SimulatedFiles: Files {
    var nodes: [UInt64: Node] = [:]
    /// What each name stands for; the root has none.
    var names: [Path: UInt64] = [:]
    var freeInodes: [UInt64] = []
    var inodeCount: UInt64 = rootInode
    /// By the clock, and no two at the same nanosecond.
    var lastBirth: Int64 = 0
    /// Whether a new file gets the inode number of the last deleted one, as ext4 does.
    package var reusesInodes = false
    /// The number of the file system; see `remount`.
    var device: UInt64 = 1
    /// Whether files have birth times, which tell a reused inode from the old one.
    package var keepsBirthTimes = true
    /// How many files the kernel lets the program hold open.
    package var openMax = Int.max
    /// Read for the dates of changes.
    package let clock: SimulatedClock
    /// How often the clock moves on that files are dated by: the kernel's is a few milliseconds behind as a rule.
    package var dateTick = Duration.nanoseconds(1)

    var fileDate: Timestamp {
        let now = clock.now().wall.nanoseconds
        return Timestamp(nanoseconds: now - now % dateTick.nanoseconds)
    }
    /// Calls so far through the seam: what a test counts before it chooses the one to fail.
    package private(set) var callCount = 0
    /// What somebody does in front of the next listing of a directory; once.
    package var beforeListing: (() -> Void)?
    private var faults: [Fault] = []

    private struct Fault {
        var countdown: Int
        var reason: SystemError.Reason
        var path: Path?
        var call: String?

        /// What is nil stands for any.
        func concerns(_ call: String, _ path: Path) -> Bool {
            (self.path ?? path) == path && (self.call ?? call) == call
        }
    }

    package init(clock: SimulatedClock = SimulatedClock()) {
        self.clock = clock
        nodes[rootInode] = Node(content: .directory, inode: rootInode, changedAt: clock.now().wall, birth: 0)
    }

    /// The n-th call from now on fails so, once; 1 is the next. With a path, only calls for that path count.
    package func fail(call number: Int, with reason: SystemError.Reason, at path: Path? = nil) {
        precondition(number >= 1, "the first call is 1")
        faults.append(Fault(countdown: number, reason: reason, path: path))
    }

    /// The same, for the opening of a file alone.
    package func fail(call number: Int, with reason: SystemError.Reason, openOf path: Path) {
        faults.append(Fault(countdown: number, reason: reason, path: path, call: "open"))
    }

    func tick(_ call: String, _ path: Path) throws(SystemError) {
        callCount += 1
        for index in faults.indices where faults[index].concerns(call, path) {
            faults[index].countdown -= 1
            guard faults[index].countdown == 0 else { continue }
            let reason = faults.remove(at: index).reason
            throw .simulated(reason, call: call, path: path)
        }
    }

    package func entries(of directory: Path) throws(SystemError) -> [DirectoryEntry] {
        let interruption = beforeListing
        beforeListing = nil
        interruption?()
        try tick("opendir", directory)
        let (resolved, node) = try resolve(directory, call: "opendir")
        guard case .directory = node.content else { throw .simulated(.wrongKind, call: "opendir", path: directory) }
        guard node.isReadable else { throw .simulated(.denied, call: "opendir", path: directory) }
        return names.filter { $0.key.directory == resolved }.sorted { $0.key < $1.key }.compactMap { path, inode in
            nodes[inode].map { DirectoryEntry(name: Array(path.name), kind: $0.kind, inode: inode) }
        }
    }

    package func status(of path: Path) throws(SystemError) -> FileStatus {
        try tick("stat", path)
        return try resolve(path, call: "stat").node.status(on: device, birth: keepsBirthTimes)
    }

    package func open(_ path: Path) throws(SystemError) -> SimulatedFile {
        try tick("open", path)
        guard openCount < openMax else { throw .simulated(.tooManyOpen, call: "open", path: path) }
        let node = try resolve(path, call: "open").node
        guard node.kind == .regular else { throw .notRegular(node.kind, path) }
        guard node.isReadable else { throw .simulated(.denied, call: "open", path: path) }
        return SimulatedFile(node, in: self, path: path)
    }

    /// Whether the program holds the file open.
    package func isOpen(_ path: Path) -> Bool { names[path].flatMap { nodes[$0] }.map { $0.openCount > 0 } ?? false }

    /// How many open files the program holds.
    package internal(set) var openCount = 0 {
        didSet { mostOpenCount = max(mostOpenCount, openCount) }
    }
    /// The most that it ever held at once.
    package private(set) var mostOpenCount = 0

    /// Through links, at most 40 of them as the kernel does.
    func resolve(_ path: Path, call: String) throws(SystemError) -> (path: Path, node: Node) {
        var current = path
        for _ in 0..<40 {
            guard current != Path("/") else { return (current, try root(call)) }
            let parent = try resolve(current.directory, call: call)
            guard case .directory = parent.node.content else { throw .simulated(.wrongKind, call: call, path: path) }
            let place = parent.path.appending(current.name)
            guard let inode = names[place], let node = nodes[inode] else {
                throw .simulated(.notFound, call: call, path: path)
            }
            guard case .link(let target) = node.content else { return (place, node) }
            current = target.bytes.first == UInt8(ascii: "/") ? target : parent.path.appending(target.bytes)
        }
        throw .simulated(.wrongKind, call: call, path: path)
    }

    private func root(_ call: String) throws(SystemError) -> Node {
        guard let node = nodes[rootInode] else { throw .simulated(.notFound, call: call, path: Path("/")) }
        return node
    }
}

/// An open file of a `SimulatedFiles`. It reads what the inode holds now, with or without a name.
package final class SimulatedFile: OpenFile {
    private let node: Node
    private let files: SimulatedFiles
    private let path: Path
    private let staleOpenings: Int

    init(_ node: Node, in files: SimulatedFiles, path: Path) {
        (self.node, self.files, self.path) = (node, files, path)
        staleOpenings = node.staleOpenings
        node.openCount += 1
        files.openCount += 1
    }

    deinit {
        node.openCount -= 1
        files.openCount -= 1
        files.release(node)
    }

    private func tick(_ call: String) throws(SystemError) {
        try files.tick(call, path)
        if staleOpenings != node.staleOpenings { throw .simulated(.stale, call: call, path: path) }
    }

    package func status() throws(SystemError) -> FileStatus {
        try tick("fstat")
        return node.status(on: files.device, birth: files.keepsBirthTimes)
    }

    package func read(at offset: ByteOffset, max: Int) throws(SystemError) -> [UInt8] {
        try tick("read")
        guard case .bytes(let bytes) = node.content, offset.value < bytes.count else { return [] }
        if let bad = node.badFrom, offset + ByteCount(max) > bad {
            throw .simulated(.other, call: "read", path: path)
        }
        return Array(bytes[Int(offset.value)...].prefix(max))
    }

    /// Every page of NULs is a hole.
    package func nextData(from offset: ByteOffset) throws(SystemError) -> ByteOffset {
        try tick("lseek")
        guard case .bytes(let bytes) = node.content, offset.value < bytes.count else { return offset }
        let data = bytes[Int(offset.value)...].firstIndex { $0 != 0 } ?? bytes.count
        return max(offset, ByteOffset(Int64(data == bytes.count ? data : data / 4_096 * 4_096)))
    }
}

let rootInode: UInt64 = 2

/// An inode.
final class Node {
    enum Content {
        case bytes([UInt8])
        case directory
        case link(Path)
        case special(FileKind)
    }

    var content: Content
    let inode: UInt64
    var modified: Timestamp
    var changed: Timestamp
    let birth: Int64
    var linkCount = 1
    var openCount = 0
    var isReadable = true
    /// Where it lies, if not with the others.
    var device: UInt64?
    /// How often what was open of it became stale.
    var staleOpenings = 0
    /// Reading this byte or one behind it fails.
    var badFrom: ByteOffset?

    init(content: Content, inode: UInt64, changedAt: Timestamp, birth: Int64) {
        (self.content, self.inode, self.birth) = (content, inode, birth)
        (modified, changed) = (changedAt, changedAt)
    }

    var kind: FileKind {
        switch content {
        case .bytes: .regular
        case .directory: .directory
        case .link: .symbolicLink
        case .special(let kind): kind
        }
    }

    func status(on device: UInt64, birth keepsBirth: Bool) -> FileStatus {
        let size = if case .bytes(let bytes) = content { Int64(bytes.count) } else { Int64(0) }
        return FileStatus(
            kind: kind, device: self.device ?? device, inode: inode, birthNanoseconds: keepsBirth ? birth : nil,
            size: ByteOffset(size), modified: modified, changed: changed, linkCount: linkCount)
    }
}
