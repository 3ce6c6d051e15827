import Model
import Platform
import Simulation
import Testing

/// The same expectations of the host's files and of their double: a double that is kinder than the kernel proves
/// nothing.
@Suite("Files contract")
struct FilesContractTests {
    @Test(arguments: World.allCases)
    func readsFromAnyPlaceAndNothingAtTheEnd(_ kind: World) throws {
        try within(kind) { world in
            let log = world.root.appending("a.log")
            try world.append("hello\nworld\n", to: log)
            let file = try world.files.open(log)
            #expect(try file.read(at: .zero, max: 100) == Array("hello\nworld\n".utf8))
            #expect(try file.read(at: ByteOffset(6), max: 5) == Array("world".utf8))
            #expect(try file.read(at: ByteOffset(12), max: 5) == [])
            #expect(try file.read(at: ByteOffset(1 << 40), max: 5) == [])
            #expect(try file.read(at: .zero, max: 0) == [])
        }
    }

    @Test(arguments: World.allCases)
    func anOpenFileSeesWhatIsAppendedAndCut(_ kind: World) throws {
        try within(kind) { world in
            let log = world.root.appending("a.log")
            try world.append("one\n", to: log)
            let file = try world.files.open(log)
            try world.append("two\n", to: log)
            #expect(try file.status().size == ByteOffset(8))
            try world.truncate(log, to: ByteOffset(2))
            #expect(try file.read(at: .zero, max: 100) == Array("on".utf8))
            try world.truncate(log, to: ByteOffset(4))
            #expect(try file.read(at: .zero, max: 100) == Array("on\0\0".utf8))
        }
    }

    @Test("C07, C11: a hole ends where data begins, beyond 4 GiB too", arguments: World.allCases)
    func holes(_ kind: World) throws {
        try within(kind) { world in
            let log = world.root.appending("a.log")
            let size = kind == .host ? Int64(8 << 30) : 1 << 20
            try world.append("one\n", to: log)
            try world.truncate(log, to: ByteOffset(size))
            let file = try world.files.open(log)
            #expect(try file.nextData(from: .zero) == .zero)
            #expect(try file.nextData(from: ByteOffset(100_000)) == ByteOffset(size))
            try world.append("two\n", to: log)
            #expect(try file.nextData(from: ByteOffset(100_000)) == ByteOffset(size))
            #expect(try file.nextData(from: ByteOffset(size + 1)) == ByteOffset(size + 1))
            #expect(try file.nextData(from: ByteOffset(size + 4)) == ByteOffset(size + 4))
            #expect(try file.read(at: ByteOffset(size), max: 10) == Array("two\n".utf8))
        }
    }

    @Test(arguments: World.allCases)
    func anInodeKeepsItsNumberThroughRenameAndLosesItsLinks(_ kind: World) throws {
        try within(kind) { world in
            let log = world.root.appending("a.log"), old = world.root.appending("a.log.1")
            try world.append("one\n", to: log)
            let before = try world.files.status(of: log)
            let file = try world.files.open(log)
            try world.rename(log, to: old)
            try world.append("new\n", to: log)
            #expect(try world.files.status(of: old).inode == before.inode)
            #expect(try world.files.status(of: log).inode != before.inode)
            try world.remove(old)
            #expect(try file.status().linkCount == 0)
            #expect(try file.status().inode == before.inode)
            #expect(try file.read(at: .zero, max: 10) == Array("one\n".utf8))
        }
    }

    @Test(arguments: World.allCases)
    func aHardLinkIsTheSameFile(_ kind: World) throws {
        try within(kind) { world in
            let log = world.root.appending("a.log"), twin = world.root.appending("b.log")
            try world.append("one\n", to: log)
            try world.link(log, as: twin)
            let status = try world.files.status(of: twin)
            #expect(status == (try world.files.status(of: log)))
            #expect(status.linkCount == 2)
        }
    }

    @Test(arguments: World.allCases)
    func aRenameReplacesWhatWasThere(_ kind: World) throws {
        try within(kind) { world in
            let log = world.root.appending("a.log"), new = world.root.appending("a.new")
            try world.append("old\n", to: log)
            let held = try world.files.open(log)
            try world.append("new\n", to: new)
            try world.rename(new, to: log)
            #expect(try held.status().linkCount == 0)
            #expect(try world.files.open(log).read(at: .zero, max: 10) == Array("new\n".utf8))
            #expect(throws: SystemError.self) { try world.files.status(of: new) }
        }
    }

    @Test(arguments: World.allCases)
    func listsNamesWithTheirKinds(_ kind: World) throws {
        try within(kind) { world in
            try world.append("x", to: world.root.appending("a.log"))
            try world.makeDirectories(world.root.appending("sub"))
            try world.append("x", to: world.root.appending("sub/deep.log"))
            try world.symbolicLink(world.root.appending("current"), to: Path("a.log"))
            try world.makeFIFO(world.root.appending("pipe"))
            let entries = try world.files.entries(of: world.root).sorted { $0.name.lexicographicallyPrecedes($1.name) }
            #expect(entries.map { String(decoding: $0.name, as: UTF8.self) } == ["a.log", "current", "pipe", "sub"])
            #expect(entries.map(\.kind) == [.regular, .symbolicLink, .fifo, .directory])
            #expect(entries[0].inode == (try world.files.status(of: world.root.appending("a.log")).inode))
        }
    }

    @Test(arguments: World.allCases)
    func followsLinksButNotForEver(_ kind: World) throws {
        try within(kind) { world in
            let link = world.root.appending("current"), loop = world.root.appending("loop")
            try world.symbolicLink(link, to: Path("a.log"))
            expectFailure(.notFound) { try world.files.status(of: link) }
            try world.append("x\n", to: world.root.appending("a.log"))
            #expect(try world.files.status(of: link).kind == .regular)
            #expect(try world.files.open(link).read(at: .zero, max: 9) == Array("x\n".utf8))
            try world.symbolicLink(loop, to: Path("loop"))
            expectFailure(.wrongKind) { try world.files.status(of: loop) }
        }
    }

    @Test("What is no regular file is refused before it is opened", arguments: World.allCases)
    func refusesOtherKinds(_ kind: World) throws {
        try within(kind) { world in
            let pipe = world.root.appending("pipe")
            try world.makeFIFO(pipe)
            expectFailure(.wrongKind) { try world.files.open(pipe) }
            expectFailure(.wrongKind) { try world.files.open(world.root) }
            expectFailure(.notFound) { try world.files.open(world.root.appending("none")) }
            expectFailure(.notFound) { try world.files.entries(of: world.root.appending("none")) }
            try world.append("x", to: world.root.appending("a.log"))
            expectFailure(.wrongKind) { try world.files.entries(of: world.root.appending("a.log")) }
        }
    }

    @Test(arguments: World.allCases)
    func smallFilesHaveALimit(_ kind: World) throws {
        try within(kind) { world in
            let path = world.root.appending("key")
            try world.append("0123456789", to: path)
            #expect(try world.files.contents(of: path, max: ByteCount(10)) == Array("0123456789".utf8))
            expectFailure(.tooLarge) { try world.files.contents(of: path, max: ByteCount(9)) }
        }
    }

    private func within(_ kind: World, _ body: (any FileWorld) throws -> Void) throws {
        let world = try kind.make()
        defer { try? world.end() }
        try body(world)
    }
}

func expectFailure(
    _ reason: SystemError.Reason, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Any
) {
    do {
        _ = try body()
        Issue.record("it was not refused", sourceLocation: sourceLocation)
    } catch let error as SystemError {
        #expect(error.reason == reason, sourceLocation: sourceLocation)
    } catch { Issue.record(error, sourceLocation: sourceLocation) }
}
