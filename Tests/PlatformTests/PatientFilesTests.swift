import Model
import Platform
import Synchronization
import Testing
import WireFormat

@Suite("F19: servers that do not answer", .timeLimit(.minutes(10)))
struct PatientFilesTests {
    private let world = HangingWorld()
    private let served = ServedMount(path: Path("/mnt"), system: "nfs4")

    private func files(patience: Duration) -> PatientFiles<HangingWorld> {
        PatientFiles(world, patience: patience) { [served] in $0.isAt(orBelow: served.path) ? served : nil }
    }

    @Test("what hangs is given up, and all else on the mount fails at once until it has come back")
    func hangs() throws {
        let files = files(patience: .milliseconds(20))
        let open = try files.open(Path("/mnt/open.log"))
        world.hang(true)
        #expect(throws: SystemError.silent(served, call: "stat", path: Path("/mnt/a.log"))) {
            try files.status(of: Path("/mnt/a.log"))
        }
        let asked = world.asked
        #expect(throws: SystemError.self) { try files.entries(of: Path("/mnt/sub")) }
        #expect(throws: SystemError.self) { try files.open(Path("/mnt/a.log")) }
        #expect(throws: SystemError.self) { try open.status() }
        #expect(throws: SystemError.self) { try open.read(at: .zero, max: 10) }
        #expect(throws: SystemError.self) { try open.nextData(from: .zero) }
        // Nobody has asked the server again.
        #expect(world.asked == asked)
        world.hang(false)
    }

    @Test("while a call hangs, the others on the mount do not even wait for it to be given up")
    func busy() throws {
        let (files, answer) = (files(patience: .seconds(20)), LateAnswer())
        world.hang(true)
        let first = try WorkerThread(name: "first") {
            answer.size.withLock { $0 = try? files.status(of: Path("/mnt/a.log")).size }
        }
        world.awaitCall()
        #expect(throws: SystemError.silent(served, call: "readdir", path: Path("/mnt/sub"))) {
            try files.entries(of: Path("/mnt/sub"))
        }
        world.hang(false)
        first.join()
        #expect(answer.size.withLock { $0 } == ByteOffset(10), "it was not given up yet")
    }

    @Test("once it answers again it is asked again, and what it said too late is forgotten")
    func comesBack() throws {
        let impatient = files(patience: .milliseconds(20))
        world.hang(true)
        #expect(throws: SystemError.self) { try impatient.status(of: Path("/mnt/a.log")) }
        world.hang(false)
        var status: FileStatus?
        // The call that hung has to be over first.
        while status == nil { status = try? impatient.status(of: Path("/mnt/bb.log")) }
        #expect(status?.size == ByteOffset(11))
    }

    @Test("what is the host's own is asked directly, on the caller's thread")
    func ownFiles() throws {
        let files = files(patience: .zero)
        world.hang(true)
        #expect(throws: SystemError.self) { try files.status(of: Path("/mnt/a.log")) }
        world.hang(false, except: Path("/mnt"))
        #expect(try files.status(of: Path("/var/a.log")).size == ByteOffset(10))
        #expect(try files.open(Path("/var/a.log")).read(at: .zero, max: 3) == [1, 1, 1])
        world.hang(false)
    }

    @Test("a file is closed on the mount's thread, which may wait for that, and not before it answers")
    func closing() throws {
        let files = files(patience: .seconds(50))
        var open: PatientFile<HangingWorld.HangingFile>? = try files.open(Path("/mnt/a.log"))
        #expect(try open?.status().size == ByteOffset(10))
        world.hang(true)
        open = nil
        #expect(world.closed == 0)
        world.hang(false)
        // What is asked next waits behind it.
        _ = try files.status(of: Path("/mnt/a.log"))
        #expect(world.closed == 1)
    }

    @Test("answers and failures come through")
    func answers() throws {
        let files = files(patience: .seconds(50))
        #expect(try files.status(of: Path("/mnt/a.log")).size == ByteOffset(10))
        #expect(try files.entries(of: Path("/mnt")).map(\.inode) == [4])
        #expect(try files.open(Path("/mnt/a.log")).read(at: .zero, max: 2) == [1, 1])
        #expect(throws: SystemError.simulated(.denied, call: "open", path: Path("/mnt/denied"))) {
            try files.open(Path("/mnt/denied"))
        }
    }
}

private final class LateAnswer: Sendable {
    let size = Mutex<ByteOffset?>(nil)
}

/// Files of which a status has as many bytes as the path; calls hang while they are told to.
private final class HangingWorld: Files, Sendable {
    private struct State {
        var isHanging = false
        /// Below this it hangs all the same.
        var exception: Path?
        var asked = 0
        var closed = 0
    }

    private let state = Mutex(State())
    private let (released, called) = (Semaphore(), Semaphore())

    var asked: Int { state.withLock(\.asked) }
    var closed: Int { state.withLock(\.closed) }

    func hang(_ isHanging: Bool, except exception: Path? = nil) {
        state.withLock { ($0.isHanging, $0.exception) = (isHanging, exception) }
        if !isHanging, exception == nil { for _ in 0..<100 { released.post() } }
    }

    private func meet(_ path: Path) {
        let hangs = state.withLock { state in
            state.asked += 1
            return state.isHanging || state.exception.map(path.isAt(orBelow:)) ?? false
        }
        called.post()
        if hangs { released.wait() }
    }

    /// Until the next call has come.
    func awaitCall() { called.wait() }

    func entries(of directory: Path) throws(SystemError) -> [DirectoryEntry] {
        meet(directory)
        return [DirectoryEntry(name: Array(directory.name), kind: .regular, inode: UInt64(directory.bytes.count))]
    }

    func status(of path: Path) throws(SystemError) -> FileStatus {
        meet(path)
        return status(path)
    }

    func open(_ path: Path) throws(SystemError) -> HangingFile {
        meet(path)
        if path.name.elementsEqual("denied".utf8) { throw .simulated(.denied, call: "open", path: path) }
        return HangingFile(world: self, path: path)
    }

    func status(_ path: Path) -> FileStatus {
        FileStatus(
            kind: .regular, device: 1, inode: 1, birthNanoseconds: nil, size: ByteOffset(Int64(path.bytes.count)),
            modified: .init(nanoseconds: 0), changed: .init(nanoseconds: 0), linkCount: 1)
    }

    final class HangingFile: OpenFile, Sendable {
        private let world: HangingWorld
        private let path: Path

        init(world: HangingWorld, path: Path) { (self.world, self.path) = (world, path) }

        deinit {
            world.meet(path)
            world.state.withLock { $0.closed += 1 }
        }

        func status() throws(SystemError) -> FileStatus {
            world.meet(path)
            return world.status(path)
        }

        func read(at offset: ByteOffset, max: Int) throws(SystemError) -> [UInt8] {
            world.meet(path)
            return [UInt8](repeating: 1, count: max)
        }

        func nextData(from offset: ByteOffset) throws(SystemError) -> ByteOffset {
            world.meet(path)
            return offset
        }
    }
}

@Suite("The mounts of servers")
struct MountTableTests {
    @Test("are known by their type, their path unescaped; the last at a path hides the others")
    func list() {
        let text = """
            24 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
            30 24 0:28 / /mnt/log\\040files rw,nosuid shared:12 master:3 - nfs4 host:/x rw,vers=4.2
            31 24 0:29 / /srv rw - fuse.sshfs host:/ rw
            32 24 0:30 / /srv rw - tmpfs tmpfs rw
            33 24 0:31 / /odd
            """
        let mounts = Mounts(list: Array(text.utf8))
        #expect(mounts.hasServed)
        #expect(mounts.systems[Array("/mnt/log files".utf8)] == "nfs4")
        #expect(mounts.systems[Array("/srv".utf8)] == "tmpfs")
        #expect(mounts.systems.count == 3)
        #expect(["nfs4", "cifs", "fuse.sshfs", "fuse", "fuseblk", "9p"].allSatisfy(Mounts.isServed))
        #expect(!["ext4", "tmpfs", "overlay", "fusectl", "xfs", "autofs"].contains(where: Mounts.isServed))
    }

    @Test("this host's own directories are no server's") func ownHost() {
        #expect(MountTable().servedMount(of: Path("/proc/self")) == nil)
    }
}
