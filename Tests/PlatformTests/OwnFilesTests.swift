import Model
import Platform
import Testing

@Suite("Own files and descriptors")
struct OwnFilesTests {
    @Test func aDescriptorClosesWithItsOwner() {
        let pipe = Host.makePipe()
        let reading = OwnedDescriptor(owning: pipe.reading)
        do {
            _ = OwnedDescriptor(owning: pipe.writing)
        }
        #expect(Host.isAtEnd(reading.raw))
    }

    @Test func writingToNobodyIsAnError() throws {
        StandardStream.reportBrokenPipes()
        let pipe = Host.makePipe()
        let writer = try FileWriter(appendingTo: Path("/proc/self/fd/\(pipe.writing)"))
        do {
            _ = OwnedDescriptor(owning: pipe.reading)
            _ = OwnedDescriptor(owning: pipe.writing)
        }
        expectFailure(.brokenPipe) { try writer.write("x") }
    }

    @Test func aWriterFollowsItsFileThroughARename() throws {
        let directory = try TemporaryDirectory()
        let log = directory.path.appending("a.log"), old = directory.path.appending("a.log.1")
        let writer = try FileWriter(appendingTo: log)
        try writer.write("one\n")
        try OwnFiles.rename(log, to: old)
        try writer.write("two\n")
        #expect(try LinuxFiles().contents(of: old, max: .kibibytes(1)) == Array("one\ntwo\n".utf8))
        try directory.remove()
        expectFailure(.notFound) { try LinuxFiles().status(of: directory.path) }
    }

    @Test func whatIsThereIsNotMadeAnew() throws {
        let directory = try TemporaryDirectory()
        defer { try? directory.remove() }
        let path = directory.path.appending("a.yaml")
        try OwnFiles.create(path, containing: Array("mine".utf8), mode: 0o644)
        expectFailure(.exists) { try OwnFiles.create(path, containing: Array("other".utf8), mode: 0o644) }
        #expect(try LinuxFiles().contents(of: path, max: .kibibytes(1)) == Array("mine".utf8))
        #expect(try LinuxFiles().entries(of: directory.path).map(\.name) == [Array("a.yaml".utf8)])
    }

    @Test func removingATreeDoesNotFollowLinks() throws {
        let directory = try TemporaryDirectory(), other = try TemporaryDirectory()
        defer { try? other.remove() }
        try FileWriter(appendingTo: other.path.appending("keep")).write("x")
        try OwnFiles.symbolicLink(directory.path.appending("link"), to: other.path)
        try directory.remove()
        #expect(try LinuxFiles().status(of: other.path.appending("keep")).size == ByteOffset(1))
    }

    @Test func namesNeedNotBeText() throws {
        let directory = try TemporaryDirectory()
        defer { try? directory.remove() }
        let odd = directory.path.appending([0x2D, 0xFF, 0x0A, 0x20])
        try FileWriter(appendingTo: odd).write("x")
        #expect(try LinuxFiles().entries(of: directory.path).map(\.name) == [[0x2D, 0xFF, 0x0A, 0x20]])
        #expect(try LinuxFiles().status(of: odd).size == ByteOffset(1))
    }

    @Test func errorsSayCallPathAndReason() {
        let error = SystemError(call: "open", path: Path("/var/log/x"), errno: 13)
        #expect(error.description == "open /var/log/x: Permission denied")
        #expect(error.reason == .denied)
        #expect(
            SystemError.notRegular(.fifo, Path("/run/p")).description == "open /run/p: a FIFO, not a regular file")
    }
}
