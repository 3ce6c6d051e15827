package import Delivery
package import Exceptionless
package import Journaling
package import Model
import Setup

/// The sending half of one project: what its courier asks of the journal is done here, what it asks of the world goes
/// on to the shell. Synchronous; the simulation runs it as it ships.
package struct SendingHalf {
    package let project: String
    /// Whose settings the stored ones are; empty where a server has none.
    let account: String
    private let receiver: any Receiver
    private let policy: DeliveryPolicy
    private var courier: Courier
    private let journal: Journal
    private var look: LastLook
    /// For the status.
    package private(set) var counts = SendingCounts()

    /// What only the world can do.
    package enum Outgoing: Sendable {
        case post(Request, batch: BatchID)
        case fetchSettings(Request)
        /// They hold from now on: the gate is to obey them.
        case settings(ProjectSettings)
        case say(Notice)
        /// Wake with `timer` then; nil: there is nothing to wait for.
        case wait(until: Instant?)
    }

    /// Begins with the settings and the pauses that the journal remembers.
    package init(
        project: String, receiver: any Receiver, policy: DeliveryPolicy, journal: Journal, look: LastLook = .none
    ) throws(JournalError) {
        (self.project, self.receiver, self.policy, self.journal) = (project, receiver, policy, journal)
        account = Self.account(of: receiver) ?? ""
        let stored = try Self.rememberedSettings(project, receiver: receiver, in: journal)
        let settings = stored.flatMap { ProjectSettings(document: $0.document) }
        self.look = look
        if let settings, let stored { self.look.obey(settings, since: stored.fetched) }
        courier = Courier(
            receiver, policy: policy, learned: try journal.courierState(project), settingsVersion: settings?.version)
    }

    /// Begun anew, after the journal refused in the middle of something: what it holds is what counts. Answers to the
    /// old one's requests must not be given to it.
    package func renewed() throws(JournalError) -> SendingHalf {
        var half = try SendingHalf(project: project, receiver: receiver, policy: policy, journal: journal, look: look)
        half.counts = counts
        // A trouble that lasts is met and told again; one that is over would never be told to be.
        half.counts.trouble = nil
        return half
    }

    /// The settings as the journal has them, so that the gate obeys them before the server is asked; nil if there are
    /// none.
    package static func storedSettings(
        _ project: String, receiver: any Receiver, in journal: some JournalReading
    ) throws(JournalError) -> ProjectSettings? {
        try rememberedSettings(project, receiver: receiver, in: journal).flatMap {
            ProjectSettings(document: $0.document)
        }
    }

    /// The same, with the date on which they were fetched.
    package static func rememberedSettings(
        _ project: String, receiver: any Receiver, in journal: some JournalReading
    ) throws(JournalError) -> StoredSettings? {
        guard let account = account(of: receiver) else { return nil }
        return try journal.settings(project, account: account)
    }

    /// For a command that fetched them while no agent runs.
    package static func remember(
        _ settings: StoredSettings, of project: String, receiver: any Receiver, in journal: Journal
    ) throws(JournalError) {
        guard let account = account(of: receiver) else { return }
        try journal.store(settings, project: project, account: account)
    }

    /// Whether the server has settings to wait for.
    package var fetchesSettings: Bool { !account.isEmpty }

    /// Gives the courier a wake, and what that makes it ask of the journal, until only the world is left to ask.
    package mutating func handle(
        _ wake: CourierWake, at moment: Moment, jitter: Double
    ) throws(JournalError) -> [Outgoing] {
        var outgoing: [Outgoing] = []
        counts.count(wake, by: receiver, at: moment.wall)
        var wakes = [wake]
        while !wakes.isEmpty {
            for effect in courier.handle(wakes.removeFirst(), at: moment, jitter: jitter) {
                if let answer = try perform(effect, at: moment, outgoing: &outgoing) { wakes.append(answer) }
            }
        }
        return outgoing
    }

    /// The reading half has committed events. How many wait is the journal's to say: what is in flight counts too.
    package mutating func committed(at moment: Moment, jitter: Double) throws(JournalError) -> [Outgoing] {
        try handle(.queued(count: try journal.queued(project).count), at: moment, jitter: jitter)
    }

    /// The journal's answer to an effect, if it has one.
    private mutating func perform(
        _ effect: CourierEffect, at moment: Moment, outgoing: inout [Outgoing]
    ) throws(JournalError) -> CourierWake? {
        switch effect {
        case .load(let maxEvents, let maxBytes):
            return .loaded(try nextBatch(maxEvents: maxEvents, maxBytes: maxBytes, at: moment))
        case .post(let request, let batch): outgoing.append(.post(request, batch: batch))
        case .fetchSettings(let request): outgoing.append(.fetchSettings(request))
        case .acknowledge(let seqs):
            try journal.acknowledge(seqs)
            counts.countAcknowledged(seqs.count)
        case .quarantine(let seq, let reason):
            try journal.quarantine(seq, reason: reason, date: moment.wall)
            counts.countQuarantined()
            let text = "project \(project): an event was refused for good and is in quarantine: \(reason)"
            outgoing.append(.say(Notice(.error, text)))
        case .storeSettings(let settings):
            let stored = StoredSettings(version: settings.version, document: settings.document, fetched: moment.wall)
            try journal.store(stored, project: project, account: account)
            look.obey(settings, since: moment.wall)
            outgoing.append(.settings(settings))
        case .storeState(let state): try journal.store(state, project: project)
        case .alarm(let alarm):
            counts.trouble = alarm.kind == .trouble ? alarm.text : nil
            outgoing.append(.say(Notice(alarm.kind == .trouble ? .error : .info, alarm.text)))
        case .wait(let until): outgoing.append(.wait(until: until))
        case .idle: outgoing.append(.wait(until: nil))
        }
        return nil
    }

    /// The oldest events that are still to be sent, as they are to be sent.
    private func nextBatch(maxEvents: Int, maxBytes: Int, at moment: Moment) throws(JournalError) -> [StoredEvent] {
        while true {
            let batch = try journal.nextBatch(project: project, maxEvents: maxEvents, maxBytes: maxBytes)
            let amendments = look.amendments(to: batch, at: moment.wall)
            guard !amendments.isEmpty else { return batch }
            try journal.amend(amendments, date: moment.wall)
        }
    }

    /// Tells server and key, the key only as a hash; nil where a server has no settings.
    private static func account(of receiver: any Receiver) -> String? {
        guard let request = receiver.settingsRequest(version: nil) else { return nil }
        var hash = StableHash()
        hash.combine(receiver.address.description)
        for header in request.headers where header.name == "Authorization" { hash.combine(header.value) }
        return hash.hex
    }
}
