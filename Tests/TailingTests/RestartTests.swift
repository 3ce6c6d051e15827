import Model
import Tailing
import Testing
import WireFormat

@Suite("Restart")
struct RestartTests {
    private let text = (0..<200).map { "2026-11-20 10:00:00 entry \($0)\n" }.joined()

    @Test(
        "At every size of the file, it is known again and read on",
        arguments: [
            0, 1, 2, 255, 256, 257, 511, 512, 513,
            1_000, 1_023, 1_024, 1_025, 4_096,
        ])
    func knownAgain(size: Int) {
        let log = FakeLog(String(text.prefix(size)))
        let stored = log.stored(at: size)
        log.append("new\n")
        guard case .same(let tailer) = Recognition(stored, log.probe(resume: size)) else {
            Issue.record("it is the same file")
            return
        }
        var tail = Tailing(log, tailer)
        #expect(tail.wake() == "new\n")
        #expect(tail.tailer.file == stored.id)
        #expect(tail.restarts == [])
    }

    @Test func goesOnAtTheOldestUnfinishedRecord() {
        let log = FakeLog(text)
        guard case .same(let tailer) = Recognition(log.stored(at: 990), log.probe(resume: 990)) else {
            Issue.record("it is the same file")
            return
        }
        var tail = Tailing(log, tailer)
        #expect(tail.wake() == String(text.dropFirst(990)))
    }

    @Test func truncatedAndRefilledPastTheOldPlaceMeanwhile() {
        let log = FakeLog(text)
        let stored = log.stored(at: 500)
        log.truncate()
        log.append(String(repeating: "other\n", count: 2_000))
        expectRestart(stored, log, generation: 1, from: 0)
    }

    @Test func refilledUnderTheSameBanner() {
        let banner = String(repeating: "# a header line\n", count: 100)
        let log = FakeLog(banner + "10:00 old old old\n")
        let stored = log.stored(at: log.bytes.count)
        log.truncate()
        log.append(banner + "11:00 new new new\n11:01\n")
        expectRestart(stored, log, generation: 1, from: 0)
    }

    @Test func cutMeanwhileItGoesOnAtTheCutIfItsBeginningIsWhole() {
        let log = FakeLog(text)
        let stored = log.stored(at: 5_000)
        log.truncate(to: 2_000)
        expectRestart(stored, log, generation: 1, from: 2_000)
        log.truncate(to: 100)
        expectRestart(stored, log, generation: 1, from: 0)
    }

    @Test func emptiedMeanwhile() {
        let log = FakeLog(text)
        let stored = log.stored(at: 5_000, generation: 4)
        log.truncate()
        expectRestart(stored, log, generation: 5, from: 0)
    }

    @Test("Another disk, the same content: a move, a copy, an editor's save")
    func sameContentElsewhere() {
        let log = FakeLog(text)
        let stored = log.stored(at: 900)
        log.inode = 99
        guard case .same(let tailer) = Recognition(stored, log.probe(resume: 900)) else {
            Issue.record("content proves it")
            return
        }
        #expect(tailer.fingerprint.inode == 99)
        #expect(tailer.file == stored.id)
    }

    @Test("Little content in common proves nothing")
    func shortContent() {
        let log = FakeLog("started\n")
        let stored = log.stored(at: 8)
        log.inode = 99
        guard case .other = Recognition(stored, log.probe(resume: 8)) else {
            Issue.record("daemons greet with the same words")
            return
        }
    }

    private func expectRestart(
        _ stored: StoredFile, _ log: FakeLog, generation: Int, from: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let resume = Int(stored.resume.value)
        guard case .restarted(let tailer, let restart) = Recognition(stored, log.probe(resume: resume)) else {
            Issue.record("it was truncated", sourceLocation: sourceLocation)
            return
        }
        let place = ByteOffset(Int64(from))
        #expect(restart == Restart(generation: generation, from: place, lost: nil), sourceLocation: sourceLocation)
        #expect(tailer.generation == generation && tailer.readTo == place, sourceLocation: sourceLocation)
    }
}

@Suite("InodeReuse")
struct InodeReuseTests {
    @Test func anotherBirthIsAnotherFile() {
        let log = FakeLog("an old file with some content in it, long enough to be known by that alone\n")
        let stored = log.stored(at: 10)
        log.birth = 2
        guard case .other = Recognition(stored, log.probe(resume: 10)) else {
            Issue.record("the inode was used anew")
            return
        }
        let recovery = Recovery([stored])
        #expect(recovery.generation(forNew: stored.path, log.status) == 1)
    }

    @Test("Without birth times content tells, and the generation keeps what is read apart")
    func withoutBirthTimes() {
        let log = FakeLog("old content of the first file\n")
        log.birth = nil
        let stored = log.stored(at: 30)
        log.truncate()
        log.append("new content of another file, longer\n")
        guard case .restarted(let tailer, let restart) = Recognition(stored, log.probe(resume: 30)) else {
            Issue.record("its content is another")
            return
        }
        #expect(restart.from == .zero && tailer.generation == 1)
    }

    @Test("An open tail's file is not the one that has its inode now")
    func reconciled() {
        let log = FakeLog("x")
        let tail = Tailing(log)
        let known = KnownFile(id: tail.tailer.file, fingerprint: tail.tailer.fingerprint, path: Path("/log/app.log"))
        log.birth = 2
        let seen = SeenFile(path: Path("/log/app.log"), status: log.status, wantedBy: ["a"])
        let scan = Directories(["/log": [("app.log", log.status)]]).scan(["a": ["/log/*.log"]])
        #expect(Reconciler.reconcile(scan, with: [known]) == [.lostPath(known.id), .appeared(seen)])
    }
}
