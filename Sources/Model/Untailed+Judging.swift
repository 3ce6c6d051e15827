extension Untailed {
    /// The one reason for which the file is not read; the first that holds is the one to mend first. It is for files
    /// that are not tailed, or that are and wait.
    package init(_ facts: FileFacts) {
        self =
            Self.byPlace(facts) ?? Self.byRules(facts) ?? Self.byAgent(facts) ?? Self.byAccess(facts)
            ?? Self.byLimits(facts)
            ?? Untailed(
                .notSeenYet, "The agent has not come to it yet; nothing stands in its way.",
                remedy: "Wait: it looks at everything again within 30 seconds.")
    }

    /// What the path names is no log to tail, whatever the rules say.
    private static func byPlace(_ facts: FileFacts) -> Untailed? {
        switch facts.presence {
        case .missing(_, let alike?):
            return Untailed(
                .otherSpelling, "There is no file of exactly this name; there is \(alike).",
                remedy: "Mind capitals and blanks: ask for '\(alike)'.")
        case .missing where facts.wasTailed:
            return Untailed(
                .rotatedAway, "It was tailed under this name, and what had this name is gone from it.",
                remedy: "Nothing is to be done: a new file of this name is read from its beginning.")
        case .missing(let beneath, nil):
            let place = beneath.map { "; its directory is missing too, and \($0) is the last there is" } ?? ""
            return Untailed(
                .doesNotExist, "There is no such file\(place).",
                remedy: "Check the path; if it comes later it is found when it does.")
        case .there(.directory):
            return Untailed(
                .directory, "It is a directory.",
                remedy: "Ask for a file in it; a rule file names those with 'files: [\(facts.path)/*.log]'.")
        case .there(.regular), .denied: break
        case .there(let kind):
            return Untailed(
                .notRegular, "It is no regular file but a \(kind.rawValue); reading it would disturb others.",
                remedy: "Let the application write to a file, or let its output go through a program that does.")
        }
        if facts.isOwnLog {
            return Untailed(
                .ownLog,
                "It is Stacktail's own, its log or in its state directory: it would read what it writes without end.",
                remedy: "Name the other files in 'files', or add '\(facts.path)' to 'exclude'.")
        }
        if let name = facts.tailedAs {
            return Untailed(
                .secondName, "It is the same file as \(name), which is tailed: each file is read once.",
                remedy: "Nothing is to be done; see 'stacktail status \(name)'.")
        }
        return nil
    }

    private static func byRules(_ facts: FileFacts) -> Untailed? {
        switch facts.naming {
        case .tailed: return nil
        case .excluded(let pattern, let rules):
            return Untailed(
                .excluded, "The rule file '\(rules)' excludes it by '\(pattern)'.",
                remedy: "Take that pattern out of its 'exclude', or make it narrower.")
        case .leftover:
            return Untailed(
                .leftover, "Its name is that of a copy which an editor or a package manager left behind.",
                remedy: "Rename it, if it is a log.")
        case .notNamed(let nearest):
            if let idle = facts.idleRules { return Untailed(idle) }
            if let successor = facts.predecessorOf {
                return Untailed(
                    .rotated, "Rotation made it of \(successor), which is tailed; it is read to its end by that.",
                    remedy: "Nothing is to be done; to read it once more: stacktail replay \(facts.path)")
            }
            let hidden = facts.path.bytes.hasHiddenName ? " Wildcards leave out names that begin with a dot." : ""
            return Untailed(
                .notNamed,
                "No rule file names it." + (nearest.map { " The nearest pattern is '\($0)'." } ?? "") + hidden,
                remedy: "Add '\(facts.path)', or a pattern for it, to 'files' in a rule file.")
        }
    }

    private init(_ idle: FileFacts.IdleRules) {
        switch idle {
        case .faulty(let rules, let fault):
            self.init(
                .faultyRules, "\(rules) names it, and is not in force because of a fault: \(fault)",
                remedy: "Mend it; 'stacktail check \(rules)' shows all its faults.")
        case .missingProject(let rules, let project):
            self.init(
                .missingProject, "\(rules) names it for the project '\(project)', which is not configured.",
                remedy: "Add '\(project)' to 'projects' in the configuration, or change 'project' in the rule file.")
        case .shadowed(let rules, let other):
            self.init(
                .shadowedRules, "\(rules) names it, but \(other) of the same name stands in its place.",
                remedy: "Rename one of the two.")
        case .notTakenOver(let rules):
            self.init(
                .rulesNotTakenOver, "\(rules) names it, and the agent has not taken that over.",
                remedy: "Ask again in some seconds; if it stays so, the agent reads other rule directories.")
        }
    }

    private static func byAgent(_ facts: FileFacts) -> Untailed? {
        switch facts.agent {
        case .running: nil
        case .starting:
            Untailed(.starting, "The agent is starting and has not looked yet.", remedy: "Ask again in some seconds.")
        case .none:
            Untailed(
                .noAgent, "No agent runs; with one, the rules would have it tailed.",
                remedy: "Start it: systemctl start stacktail, or stacktail run.")
        }
    }

    private static func byAccess(_ facts: FileFacts) -> Untailed? {
        if case .denied(let denial) = facts.presence { return Untailed(denial, facts) }
        switch facts.content {
        case .compressed:
            return Untailed(
                .compressed, "It is compressed: its bytes are not the log's.",
                remedy: "Read it once with: stacktail replay \(facts.path); to be quiet about it, exclude '**/*.gz'.")
        case .binary:
            return Untailed(
                .binary, "Its first bytes are no text in an encoding that is known.",
                remedy: "If it is a log, say 'encoding:' in its rule file; else exclude it.")
        case .text, nil: return nil
        }
    }

    private init(_ denial: FileFacts.Denial, _ facts: FileFacts) {
        let (user, component) = (facts.user, denial.component)
        let shown = denial.mode.isEmpty ? "" : " (\(denial.mode) \(denial.owner):\(denial.group))"
        let join = "usermod -aG \(denial.group) \(user), then restart the agent"
        switch denial.right {
        case .read:
            let grant = "setfacl -m u:\(user):r \(component)"
            let lasting = "and for its successors setfacl -d -m u:\(user):r \(component.directory)"
            self.init(
                .fileDenied, "The agent's user '\(user)' may not read \(component)\(shown).",
                remedy: denial.groupSuffices ? "Either \(join); or \(grant)" : "\(grant), \(lasting)")
        case .list, .search:
            let verb = denial.right == .list ? "list" : "search"
            let grant = "setfacl -m u:\(user):rx \(component)"
            self.init(
                .directoryDenied, "The agent's user '\(user)' may not \(verb) the directory \(component)\(shown).",
                remedy: denial.groupSuffices ? "Either \(join); or \(grant)" : grant)
        }
    }

    private static func byLimits(_ facts: FileFacts) -> Untailed? {
        if let pause = facts.pause {
            return Untailed(
                .journalFull, "Nothing is read now, and all places are kept: \(pause).",
                remedy:
                    "See that events leave (stacktail status), or raise journal.max_size; reading goes on by itself.")
        }
        if let limit = facts.descriptorLimit {
            return Untailed(
                .descriptors,
                "It waits for a descriptor: the process may open no more files, and limits.open_files allows \(limit).",
                remedy: "Raise the process's own limit (LimitNOFILE= in its unit), or lower limits.open_files.")
        }
        if let trouble = facts.trouble {
            return Untailed(
                .failing, "Reading it fails: \(trouble).", remedy: "It is tried again by itself every second.")
        }
        if let limit = facts.walkLimit {
            return Untailed(
                .beyondWalk, "The walk over the directories ended before it came here: \(limit).",
                remedy: "Give narrower patterns in 'files'; those with '**' cost most.")
        }
        return nil
    }
}

extension [UInt8] {
    fileprivate var hasHiddenName: Bool {
        zip(self, dropFirst()).contains { $0 == UInt8(ascii: "/") && $1 == UInt8(ascii: ".") }
    }
}
