import Model
import Tailing
import Testing

@Suite("Scan")
struct ScanTests {
    @Test func findsFilesInDirectoriesThatMayHoldThem() {
        let world = Directories([
            "/srv": [("app", directory(2)), ("other", directory(3)), ("server.log", file(4))],
            "/srv/app": [("logs", directory(5)), (".hidden", directory(6)), ("server.log", file(7))],
            "/srv/app/logs": [("server.log", file(8)), ("server.log.gz", file(9)), ("note.txt", file(10))],
            "/srv/app/.hidden": [("server.log", file(11))],
            "/srv/other": [],
        ])
        let scan = world.scan(["a": ["/srv/**/server.log"]])
        #expect(
            scan.files.map(\.path.description) == [
                "/srv/app/logs/server.log", "/srv/app/server.log", "/srv/server.log",
            ])
        #expect(scan.listed == [Path("/srv"), Path("/srv/app"), Path("/srv/app/logs"), Path("/srv/other")])
    }

    @Test func namesAllRuleFilesThatWantAFile() {
        let world = Directories(["/log": [("a.log", file(1)), ("b.txt", file(2))]])
        let scan = world.scan(["second": ["/log/a*"], "first": ["/log/*.log"], "third": ["/log/b*"]])
        #expect(scan.files.map(\.wantedBy) == [["first", "second"], ["third"]])
    }

    @Test("F02: An unreadable directory does not stop the rest")
    func anUnreadableDirectoryDoesNotStopTheRest() {
        var world = Directories([
            "/log": [("a", directory(2)), ("b", directory(3))], "/log/a": [("x.log", file(4))],
            "/log/b": [("x.log", file(5))],
        ])
        world.unreadable = [Path("/log/a")]
        let scan = world.scan(["a": ["/log/*/x.log"]])
        #expect(scan.files.map(\.path) == [Path("/log/b/x.log")])
        #expect(scan.troubles == [Path("/log/a"): Refused(reason: "denied")])
        #expect(!scan.covers(Path("/log/a/x.log")))
        #expect(scan.covers(Path("/log/b/x.log")))
    }

    @Test("A walk that a limit ended says nothing about what it did not see")
    func aWalkThatALimitEnded() throws {
        let world = Directories(["/log": [("a.log", file(1)), ("b.log", file(2))]])
        var limits = ScanLimits()
        limits.filesMax = 1
        let scanner = Scanner(wanted: ["a": GlobSet(include: [try Glob("/log/*.log")])], limits: limits)
        let scan = scanner.scan(list: world.list, status: world.status)
        #expect(scan.isCut && scan.files.map(\.path) == [Path("/log/a.log")])
        #expect(!scan.covers(Path("/log/b.log")))
    }

    @Test func whatIsMissingIsWaitedForAtTheNearestDirectoryAboveIt() {
        let world = Directories(["/": [("srv", directory(2))], "/srv": []])
        let scan = world.scan(["a": ["/srv/app/logs/*.log"]])
        #expect(scan.anchors == [Path("/srv")])
        #expect(scan.troubles == [:])
        #expect(scan.covers(Path("/srv/app/logs/x.log")))
    }

    @Test func namesThatAreNoFilesAreSaid() {
        let world = Directories([
            "/log": [("pipe.log", file(1, kind: .fifo)), ("a.log", directory(2))], "/log/a.log": [],
        ])
        let scan = world.scan(["a": ["/log/*.log"]])
        #expect(scan.files == [])
        #expect(scan.otherKinds == [Path("/log/pipe.log"): .fifo])
    }

    @Test func linksLeadOnButNotInCircles() {
        var world = Directories([
            "/log": [("a.log", file(1)), ("loop", directory(9)), ("l.log", file(1))],
            "/log/loop": [("a.log", file(1)), ("loop", directory(9))],
            "/log/loop/loop": [("a.log", file(1))],
        ])
        world.links = [Path("/log/loop"), Path("/log/loop/loop"), Path("/log/l.log")]
        let scan = world.scan(["a": ["/log/**/*.log"]])
        #expect(scan.files.map(\.path) == [Path("/log/a.log"), Path("/log/l.log"), Path("/log/loop/a.log")])
        #expect(scan.files.map(\.isLink) == [false, true, false])
    }

    @Test("After a change, only what changed and what is new is listed")
    func partial() {
        var world = Directories([
            "/log": [("a", directory(2)), ("new", directory(3))], "/log/a": [("x.log", file(4))],
            "/log/new": [("deep", directory(5))], "/log/new/deep": [("x.log", file(6))],
        ])
        let known: Set<Path> = [Path("/log"), Path("/log/a")]
        let scan = world.scan(["a": ["/log/**/x.log"]], changed: [Path("/log")], known: known)
        #expect(scan.files.map(\.path) == [Path("/log/new/deep/x.log")])
        #expect(scan.listed == [Path("/log"), Path("/log/new"), Path("/log/new/deep")])
        #expect(!scan.covers(Path("/log/a/x.log")))
        world.entries[Path("/log/a")] = nil
        let gone = world.scan(["a": ["/log/**/x.log"]], changed: [Path("/log/a")], known: known)
        #expect(gone.covers(Path("/log/a/x.log")))
    }
}

@Suite("Reconciler")
struct ReconcilerTests {
    private let wanted = ["a": ["/log/*.log"]]

    @Test func rotationByRename() {
        let known = self.known(1, "/log/app.log")
        let rotated = Directories(["/log": [("app.log", file(2, modified: 9)), ("app.log.1", file(1))]])
        #expect(reconcile(rotated, [known]) == [.lostPath(known.id), .appeared(seen("app.log", file(2, modified: 9)))])
    }

    @Test("A rotated name that matches too goes on with its place")
    func rotatedNameMatches() {
        let known = self.known(1, "/log/app.log")
        let rotated = Directories(["/log": [("app.log", file(2)), ("app-1.log", file(1))]])
        #expect(
            reconcile(rotated, [known]) == [
                .moved(known.id, to: seen("app-1.log", file(1))), .appeared(seen("app.log", file(2))),
            ])
    }

    @Test func oneInodeIsReadOnce() {
        var twins = Directories(["/log": [("a.log", file(1)), ("b.log", file(1)), ("c.log", file(1))]])
        twins.links = [Path("/log/a.log")]
        #expect(
            reconcile(twins, []) == [
                .appeared(seen("b.log", file(1))), .aliasOfNew(Path("/log/a.log"), of: Path("/log/b.log")),
                .aliasOfNew(Path("/log/c.log"), of: Path("/log/b.log")),
            ])
        let known = self.known(1, "/log/c.log")
        #expect(
            reconcile(twins, [known]) == [
                .unmoved(known.id, seen("c.log", file(1))), .alias(Path("/log/a.log"), of: known.id),
                .alias(Path("/log/b.log"), of: known.id),
            ])
    }

    @Test("Two rule files that want one inode by two names both get it")
    func readersJoin() {
        let world = Directories(["/log": [("a.log", file(1)), ("b.txt", file(1))]])
        let scan = world.scan(["x": ["/log/*.log"], "y": ["/log/*.txt"]])
        guard case .appeared(let file) = Reconciler.reconcile(scan, with: []).first else {
            Issue.record("it has appeared")
            return
        }
        #expect(file.wantedBy == ["x", "y"])
    }

    @Test("A directory that cannot be read says nothing about the files in it")
    func unreadableIsNotGone() {
        let known = self.known(1, "/log/app.log")
        var world = Directories(["/log": []])
        world.unreadable = [Path("/log")]
        #expect(reconcile(world, [known]) == [])
        world.unreadable = []
        #expect(reconcile(world, [known]) == [.lostPath(known.id)])
        #expect(reconcile(world, [self.known(1, nil)]) == [])
    }

    @Test("A second name that a partial walk finds is no move while the first was not looked at")
    func secondNameElsewhere() {
        let known = self.known(1, "/log/app.log")
        let world = Directories(["/log": [("app.log", file(1))], "/srv": [("twin.log", file(1))]])
        let scan = world.scan(["a": ["/log/*.log", "/srv/*.log"]], changed: [Path("/srv")], known: [Path("/log")])
        #expect(Reconciler.reconcile(scan, with: [known]) == [.alias(Path("/srv/twin.log"), of: known.id)])
    }

    @Test func aFileWithoutAPathThatGetsOneHasMoved() {
        let known = self.known(1, nil)
        let world = Directories(["/log": [("app.log", file(1))]])
        #expect(reconcile(world, [known]) == [.moved(known.id, to: seen("app.log", file(1)))])
    }

    @Test("Several that appear at once come oldest first")
    func oldestFirst() {
        let world = Directories([
            "/log": [
                ("a.log", file(1, modified: 30)), ("b.log", file(2, modified: 10)), ("c.log", file(3, modified: 20)),
            ]
        ])
        let order = reconcile(world, []).compactMap { if case .appeared(let file) = $0 { file.path } else { nil } }
        #expect(order == [Path("/log/b.log"), Path("/log/c.log"), Path("/log/a.log")])
    }

    private func reconcile(_ world: Directories, _ known: [KnownFile]) -> [Reconciliation] {
        Reconciler.reconcile(world.scan(wanted), with: known)
    }

    private func seen(_ name: String, _ status: FileStatus) -> SeenFile {
        SeenFile(path: Path("/log").appending(name), status: status, wantedBy: ["a"])
    }

    private func known(_ inode: UInt64, _ path: String?) -> KnownFile {
        let fingerprint = Fingerprint(device: 1, inode: inode, birthNanoseconds: nil, headBytes: 0, headHash: 0)
        return KnownFile(id: FileID(value: UInt128(inode)), fingerprint: fingerprint, path: path.map { Path($0) })
    }
}
