import ArgumentParser
import Journaling
import Model
import Setup

/// What of the journal is a queue, for commands that look at it: also beside a running agent, whose commits it sees
/// whole.
struct QueueView {
    let journal: JournalReader
    let configuration: Configuration

    /// Throws exit status 3 after telling why there is nothing to look at.
    init(_ common: CommonOptions) throws {
        configuration = try common.configuration()
        do throws(JournalError) { journal = try JournalReader(directory: configuration.state) } catch {
            Tell.error(error.description)
            throw ExitCode.couldNotRun
        }
    }

    /// The project of that name; without a name all whose events are to leave. Those of a local project stay, and are
    /// meant only if somebody names it.
    func projects(_ name: String?) throws -> [String] {
        let known = try journal.projects()
        guard let name else {
            return known.filter { configuration.project(named: $0)?.isLocal != true }
        }
        let names = known + configuration.projects.map(\.name).filter { !known.contains($0) }
        guard names.contains(name) else {
            let help = Suggestion.help(for: name, among: names) ?? "there are: \(names.joined(separator: ", "))"
            throw ValidationError("no project '\(name)': \(help)")
        }
        return [name]
    }

    /// Events by the beginnings of their reference ids: all that begin so must be one.
    func events(_ prefixes: [String], in projects: [String], _ parts: [QueuePart]) throws -> [HeldEvent] {
        var found: [HeldEvent] = []
        for prefix in prefixes {
            var matches: [HeldEvent] = []
            for project in projects {
                for part in parts {
                    matches += try journal.held(part, in: project, idPrefix: prefix, limit: 3)
                }
            }
            let exact = matches.filter { $0.stored.event.referenceID == prefix }
            if !exact.isEmpty { matches = exact }
            let ids = Set(matches.map(\.stored.event.referenceID))
            guard !ids.isEmpty else {
                Tell.error("no event '\(prefix)' waits or is in quarantine; it may have been sent")
                throw ExitCode.problemsFound
            }
            guard ids.count == 1 else {
                let both = ids.sorted().prefix(2).joined(separator: ", ")
                Tell.error("'\(prefix)' begins more than one reference id: \(both)")
                throw ExitCode.problemsFound
            }
            found += matches
        }
        return found
    }

    /// In the order of their storing, a page at a time.
    func forEach(_ part: QueuePart, in project: String, _ body: (HeldEvent) throws -> Void) throws {
        var last: Int64 = 0
        while true {
            let page = try journal.held(part, in: project, after: last, limit: 500)
            guard let end = page.last else { return }
            for event in page { try body(event) }
            last = end.stored.seq
        }
    }
}
