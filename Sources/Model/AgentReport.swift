/// All that `stacktail status` tells, at one moment: of a running agent, or of what the journal alone knows.
package struct AgentReport: Hashable, Sendable {
    package var snapshot: StatusSnapshot
    /// Nil if no agent runs: then all counts since the start are zero.
    package var process: Process?
    package var state: Path
    package var rules: [Rules] = []
    /// Those that are furthest behind, the worst first; without an agent none.
    package var files: [FileReport] = []
    /// What the journal remembers, files that are gone included.
    package var filesRemembered = 0
    /// The journal's sums over all its time.
    package var losses: [Loss.Reason: Int] = [:]
    /// What people may have set: name and value, as the configuration writes them.
    package var limits: [Limit] = []
    /// What ended the last walk before it had seen everything.
    package var walkLimit: String?

    package init(snapshot: StatusSnapshot, state: Path) { (self.snapshot, self.state) = (snapshot, state) }

    /// The agent as a process of the host.
    package struct Process: Hashable, Sendable {
        package var id: Int32
        package var user: String
        package var uptime: Duration
        package var cpu: Duration
        package var descriptors: Int

        package init(id: Int32, user: String, uptime: Duration, cpu: Duration, descriptors: Int) {
            (self.id, self.user, self.uptime) = (id, user, uptime)
            (self.cpu, self.descriptors) = (cpu, descriptors)
        }
    }

    /// A rule file that is in force and names files.
    package struct Rules: Hashable, Sendable {
        package var name: String
        package var path: String
        package var project: String
        /// Its patterns as they were written.
        package var patterns: [String]
        /// How many files are read under it.
        package var fileCount: Int

        package init(name: String, path: String, project: String, patterns: [String], fileCount: Int) {
            (self.name, self.path, self.project) = (name, path, project)
            (self.patterns, self.fileCount) = (patterns, fileCount)
        }
    }

    /// One of the limits in force.
    package struct Limit: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    /// All that is the matter now: with the state directory, the rules, reading, sending.
    package var troubles: [String] {
        let sending = snapshot.projects.sorted { $0.key < $1.key }.compactMap { name, project in
            project.trouble.map { "project \(name): \($0)" }
        }
        let walk = walkLimit.map { ["the walk over the directories ended early (\($0)): give narrower patterns"] } ?? []
        return [snapshot.stateTrouble].compactMap { $0 } + snapshot.ruleTroubles + snapshot.tails.troubles + walk
            + sending
    }

    /// How it does, in a sentence.
    package var health: String {
        guard process != nil else { return "No agent runs with this state." }
        guard snapshot.isReady else { return "The agent is starting." }
        let tails = snapshot.tails
        if tails.isPaused { return "Reading waits: the journal takes nothing." }
        if let first = troubles.first {
            return troubles.count == 1 ? "One trouble: \(first)" : "\(troubles.count) troubles; the first: \(first)"
        }
        if tails.filesTailed == 0 { return "Well, but no file is tailed: none that the rules name is there." }
        let files = tails.filesTailed == 1 ? "1 file is" : "\(tails.filesTailed) files are"
        return tails.bytesBehind == .zero
            ? "Well: \(files) tailed and read to the end."
            : "Well: \(files) tailed, \(tails.bytesBehind.rounded) behind."
    }

    /// Whether there is nothing to mend.
    package var isWell: Bool { process != nil && snapshot.isReady && troubles.isEmpty && !snapshot.tails.isPaused }
}

extension ByteCount {
    /// For people: three digits and a unit, `1.2 MiB`.
    package var rounded: String {
        for (unit, size) in [("GiB", Int64(1) << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] where value >= size {
            let tenths = value * 10 / size
            return tenths < 1_000 ? "\(tenths / 10).\(tenths % 10) \(unit)" : "\(tenths / 10) \(unit)"
        }
        return "\(value) B"
    }
}
