import Model
import Platform
import Simulation
import Testing
import WireFormat

@Suite("Simulated faults")
struct SimulatedFaultTests {
    private let files = SimulatedFiles()
    private let log = Path("/var/log/a.log")

    init() throws {
        try files.makeDirectories(Path("/var/log"))
        try files.append("one\n", to: log)
    }

    @Test func theChosenCallFailsOnce() throws {
        let file = try files.open(log)
        files.fail(call: 2, with: .other)
        #expect(try file.read(at: .zero, max: 9).count == 4)
        expectFailure(.other) { try file.read(at: .zero, max: 9) }
        #expect(try file.read(at: .zero, max: 9).count == 4)
    }

    @Test func aFaultAtAPathSparesOthers() throws {
        let other = Path("/var/log/b.log")
        try files.append("two\n", to: other)
        files.fail(call: 1, with: .denied, at: other)
        #expect(try files.status(of: log).size == ByteOffset(4))
        expectFailure(.denied) { try files.open(other) }
    }

    @Test func anInodeIsUsedAnewOnlyWhenNobodyHoldsIt() throws {
        files.reusesInodes = true
        let first = try files.status(of: log)
        var held: SimulatedFile? = try files.open(log)
        try files.remove(log)
        try files.append("two\n", to: log)
        #expect(try files.status(of: log).inode != first.inode)
        #expect(try held?.read(at: .zero, max: 9) == Array("one\n".utf8))
        held = nil
        #expect(files.openCount == 0)
        try files.append("three\n", to: Path("/var/log/b.log"))
        let reused = try files.status(of: Path("/var/log/b.log"))
        #expect(reused.inode == first.inode)
        #expect(reused.birthNanoseconds != first.birthNanoseconds)
    }

    @Test func unreadableIsDeniedUntilItIsNot() throws {
        try files.setReadable(false, log)
        expectFailure(.denied) { try files.open(log) }
        try files.setReadable(true, log)
        #expect(try files.open(log).read(at: .zero, max: 9).count == 4)
    }

    @Test func theClockMovesOnlyWhenTold() {
        let start = files.clock.now()
        #expect(files.clock.now() == start)
        files.clock.advance(by: .seconds(3))
        #expect(start.instant.duration(to: files.clock.now().instant) == .seconds(3))
        #expect(start.wall.duration(to: files.clock.now().wall) == .seconds(3))
    }
}
