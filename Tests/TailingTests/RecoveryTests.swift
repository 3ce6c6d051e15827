import Model
import Tailing
import Testing
import WireFormat

@Suite("Rotated while down")
struct RotatedWhileDownTests {
    private let log = FakeLog("content that is long enough to be known again by itself, and some more of it\n")

    @Test func thePredecessorIsFoundByItsInodeUnderAnyName() {
        let stored = log.stored(at: 10)
        let files = named([
            "app.log": file(20, modified: 0), "app.log.2": file(5, modified: -50),
            "app.log.1": file(6, modified: 20), "old-7": file(7, modified: 0), "else": file(8, modified: 0),
        ])
        #expect(
            Recovery.places(for: stored, among: files)
                == ["/log/old-7", "/log/app.log.1", "/log/app.log.2"].map { Path($0) })
    }

    @Test("The first one written after it was last seen, and the last one before, come first")
    func nearestInBothDirections() {
        let files = named([
            "app.log.1": file(11, modified: 3_000_000_000), "app.log.2": file(12, modified: 2_000_000_000),
            "app.log.3": file(13, modified: 999_999_999), "app.log.4": file(14, modified: 999_999_998),
            "app.log.5": file(15, modified: 999_999_997),
        ])
        #expect(
            Recovery.places(for: log.stored(at: 10), among: files).map(\.description)
                == ["/log/app.log.2", "/log/app.log.3", "/log/app.log.1", "/log/app.log.4", "/log/app.log.5"])
    }

    @Test func onlyNamesThatRotationMakesAreLookedAt() {
        let own = Array("app.log".utf8)
        for name in [
            "app.log.1", "app.log-20261120", "app-20261120.log", "app.2026-11-20.log", "app.log.old", "app.log.1.gz",
            "app.log-20261120.xz", "app.log.gz",
        ] {
            #expect(Recovery.isRotated(Array(name.utf8), of: own), "\(name)")
        }
        for name in ["app.log", "app.log.1.zip", "apple.log", "app2.log", "app.log~", "app.log.dpkg-old", "app.txt"] {
            #expect(!Recovery.isRotated(Array(name.utf8), of: own), "\(name)")
        }
    }

    @Test("Several rotations: those in between are read too, oldest first")
    func between() {
        let statuses = named([
            // Written to until after the others were, as a predecessor often is.
            "app.log.3": file(7, modified: 900, birth: 10),
            "app.log.1": file(8, modified: 300, birth: 30), "app.log.2": file(9, modified: 400, birth: 20),
            "app.log.4": file(6, modified: 950, birth: 5),
        ])
        let order = Recovery.between(file(7, modified: 900, birth: 10), and: statuses)
        #expect(order == [Path("/log/app.log.2"), Path("/log/app.log.1")])
    }

    @Test("B12: a compressed one was born when it was compressed: the dates of their logs tell the order")
    func betweenPacked() {
        let statuses = named([
            "app.log.1": file(8, modified: 400, birth: 30), "app.log.2.gz": file(9, modified: 300, birth: 50),
        ])
        let order = Recovery.between(file(7, modified: 100, birth: 10), and: statuses)
        #expect(order == [Path("/log/app.log.2.gz"), Path("/log/app.log.1")])
    }

    @Test("Without birth times the last change tells")
    func betweenByChange() {
        let statuses = named(["app.log.1": file(8, modified: 300), "app.log.2": file(9, modified: 50)])
        #expect(Recovery.between(file(7, modified: 100), and: statuses) == [Path("/log/app.log.1")])
    }

    @Test("A backup copy beside it is no generation of its own")
    func copies() {
        let fingerprint = log.stored(at: 70).fingerprint
        let copy = FakeLog(String(decoding: log.bytes, as: UTF8.self) + "and more\n")
        #expect(copy.probe().isCopy(of: fingerprint))
        #expect(!FakeLog("another beginning\n").probe().isCopy(of: fingerprint))
        let short = FakeLog("started\n")
        #expect(!FakeLog("started\nagain\n").probe().isCopy(of: short.stored(at: 8).fingerprint))
    }

    @Test("A copy that copytruncate made holds what was not read")
    func copyTruncated() {
        let stored = log.stored(at: 70)
        let copy = FakeLog(String(decoding: log.bytes, as: UTF8.self))
        copy.inode = 30
        log.truncate()
        guard case .restarted = Recognition(stored, log.probe(resume: 70)) else {
            Issue.record("the file itself begins again")
            return
        }
        let files = named(["app.log": file(7), "app.log.1": file(30)])
        #expect(Recovery.places(for: stored, among: files) == [Path("/log/app.log.1")])
        guard case .same(let tailer) = Recognition(stored, copy.probe(resume: 70)) else {
            Issue.record("the copy is what the file was")
            return
        }
        var tail = Tailing(copy, tailer)
        #expect(tail.wake() == String(decoding: copy.bytes[70...], as: UTF8.self))
        #expect(tail.tailer.generation == 0)
    }

    @Test func candidatesAreOfTheInodeThenOfTheName() {
        let path = Path("/log/app.log")
        let byInode = log.stored(at: 1, path: Path("/log/before.log"))
        log.inode = 8
        let byName = log.stored(at: 2, path: path)
        log.inode = 9
        let neither = log.stored(at: 3, path: Path("/log/else.log"))
        let recovery = Recovery([neither, byName, byInode])
        #expect(recovery.candidates(for: path, file(7)) == [byInode, byName])
        #expect(recovery.candidates(for: Path("/log/new.log"), file(50)) == [])
    }

    private func named(_ statuses: [String: FileStatus]) -> [Path: FileStatus] {
        Dictionary(uniqueKeysWithValues: statuses.map { (Path("/log").appending($0.key), $0.value) })
    }
}
