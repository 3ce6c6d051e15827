import Model
import Platform
import Testing

@Suite("StateLock")
struct StateLockTests {
    @Test("A09: the second is told who holds it") func theSecondIsToldWhoHoldsIt() throws {
        let directory = try TemporaryDirectory()
        defer { try? directory.remove() }
        let state = directory.path.appending("deep/state")
        var first: StateLock? = try StateLock(directory: state)
        #expect(throws: StateLockError.held(byProcess: Host.processID)) { try StateLock(directory: state) }
        withExtendedLifetime(first) {}
        first = nil
        _ = try StateLock(directory: state)
    }

    @Test("A07, A09: one that was taken away is taken again, unless another has it")
    func oneThatWasTakenAwayIsTakenAgainUnlessAnotherHasIt() throws {
        let directory = try TemporaryDirectory()
        defer { try? directory.remove() }
        let state = directory.path.appending("state")
        let first = try StateLock(directory: state)
        #expect(try first.renewed() == nil)
        try OwnFiles.removeTree(state)
        let second = try #require(try first.renewed())
        #expect(try second.renewed() == nil)
        #expect(throws: StateLockError.held(byProcess: Host.processID)) { try StateLock(directory: state) }
        try OwnFiles.remove(state.appending("lock"))
        let other = try StateLock(directory: state)
        #expect(throws: StateLockError.held(byProcess: Host.processID)) { try second.renewed() }
        withExtendedLifetime(other) {}
    }

    @Test("A07: one that cannot be looked at is told of, and is held all the while")
    func outOfReach() throws {
        let directory = try TemporaryDirectory()
        defer { try? directory.remove() }
        let (parent, aside) = (directory.path.appending("deep"), directory.path.appending("aside"))
        let first = try StateLock(directory: parent.appending("state"))
        try OwnFiles.rename(parent, to: aside)
        try FileWriter(appendingTo: parent).write("a file where its parent was")
        #expect(throws: StateLockError.self) { try first.renewed() }
        try OwnFiles.remove(parent)
        try OwnFiles.rename(aside, to: parent)
        #expect(try first.renewed() == nil)
        #expect(throws: StateLockError.held(byProcess: Host.processID)) {
            try StateLock(directory: parent.appending("state"))
        }
    }

    @Test("a command that holds it is told from an agent") func brief() throws {
        let directory = try TemporaryDirectory()
        defer { try? directory.remove() }
        #expect(!StateLock.isBrief(in: directory.path))
        let command = try StateLock(directory: directory.path, isBrief: true)
        #expect(StateLock.isBrief(in: directory.path))
        #expect(throws: StateLockError.held(byProcess: Host.processID)) { try StateLock(directory: directory.path) }
        try OwnFiles.remove(directory.path.appending("lock"))
        let agent = try StateLock(directory: directory.path)
        #expect(!StateLock.isBrief(in: directory.path))
        withExtendedLifetime((command, agent)) {}
    }

    @Test func aFileInThePlaceOfTheDirectoryIsRefused() throws {
        let directory = try TemporaryDirectory()
        defer { try? directory.remove() }
        let path = directory.path.appending("state")
        try FileWriter(appendingTo: path).write("x")
        #expect(throws: StateLockError.self) { try StateLock(directory: path) }
    }
}
