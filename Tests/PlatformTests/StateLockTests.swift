import Model
import Platform
import Testing

@Suite("StateLock")
struct StateLockTests {
    @Test func theSecondIsToldWhoHoldsIt() throws {
        let directory = try TemporaryDirectory()
        defer { try? directory.remove() }
        let state = directory.path.appending("deep/state")
        var first: StateLock? = try StateLock(directory: state)
        #expect(throws: StateLockError.held(byProcess: Host.processID)) { try StateLock(directory: state) }
        withExtendedLifetime(first) {}
        first = nil
        _ = try StateLock(directory: state)
    }

    @Test func oneThatWasTakenAwayIsTakenAgainUnlessAnotherHasIt() throws {
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

    @Test func aFileInThePlaceOfTheDirectoryIsRefused() throws {
        let directory = try TemporaryDirectory()
        defer { try? directory.remove() }
        let path = directory.path.appending("state")
        try FileWriter(appendingTo: path).write("x")
        #expect(throws: StateLockError.self) { try StateLock(directory: path) }
    }
}
