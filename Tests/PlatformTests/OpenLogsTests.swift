import Model
import Platform
import Testing

@Suite struct OpenLogsTests {
    /// In a `/proc` of the test's own: the host's changes by the moment.
    @Test func whatIsOpenForWritingIsFound() throws {
        let folder = try TemporaryDirectory("stacktail-test-proc")
        defer { try? folder.remove() }
        let descriptors: [(process: String, number: String, target: String, flags: String)] = [
            ("12", "1", "/var/log/a.log", "0102001"), ("12", "2", "/var/log/b.log", "0100002"),
            ("12", "3", "/etc/hosts", "0100000"), ("12", "4", "socket:[1]", "02"),
            ("12", "5", "/var/log/c.log (deleted)", "01"), ("13", "1", "/var/log/a.log", "01"),
            ("self", "1", "/var/log/d.log", "01"),
        ]
        for entry in descriptors {
            let process = folder.path.appending(entry.process)
            try OwnFiles.makeDirectories(process.appending("fd"))
            try OwnFiles.makeDirectories(process.appending("fdinfo"))
            try OwnFiles.symbolicLink(process.appending("fd").appending(entry.number), to: Path(entry.target))
            try FileWriter(appendingTo: process.appending("fdinfo").appending(entry.number))
                .write("pos:\t0\nflags:\t\(entry.flags)\nmnt_id:\t1\n")
        }
        #expect(OpenLogs.paths(proc: folder.path) == ["/var/log/a.log", "/var/log/b.log"].map { Path($0) })
        #expect(OpenLogs.paths(proc: folder.path.appending("none")).isEmpty)
    }

    @Test func ofThisProcessToo() throws {
        let folder = try TemporaryDirectory("stacktail-test-open")
        defer { try? folder.remove() }
        let path = folder.path.appending("a.log")
        let writer = try FileWriter(appendingTo: path)
        try writer.write("x\n")
        #expect(OpenLogs.paths().contains(path))
    }
}
