import Model
import Setup
import WireFormat

/// What `discover` says of each log, on standard output.
struct FindingOutput {
    private let output: EventOutput
    private let ansi: Ansi
    private let json: Bool

    init(ansi: Ansi, json: Bool) {
        (self.ansi, self.json) = (ansi, json)
        output = EventOutput(ansi: ansi, json: json)
    }

    func write(_ finding: Discovery.Finding) throws {
        guard !json else { return try output.write(line: String(decoding: finding.json.encoded(), as: UTF8.self)) }
        let errors = finding.errors.map { $0.text + " in the last day" } ?? ""
        let others = finding.others.isEmpty ? "" : ansi(.grey, " and \(finding.others.count) alike")
        try output.write(line: ansi(.bold, finding.path.description.safeForTerminal) + others)
        let colour: Ansi.Colour = (finding.errors?.count ?? 0) > 0 ? .red : .grey
        try output.write(
            line: "  " + ansi(.cyan, finding.ruleName) + "  " + finding.remark + (errors.isEmpty ? "" : "  ")
                + ansi(colour, errors))
        if let example = finding.example, let event = try? JSONReader.parse(example) {
            for line in EventPrinter(ansi: ansi, width: output.width - 2).lines(for: event) {
                try output.write(line: "  " + line)
            }
        }
    }
}

extension Discovery.Finding {
    fileprivate var ruleName: String {
        switch kind {
        case .tailed(let file): file.name
        case .fits(let fit): fit.file.name
        case .generic: "generic"
        case .unknown: "unknown"
        }
    }

    fileprivate var remark: String {
        switch kind {
        case .tailed: "is read already"
        case .fits(let fit): "fits \(Int((fit.confidence * 100).rounded())) %"
        case .generic: "no shipped file fits; levels can be read"
        case .unknown: "try 'stacktail explain --suggest'"
        }
    }

    fileprivate var json: JSONValue {
        var object = JSONObject()
        object["path"] = .string(path.description)
        if !others.isEmpty { object["alike"] = .array(others.map { .string($0.description) }) }
        switch kind {
        case .tailed(let file):
            object["state"] = "tailed"
            object["rules"] = .string(file.name)
        case .fits(let fit):
            object["state"] = "fits"
            object["rules"] = .string(fit.file.name)
            object["confidence"] = .number((fit.confidence * 1_000).rounded() / 1_000)
        case .generic: object["state"] = "generic"
        case .unknown: object["state"] = "unknown"
        }
        if let errors {
            object["errors_last_day"] = .integer(Int64(errors.count))
            if errors.isMinimum { object["errors_last_day_is_minimum"] = true }
        }
        if let example, let event = try? JSONReader.parse(example) { object["example"] = event }
        return .object(object)
    }
}

extension Discovery.ErrorCount {
    fileprivate var text: String {
        (isMinimum ? "at least " : "") + (count == 1 ? "1 error" : count == 0 ? "no errors" : "\(count) errors")
    }
}

/// What `discover` says at its end, on standard error.
struct DiscoverySummary {
    /// Logs that were left out for being quiet.
    let quiet: Int
    var unreadable: [Path]
    /// Whether the walk was ended for finding too much.
    var isCut = false
    private var fitting = 0
    private var tailed = 0
    private var generic = 0
    private var unknown = 0

    init(quiet: Int, unreadable: [Path]) { (self.quiet, self.unreadable) = (quiet, unreadable) }

    mutating func add(_ finding: Discovery.Finding) {
        switch finding.kind {
        case .tailed: tailed += 1
        case .fits: fitting += 1
        case .generic: generic += 1
        case .unknown: unknown += 1
        }
    }

    func tell(proposes: Bool) {
        let parts = [
            (fitting, "fit a shipped rule file"), (tailed, "read already"), (generic, "with levels only"),
            (unknown, "of unknown form"), (quiet, "quiet for 30 days (--all shows them)"),
        ]
        let text = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        Tell.note("logs: " + (text.isEmpty ? "none found" : text))
        if isCut { Tell.note("not all was looked at: too many files; name the directories") }
        if !unreadable.isEmpty {
            let shown = unreadable.prefix(3).map(\.description).joined(separator: ", ")
            let more = unreadable.count > 3 ? " and \(unreadable.count - 3) more" : ""
            Tell.note("could not be read (try sudo): \(shown)\(more)")
        }
        if proposes { Tell.note("'stacktail discover --write' makes rule files of this") }
    }
}
