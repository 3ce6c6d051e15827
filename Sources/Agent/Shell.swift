package import Delivery
import Exceptionless
import Journaling
package import Model
package import Platform
package import Setup
import Synchronization

/// Runs both halves: the pipeline on a thread of its own, a sender for each project with a server. It turns inotify,
/// signals and timers into wakes, and performs effects.
package final class Shell: Sendable {
    private let inbox = Mutex<[Wake]>([])
    private let waker: Waker
    private let senders: [String: ProjectSender]
    private let reading: AsyncStream<Void>
    private let observer: Observer

    /// Who wants to know what happens; called from the shell's threads, so they must not wait.
    package struct Observer: Sendable {
        package var say: @Sendable (Notice) -> Void
        package var committed: @Sendable ([QueuedEvent]) -> Void
        package var status: @Sendable (StatusUpdate) -> Void
        /// A project's sending half has new counts.
        package var sent: @Sendable (_ project: String, SendingCounts) -> Void

        /// What is left out is passed over.
        package init(
            say: @escaping @Sendable (Notice) -> Void,
            committed: @escaping @Sendable ([QueuedEvent]) -> Void = { _ in },
            status: @escaping @Sendable (StatusUpdate) -> Void = { _ in },
            sent: @escaping @Sendable (_ project: String, SendingCounts) -> Void = { _, _ in }
        ) {
            (self.say, self.committed, self.status, self.sent) = (say, committed, status, sent)
        }
    }

    /// What the reading half tells of itself after a turn.
    package struct StatusUpdate: Sendable {
        package var tails: TailStatus
        package var events: [EventKind: Int]
        package var losses: [Loss.Reason: Int]
    }

    /// One project with a server, ready to send.
    package struct Outlet: Sendable {
        package var half: SendingHalf
        package var transport: any Transport

        package init(half: SendingHalf, transport: any Transport) { (self.half, self.transport) = (half, transport) }
    }

    /// Starts both halves, and returns once the files were looked at for the first time: what is written from then on
    /// is new. Without stored settings, reading begins when a project's server was asked for them, or after
    /// `settingsPatience`, so that nothing is journaled that the project does not want.
    package init(
        pipeline: sending Pipeline<HostLogs>, rules: [RuleFile], outlets: [Outlet], clock: some Clock,
        observer: Observer,
        settingsPatience: Duration = .seconds(15)
    ) async throws(SystemError) {
        let watcher = try Watcher()
        (waker, self.observer) = (watcher.waker, observer)
        let (reading, readingEnded) = AsyncStream.makeStream(of: Void.self)
        self.reading = reading
        let relay = Relay()
        senders = try Self.senders(outlets, clock: clock, observer: observer, relay: relay)
        relay.shell = { [weak self] wake in self?.post(wake) }
        for sender in senders.values { await sender.start() }
        await Self.wait(for: Array(senders.values), atMost: settingsPatience)
        post(.rules(rules))
        let (looked, looking) = AsyncStream.makeStream(of: Void.self)
        let turns = Turns(pipeline: pipeline, watcher: watcher, clock: clock)
        _ = try WorkerThread(name: "reader") { [self] in
            turns.begin(self)
            looking.finish()
            turns.run(self)
            readingEnded.finish()
        }
        for await _ in looked {}
    }

    /// From any thread.
    package func post(_ wake: Wake) {
        inbox.withLock { $0.append(wake) }
        waker.wake()
    }

    /// Events of this project came into the journal by another door than reading.
    package func committed(_ project: String) async { await senders[project]?.committed() }

    /// Events of this project left the journal, or came back to it, by somebody's hand: what its sender holds is void.
    package func queueChanged(_ project: String) async { await senders[project]?.queueChanged() }

    /// What the reading half tells of itself; nil if it has not answered within `patience`, since a disk keeps it.
    package func report(on question: StatusQuestion, patience: Duration = .seconds(3)) async -> PipelineReport? {
        let (answers, answering) = AsyncStream.makeStream(of: PipelineReport.self)
        post(.report(question) { answering.yield($0) })
        let timer = Task {
            try await Task.sleep(for: patience)
            answering.finish()
        }
        defer { timer.cancel() }
        return await answers.first { _ in true }
    }

    /// Saves what was read and gives what is in flight this long. Where a disk keeps reading for as long, what was
    /// read since the last commit is read again at the next start.
    package func stop(within budget: Duration) async {
        post(.stop)
        let hasEnded = await withTaskGroup(of: Bool.self) { [reading] group in
            group.addTask {
                for await _ in reading {}
                return !Task.isCancelled
            }
            group.addTask {
                try? await Task.sleep(for: budget)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
        if !hasEnded {
            observer.say(
                Notice(
                    .warn, "reading did not end within \(budget): a disk keeps it; it goes on there at the next start"))
        }
        await withTaskGroup(of: Void.self) { group in
            for sender in senders.values { group.addTask { await sender.stop(within: budget) } }
        }
    }

    fileprivate func takeWakes() -> [Wake] {
        inbox.withLock { wakes in
            defer { wakes = [] }
            return wakes
        }
    }

    fileprivate func perform(_ effects: [Effect], watcher: Watcher) {
        for effect in effects {
            switch effect {
            case .watch(let path): watch(path) { path throws(SystemError) in try watcher.watch(path) }
            case .watchFile(let path): watch(path) { path throws(SystemError) in try watcher.watch(file: path) }
            case .committed(let events):
                observer.committed(events)
                for (project, sender) in senders {
                    if events.contains(where: { $0.project == project }) { Task { await sender.committed() } }
                }
            case .say(let notice): observer.say(notice)
            }
        }
    }

    fileprivate func publish(_ update: StatusUpdate) { observer.status(update) }

    private func watch(_ path: Path, by begin: (Path) throws(SystemError) -> Watch) {
        do throws(SystemError) {
            switch try begin(path) {
            case .watched: break
            case .replaced:
                var events = WatchEvents()
                events.changed = [path]
                post(.files(events))
            case .mustPoll(let reason): post(.mustPoll(path, reason: reason))
            }
        } catch {
            post(.mustPoll(path, reason: error.description))
        }
    }
}

/// The reading half on its thread.
private final class Turns {
    private var pipeline: Pipeline<HostLogs>
    private let watcher: Watcher
    private let clock: any Clock

    init(pipeline: sending Pipeline<HostLogs>, watcher: sending Watcher, clock: any Clock) {
        (self.pipeline, self.watcher, self.clock) = (pipeline, watcher, clock)
    }

    /// The first turn, over the wakes that are there already.
    func begin(_ shell: Shell) {
        for wake in shell.takeWakes() { shell.perform(pipeline.handle(wake, at: clock.now()), watcher: watcher) }
    }

    /// Whoever looks at the status is content with once a second.
    func run(_ shell: Shell) {
        var nextUpdate = clock.now().instant
        var isPublished = false
        while true {
            // What the last turn changed is hung out within the second, though nothing else happens.
            let wake = [pipeline.nextWake(after: clock.now()), isPublished ? nil : nextUpdate].compactMap { $0 }.min()
            let events = watcher.wait(until: wake)
            for wake in shell.takeWakes() {
                shell.perform(pipeline.handle(wake, at: clock.now()), watcher: watcher)
                if case .stop = wake { return }
            }
            shell.perform(pipeline.handle(.files(events), at: clock.now()), watcher: watcher)
            isPublished = clock.now().instant >= nextUpdate
            guard isPublished else { continue }
            nextUpdate = clock.now().instant.advanced(by: .seconds(1))
            shell.publish(
                Shell.StatusUpdate(tails: pipeline.status, events: pipeline.eventCounts, losses: pipeline.lossCounts))
        }
    }
}

/// Lets the senders, which are made first, speak to the shell.
private final class Relay: Sendable {
    private let target = Mutex<(@Sendable (Wake) -> Void)?>(nil)

    var shell: (@Sendable (Wake) -> Void)? {
        get { target.withLock { $0 } }
        set { target.withLock { $0 = newValue } }
    }
}

extension Shell {
    private static func senders(
        _ outlets: [Outlet], clock: some Clock, observer: Observer, relay: Relay
    ) throws(SystemError) -> [String: ProjectSender] {
        guard !outlets.isEmpty else { return [:] }
        let executor = try SerialThread(name: "sender")
        var senders: [String: ProjectSender] = [:]
        for outlet in outlets {
            let project = outlet.half.project
            senders[project] = ProjectSender(
                half: outlet.half, transport: outlet.transport, clock: clock, executor: executor
            ) { outgoing in
                switch outgoing {
                case .settings(let settings): relay.shell?(.settings(settings, project: project))
                case .say(let notice): observer.say(notice)
                case .post, .fetchSettings, .wait: break
                }
            } counted: { counts in
                observer.sent(project, counts)
            }
        }
        return senders
    }

    private static func wait(for senders: [ProjectSender], atMost patience: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for sender in senders { await sender.settingsAsked() }
            }
            group.addTask { try? await Task.sleep(for: patience) }
            await group.next()
            group.cancelAll()
        }
    }
}
