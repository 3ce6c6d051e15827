import Agent
import ArgumentParser
import Exceptionless
import Logging
import Model
import Platform
import ServiceLifecycle
import Setup
import Tailing
import Transport
import UnixSignals
import WireFormat

/// The agent as a service of the process: runs both halves until a graceful shutdown, and reloads the rules meanwhile.
struct AgentService: Service, CustomStringConvertible {
    let configuration: Configuration
    let station: Station
    let rules: RulesInForce
    let lock: StateLock
    /// Begun before `rules` were read, so that no change is missed in between.
    let ruleWatch: RuleWatch
    let log: OwnLogger
    let answers: StatusAnswers

    /// Of itself a service shows all that it holds, a megabyte of rules.
    var description: String { "agent" }

    /// What a stop may take; systemd's own patience is longer.
    private static let stopBudget = Duration.seconds(5)

    func run() async throws {
        // From here on a reload is no end: by the time it is ready, it may be asked for one.
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        let own = OwnPlaces(state: configuration.state, log: FileStatus.ofStandardStreams)
        let pipeline = try Pipeline(
            files: UnpackedFiles(PatientFiles(LinuxFiles(isForLogs: true))), journal: station.journal,
            desk: station.desk, limits: limits, whenFull: configuration.journal.whenFull, own: own)
        let shell = try await Shell(
            pipeline: pipeline, rules: rules.files, outlets: station.outlets, clock: SystemClock(),
            observer: Shell.Observer(say: log.say, status: station.publish, sent: station.publish))
        await answers.begin(asking: shell)
        station.publish(ruleTroubles: rules.troubles.map(\.text))
        log.say(Notice(.info, "stacktail \(Stacktail.version) is ready: \(summary)"))
        let isOusted = await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await reloading(shell, on: hangups)
                return false
            }
            group.addTask { await losingState() }
            group.addTask {
                try? await gracefulShutdown()
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
        answers.end()
        await shell.stop(within: Self.stopBudget)
        for transport in station.transports { await transport.shutDown() }
        log.say(Notice(.info, "stopped"))
        if isOusted { throw ExitCode.anotherAgent }
    }

    /// Keeps the state directory held, also when somebody removes it. True once another agent holds it.
    private func losingState() async -> Bool {
        var held = lock
        var isTold = false
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            do throws(StateLockError) {
                let renewed = try held.renewed()
                station.publish(stateTrouble: nil)
                if let renewed {
                    held = renewed
                    log.say(Notice(.warn, "the lock was taken away with the state directory; it is held again"))
                } else if isTold {
                    log.say(Notice(.info, "the state directory is within reach again"))
                }
                isTold = false
            } catch {
                let notice = Self.notice(of: error)
                station.publish(stateTrouble: notice.text)
                if !isTold { log.say(notice) }
                isTold = true
                if case .held = error { return true }
            }
        }
        return false
    }

    private static func notice(of error: StateLockError) -> Notice {
        switch error {
        case .held: Notice(.error, error.description)
        case .refused:
            Notice(
                .error,
                "the state directory is out of reach: \(error.description). What is open is still written; give the "
                    + "directory back to this user before the next start")
        }
    }

    /// As configured, with no more open files than the process may have.
    private var limits: Limits {
        var limits = configuration.limits
        let wanted = limits.openFilesMax
        limits.openFilesMax = OpenFileLimit.raise(wanted: wanted)
        if limits.openFilesMax < wanted {
            log.say(
                Notice(
                    .warn,
                    "limits.open_files is \(wanted), and the process may have \(limits.openFilesMax) for logs: raise "
                        + "LimitNOFILE, or else files take turns at being open"))
        }
        return limits
    }

    /// What it works with, for whoever wonders why nothing comes.
    private var summary: String {
        let globs = rules.files.flatMap(\.files.include).map(\.description)
        let shown = globs.prefix(3).joined(separator: ", ") + (globs.count > 3 ? " and \(globs.count - 3) more" : "")
        let projects = configuration.projects.map { project in
            switch project.destination {
            case .exceptionless(let server): "\(project.name) to \(server.server)"
            case .exceptional(let server): "\(project.name) to \(server.summary)"
            case .local: "\(project.name) is local"
            }
        }
        return "tailing \(shown); project \(projects.joined(separator: ", ")); state in \(configuration.state)"
    }

    /// On SIGHUP, and when a file in a rules directory changed.
    private func reloading(_ shell: Shell, on hangups: UnixSignalsSequence) async {
        // However many reasons wait, the files are read once more for all of them.
        let (reasons, reasoning) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in hangups { reasoning.yield("SIGHUP") }
            }
            group.addTask {
                var watch = ruleWatch
                while (try? await Task.sleep(for: .seconds(1))) != nil {
                    if watch.hasChanged() { reasoning.yield("a rule file changed") }
                }
            }
            group.addTask {
                var inForce = rules
                for await reason in reasons { reload(&inForce, shell, because: reason) }
            }
        }
    }

    private func reload(_ inForce: inout RulesInForce, _ shell: Shell, because reason: String) {
        let book = RuleBook.load(
            configuration.ruleDirectories, in: RuleContext(configuration, surroundings: .ofThisProcess),
            onlyTailing: true)
        Tell.diagnostics(book.diagnostics, noColor: true)
        inForce.reload(book)
        for trouble in inForce.troubles { log.say(Notice(.error, trouble.text)) }
        station.publish(ruleTroubles: inForce.troubles.map(\.text))
        shell.post(.rules(inForce.files, because: reason))
    }
}

/// Notices changes of rule files by their names, sizes and times.
struct RuleWatch: Sendable {
    private let directories: [Path]
    private var last: [String]

    init(_ directories: [Path]) {
        self.directories = directories
        last = Self.signature(of: directories)
    }

    /// Since the last call.
    mutating func hasChanged() -> Bool {
        let now = Self.signature(of: directories)
        defer { last = now }
        return now != last
    }

    private static func signature(of directories: [Path]) -> [String] {
        let files = LinuxFiles()
        return directories.flatMap { directory -> [String] in
            let entries = (try? files.entries(of: directory)) ?? []
            return entries.compactMap { entry -> String? in
                let path = directory.appending(entry.name)
                guard path.hasSuffix(".yaml") || path.hasSuffix(".yml"), let status = try? files.status(of: path) else {
                    return nil
                }
                return "\(path) \(status.inode) \(status.size) \(status.modified.nanoseconds)"
            }.sorted()
        }
    }
}
