import Model
import Platform
import Testing

/// The kernel queues its reports before the call that caused them returns, so no test waits for one.
@Suite("Watcher")
struct WatcherTests {
    private let world: HostWorld
    private let watcher: Watcher

    init() throws {
        world = try HostWorld()
        watcher = try Watcher()
    }

    private var soon: Instant { SystemClock().now().instant.advanced(by: .seconds(20)) }
    private var log: Path { world.root.appending("a.log") }

    @Test func writesNameTheFileAndNewNamesTheDirectory() throws {
        defer { try? world.end() }
        #expect(try watcher.watch(world.root) == .watched)
        try world.append("x\n", to: log)
        let created = watcher.wait(until: soon)
        #expect(created.changed == [world.root])
        #expect(created.written == [log])
        try world.append("y\n", to: log)
        let written = watcher.wait(until: soon)
        #expect(written.changed == [])
        #expect(written.written == [log])
    }

    @Test func renameAndRemovalChangeTheDirectory() throws {
        defer { try? world.end() }
        try world.append("x\n", to: log)
        _ = try watcher.watch(world.root)
        try world.rename(log, to: world.root.appending("a.log.1"))
        #expect(watcher.wait(until: soon).changed == [world.root])
        try world.remove(world.root.appending("a.log.1"))
        #expect(watcher.wait(until: soon).changed == [world.root])
    }

    @Test("What is made, filled, renamed and deleted before anybody looks is told of under its first name")
    func passes() throws {
        defer { try? world.end() }
        let (first, second) = (world.root.appending("a.log.1"), world.root.appending("a.log.2"))
        _ = try watcher.watch(world.root)
        try world.append("x\n", to: log)
        try world.rename(log, to: first)
        try world.rename(first, to: second)
        let moved = watcher.wait(until: soon)
        #expect(moved.left == [log, first] && moved.passed == [])
        try world.remove(second)
        #expect(watcher.wait(until: soon).passed == [], "its names were told of before")
        try world.append("x\n", to: log)
        try world.rename(log, to: first)
        try world.append("", to: second)
        try world.remove(first)
        try world.remove(second)
        #expect(watcher.wait(until: soon).passed == [log], "nothing was in the other")
    }

    @Test("A permission that comes is a change")
    func attributes() throws {
        defer { try? world.end() }
        try world.append("x\n", to: log)
        _ = try watcher.watch(world.root)
        Host.setMode(0o644, log)
        #expect(watcher.wait(until: soon).changed == [world.root])
    }

    @Test func aDirectoryThatGoesIsChangedAndNoLongerWatched() throws {
        defer { try? world.end() }
        let sub = world.root.appending("sub")
        try world.makeDirectories(sub)
        _ = try watcher.watch(sub)
        try world.rename(sub, to: world.root.appending("gone"))
        #expect(watcher.wait(until: soon).changed == [sub])
        #expect(watcher.watchCount == 0)
        try world.makeDirectories(sub)
        _ = try watcher.watch(sub)
        try world.append("x\n", to: sub.appending("b.log"))
        #expect(watcher.wait(until: soon).written == [sub.appending("b.log")])
    }

    @Test func aFileBehindALinkIsWatchedByTheLinksName() throws {
        defer { try? world.end() }
        let sub = world.root.appending("sub"), link = world.root.appending("current.log")
        try world.makeDirectories(sub)
        try world.append("x\n", to: sub.appending("a.log"))
        try world.symbolicLink(link, to: sub.appending("a.log"))
        expectFailure(.wrongKind) { try watcher.watch(link) }
        _ = try watcher.watch(file: link)
        try world.append("y\n", to: sub.appending("a.log"))
        #expect(watcher.wait(until: soon).written == [link])
        Host.setMode(0o644, sub.appending("a.log"))
        #expect(watcher.wait(until: soon).changed == [world.root])
    }

    @Test("F16: a file behind a link that is deleted ends the watch by the link's name")
    func aTargetThatGoes() throws {
        defer { try? world.end() }
        let sub = world.root.appending("sub"), link = world.root.appending("current.log")
        try world.makeDirectories(sub)
        try world.append("x\n", to: sub.appending("a.log"))
        try world.symbolicLink(link, to: sub.appending("a.log"))
        _ = try watcher.watch(file: link)
        try world.remove(sub.appending("a.log"))
        #expect(watcher.wait(until: soon).gone == [link])
        #expect(watcher.watchCount == 0)
    }

    @Test func twoNamesOfOneDirectoryAreBothReported() throws {
        defer { try? world.end() }
        let sub = world.root.appending("sub"), link = world.root.appending("link")
        try world.makeDirectories(sub)
        try world.symbolicLink(link, to: sub)
        _ = try watcher.watch(sub)
        _ = try watcher.watch(link)
        try world.append("x\n", to: sub.appending("a.log"))
        #expect(watcher.wait(until: soon).written == [sub.appending("a.log"), link.appending("a.log")])
        watcher.unwatch(sub)
        try world.append("x\n", to: sub.appending("a.log"))
        #expect(watcher.wait(until: soon).written == [link.appending("a.log")])
    }

    @Test("F16: a link that flips to another directory ends the watches by its name, and below it")
    func aLinkThatFlips() throws {
        defer { try? world.end() }
        let link = world.root.appending("current")
        for name in ["one", "two"] { try world.makeDirectories(world.root.appending(name).appending("logs")) }
        try world.symbolicLink(link, to: world.root.appending("one"))
        _ = try watcher.watch(link.appending("logs"))
        try world.symbolicLink(world.root.appending("new"), to: world.root.appending("two"))
        try world.rename(world.root.appending("new"), to: link)
        let events = watcher.wait(until: soon)
        #expect(events.gone == [link.appending("logs")] && events.changed == events.gone)
        #expect(try watcher.watch(link.appending("logs")) == .watched)
        try world.append("x\n", to: world.root.appending("two").appending("logs").appending("a.log"))
        #expect(watcher.wait(until: soon).written == [link.appending("logs").appending("a.log")])
    }

    @Test(
        "F08: overlayfs must be looked at, for it tells of what is changed through it alone",
        .enabled(if: Overlay.isAllowed, "no overlayfs here"))
    func overlay() throws {
        defer { try? world.end() }
        let overlay = try Overlay(in: world)
        defer { overlay.unmount() }
        let watch = try watcher.watch(overlay.merged)
        #expect(watch == .mustPoll("overlayfs does not report all changes"))
        try world.append("x\n", to: overlay.upper.appending("below.log"))
        #expect(try world.files.status(of: overlay.merged.appending("below.log")).size == ByteOffset(2))
        #expect(watcher.wait(until: SystemClock().now().instant).isEmpty)
        let through = overlay.merged.appending("through.log")
        try world.append("x\n", to: through)
        #expect(watcher.wait(until: soon).written == [through])
    }

    @Test func aMissingDirectoryIsRefused() throws {
        defer { try? world.end() }
        expectFailure(.notFound) { try watcher.watch(world.root.appending("none")) }
    }

    @Test func anotherThreadEndsTheWait() throws {
        defer { try? world.end() }
        let waker = watcher.waker
        let thread = try WorkerThread(name: "waker") { waker.wake() }
        #expect(watcher.wait(until: nil).woken)
        thread.join()
        waker.wake()
        waker.wake()
        #expect(watcher.wait(until: nil).woken)
        #expect(watcher.wait(until: SystemClock().now().instant).isEmpty)
    }

    @Test func aDeadlineThatHasPassedEndsItAtOnce() throws {
        defer { try? world.end() }
        #expect(watcher.wait(until: Instant(nanoseconds: 0)).isEmpty)
    }

    @Test(
        "F06: More events than the kernel keeps are reported as an overflow",
        .enabled(if: Host.queuedEventsMax < 100_000))
    func overflow() throws {
        defer { try? world.end() }
        _ = try watcher.watch(world.root)
        let writers = try [FileWriter(appendingTo: log), FileWriter(appendingTo: world.root.appending("b.log"))]
        // Two files in turn: the kernel joins an event with an equal one right before it.
        for index in 0...(Host.queuedEventsMax + 1) { try writers[index % 2].write([10]) }
        #expect(watcher.wait(until: soon).overflowed)
    }
}
