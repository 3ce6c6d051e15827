import Exceptionless
package import Journaling
package import Model
package import Platform
import Rules
package import Setup
import Tailing
import WireFormat

/// The reading half: files to durable events. Synchronous; whoever runs it gives it wakes and performs its effects.
///
/// One call of `handle` is one turn: look at what changed, read a bounded amount, commit. It waits for nothing, so a
/// turn's length is bounded by the disk alone.
package struct Pipeline<Source: Files> {
    let files: Source
    let journal: Journal
    let limits: Limits
    let whenFull: Configuration.JournalRoom.WhenFull
    let pace: PipelinePace
    var desk: EventDesk
    var rules: [String: ReadyRules] = [:]
    var scanner = Scanner(wanted: [:])
    var tails = Tails<Source.Handle>()
    /// In the order in which they take turns; a predecessor stands in front of its successor.
    var order: [FileID] = [] {
        didSet { ranks = nil }
    }
    /// The places in `order`, as long as that stands.
    var ranks: [FileID: Int]?
    /// What the journal remembers of files, by what was last committed.
    var stored: [FileID: StoredFile]
    /// Rule files that were in force before, so that `read_from` speaks only of a first start.
    var knownRules: Set<String>
    /// The last use of a descriptor before the turn began; nil between turns.
    var turnStart: UInt64?
    /// Where the next turn begins, if the last one did not come to all.
    var nextInTurn: FileID?
    /// Files that could not be read, and when they are tried again.
    var retries: [FileID: Instant] = [:]
    /// The tail that a path named before it named another file or none.
    var formerly: [Path: FileID] = [:]
    /// The tail that had a path last, before the one that has it now.
    var predecessors: [Path: FileID] = [:]
    /// Tails that may have something to read.
    var ready: Set<FileID> = []
    var watched: Set<Path> = []
    /// Of links, the inode that each was watched as: a link that leads elsewhere is watched anew.
    var linkTargets: [Path: UInt64] = [:]
    /// Names that rules want, and that were moved away before a file was seen to have them.
    var leftUnseen: Set<Path> = []
    /// Directories of which the kernel does not tell, or that could not be looked at: listed anew all the time.
    var polled: Set<Path> = []
    var changedDirectories: Set<Path> = []
    var isScanDue = true
    var times = Times()
    var told: Set<String> = []
    /// The words for each trouble that was told, for as long as `told` has it.
    var troubles: [String: String] = [:]
    /// Whether the last walks ended by a limit.
    var isWalkCut = false
    /// What a rule wants and is not tailed, with the reason: files, and directories that could not be looked at.
    package internal(set) var untailed: [Path: Objection] = [:]
    /// Rotated files for which there is no descriptor, and which have a name to be found by later.
    var shelved: Set<FileID> = []
    /// Directories, and files of those, that could not be looked at.
    var unseen: Set<Path> = []
    /// Files that were found to be no logs, as they were then.
    var refused: [Path: Refusal] = [:]
    /// How many files the last walk saw that was not a full one.
    var filesPolled = 0
    /// Files that are the agent's own, which are never tailed.
    let own: OwnPlaces
    /// Remembered files that were looked for under other names, as they were then.
    var searched: Set<StoredFile> = []
    /// Files that were found cut when they were opened: what they held may lie in a copy.
    var truncated: [StoredFile] = []
    /// Files that were looked for and are gone, to be remembered so with the next save.
    var gone: [StoredFile] = []
    /// Compressed files that a rule names, by their inodes: they are not read as text.
    var compressed: [Path: UInt64] = [:]
    /// The tails of compressed files, oldest first: one after the other is unpacked.
    var packed: [FileID] = []
    var effects: [Effect] = []
    package private(set) var counts = TailStatus()
    package private(set) var eventCounts: [EventKind: Int] = [:]
    package private(set) var lossCounts: [Loss.Reason: Int] = [:]
    var duplicates = DuplicateWindows()
    /// What rules count over several records.
    var tallies = Tallies()
    /// What the journal had of that; nil from the first wake on.
    private var talliesAtStart: [StoredTally]?
    /// The rules in force that tell of silence.
    var silences: [Silence] = []
    /// Of rule files that have such: since when everything in their files was read.
    var caughtUp: [String: Instant] = [:]
    /// When everything that there was had been read.
    var looks: Looks
    /// The duplicates that the journal held, and until when; nil from the first wake on.
    private var heldAtStart: [DuplicateKey: Timestamp]?
    /// Losses of turns that made nothing worth a commit of its own.
    var unsavedLosses: [Loss] = []
    /// Whether a damaged journal took places in files with it, and no look at the files has met that yet.
    let hasLostPlaces: Bool
    /// Whether the journal's file was begun anew, and does not have yet what is known here.
    var mustRewrite = false
    /// Why nothing is read; nil while all is well.
    var journalTrouble: String?

    /// When what is due.
    struct Times {
        var fullScan: Instant?
        var poll: Instant?
        var save: Instant?
        var housekeeping: Instant?
        var forgetting: Instant?
        /// The journal refused, or has no room: no reading before.
        var pause: Instant?
        /// Files that nothing names are looked at again.
        var draining: Instant?
        /// When all was looked at last.
        var seen: Timestamp?
        /// When the last turn was.
        var lastTurn: Instant?
    }

    /// Reads what the journal remembers. `desk` makes wire events of what rules want.
    package init(
        files: Source, journal: Journal, desk: EventDesk, limits: Limits,
        whenFull: Configuration.JournalRoom.WhenFull = .wait, pace: PipelinePace = PipelinePace(),
        own: OwnPlaces = OwnPlaces()
    ) throws(JournalError) {
        (self.files, self.journal, self.desk, self.limits) = (files, journal, desk, limits)
        (self.whenFull, self.pace, self.own) = (whenFull, pace, own)
        stored = Dictionary(try journal.files().map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        knownRules = try journal.knownRules()
        heldAtStart = try journal.duplicateEnds()
        talliesAtStart = try journal.tallies()
        looks = Looks(last: stored.values.map(\.lastSeen).max())
        let isDamaged = try !journal.losses(LossFilter(reason: .journalDamaged), limit: 1).isEmpty
        hasLostPlaces = knownRules.isEmpty && isDamaged
    }

    /// One turn. The effects are to be performed in their order; then comes the next wake, at `nextWake` at the latest.
    package mutating func handle(_ wake: Wake, at moment: Moment) -> [Effect] {
        effects = []
        if let held = heldAtStart.take() { duplicates = DuplicateWindows(desk.duplicateWindow, held: held, at: moment) }
        if let stored = talliesAtStart.take() { tallies = Tallies(stored, at: moment) }
        defer { times.lastTurn = moment.instant }
        var inForce: Notice?
        switch wake {
        case .files(let events): note(events)
        case .mustPoll(let path, let reason):
            polled.insert(path)
            tell(.info, "\(path) is looked at every \(pace.poll): \(reason)")
        case .settings(let settings, let project):
            desk.obey(settings, project: project)
            for id in order { tails[id]?.update(from: desk) }
        case .rules(let files, let reason):
            // What is closed unsaved is read again from the places that the journal has.
            if !tails.isEmpty || tallies.hasChanges, !save(at: moment) { tallies.revert() }
            adopt(files)
            watchForSilence(at: moment)
            let count = files.count == 1 ? "1 rule file is" : "\(files.count) rule files are"
            inForce = reason.map { Notice(.info, "\($0): \(count) in force") }
        case .report(let question, let reply):
            reply(report(on: question, at: moment))
            return effects
        case .stop:
            save(at: moment)
            return effects
        }
        look(at: moment)
        // Not before the files were looked at: what is written from now on is new to the rules.
        if let inForce { effects.append(.say(inForce)) }
        read(at: moment)
        tellOfPatterns()
        keepHouse(at: moment)
        return effects
    }

    /// When to come back if nothing happens before; nil only if there is nothing to wait for.
    package func nextWake(after moment: Moment) -> Instant? {
        if let pause = times.pause, pause > moment.instant { return min(pause, times.fullScan ?? pause) }
        let hasReady = ready.contains { id in retries[id].map { $0 <= moment.instant } ?? true }
        if hasReady || isScanDue || !changedDirectories.isEmpty { return moment.instant }
        let times = [
            times.fullScan, times.poll, times.save, times.housekeeping, times.draining, tails.nextDue,
            retries.values.min(), duplicates.nextEnd, nextTelling(after: moment),
        ]
        return times.compactMap { $0 }.min()
    }

    /// What the reading half tells of itself.
    package var status: TailStatus {
        var status = counts
        status.filesTailed = tails.count
        (status.journalTrouble, status.troubles) = (journalTrouble, currentTroubles)
        status.filesTroubled = untailed.count
        status.bytesBehind = tails.bytesBehind
        return status
    }

    private mutating func note(_ events: WatchEvents) {
        if events.overflowed {
            isScanDue = true
            ready.formUnion(tails.keys)
        }
        watched.subtract(events.gone)
        changedDirectories.formUnion(events.changed)
        for path in events.written {
            if let id = tails.named(path) {
                ready.insert(id)
            } else if isWanted(path), untailed[path]?.isForGood != true {
                changedDirectories.insert(path.directory)
            }
        }
        leftUnseen.formUnion(events.left.filter { tails.named($0) == nil && formerly[$0] == nil && isWanted($0) })
        for path in events.passed where tails.named(path) == nil && isWanted(path) { missed(path) }
    }

    /// A file that was written to and deleted before anybody could open it.
    mutating func missed(_ path: Path) {
        let loss = Loss(reason: .vanished, path: path)
        unsavedLosses = unsavedLosses.adding([loss])
        lossCounted(.vanished, 1)
        tell(.warn, "\(path) was deleted before it could be opened; such files are counted as lost", about: "passed")
    }

    func isWanted(_ path: Path) -> Bool { rules.values.contains { $0.file.files.matches(path) } }

    private mutating func adopt(_ files: [RuleFile]) {
        rules = Dictionary(files.map { ($0.name, ReadyRules($0)) }, uniquingKeysWith: { $1 })
        settlePatterns()
        scanner = Scanner(wanted: rules.mapValues(\.file.files))
        reopenForNewRules()
        (searched, refused) = ([], [:])
        isScanDue = true
    }

    /// Said once for each trouble; `settle` when it is over, so that it may be said again.
    mutating func tell(_ level: Level, _ text: String, about trouble: String? = nil) {
        guard told.count < 10_000, told.insert(trouble ?? text).inserted else { return }
        if let trouble { troubles[trouble] = text }
        effects.append(.say(Notice(level, text)))
    }

    mutating func settle(_ trouble: String, saying text: String) {
        if told.remove(trouble) != nil { effects.append(.say(Notice(.info, text))) }
    }

    mutating func count(_ turn: Turn<Source.Handle>) {
        counts.bytesRead = counts.bytesRead + turn.bytesRead
        counts.lineCount += turn.lineCount
        counts.recordCount += turn.recordCount
        for held in turn.duplicates.held {
            let kind = EventKind(project: held.event.project, type: held.event.type, level: held.event.level)
            eventCounts[kind, default: 0] += held.count
        }
        for event in turn.events {
            let kind = EventKind(project: event.project, type: event.type, level: event.level)
            eventCounts[kind, default: 0] += event.count
        }
        for loss in turn.losses { lossCounts[loss.reason, default: 0] += loss.count }
    }

    mutating func count(_ settled: Settled) {
        for event in settled.events {
            eventCounts[EventKind(project: event.project, type: event.type, level: event.level), default: 0] += 1
        }
        for loss in settled.losses { lossCounts[loss.reason, default: 0] += loss.count }
    }

    mutating func lossCounted(_ reason: Loss.Reason, _ count: Int) { lossCounts[reason, default: 0] += count }
}

/// How often things are looked at, and how much is done at once.
package struct PipelinePace: Hashable, Sendable {
    /// A full walk, as the source of truth: an event can be lost, a walk cannot.
    package var scan = Duration.seconds(30)
    /// Directories of which the kernel does not report.
    package var poll = Duration.seconds(1)
    /// For each file that a walk sees, the next one waits as long: a thousand times what it takes.
    package var perFile = Duration.milliseconds(10)
    /// Places that moved without an event are saved this often; a crash reads what came since again, to no effect.
    package var save = Duration.seconds(5)
    package var draining = Duration.milliseconds(250)
    /// A rotated file that was read to its end is looked at again for so long: its writer may have slept.
    package var afterlife = Duration.seconds(3_600)
    package var housekeeping = Duration.seconds(60)
    package var forgetting = Duration.seconds(3_600)
    /// A quiet time that ended so long before anybody looked begins anew.
    package var lateness = Duration.seconds(1)
    /// After the journal refused.
    package var retry = Duration.seconds(1)
    /// Of log, in one turn: large enough that a commit costs little for each byte.
    package var turnBytesMax = 4 << 20
    /// Of events, in one turn.
    package var turnEventBytesMax = 4 << 20
    /// Files that are gone are remembered as long, since their names and inodes come again.
    package var remember = Duration.seconds(7 * 86_400)

    package init() {}

    func scan(ofFiles count: Int) -> Duration { max(scan, perFile * count) }
    func poll(ofFiles count: Int) -> Duration { max(poll, perFile * count) }
}
