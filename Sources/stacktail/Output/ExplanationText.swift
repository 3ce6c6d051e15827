import Model
import Records
import Rules
import Setup
import WireFormat

/// An `Explanation` for people, within the terminal's width.
struct ExplanationText {
    let ansi: Ansi
    /// In columns.
    let width: Int
    let project: String

    /// More lines of a record say nothing more about it.
    private static let linesMax = 12
    static let colours: [Ansi.Colour] = [.cyan, .yellow, .green, .magenta, .blue]

    func lines(of explanation: Explanation) -> [String] {
        var text = LabelledLines(ansi: ansi, width: width)
        addRecord(explanation, to: &text)
        addPatterns(explanation, to: &text)
        addCaptures(explanation, to: &text)
        text.add("Time", words(explanation.time))
        text.add("Level", words(explanation.level))
        if let trace = explanation.record.trace { addTrace(trace, to: &text) }
        addRules(explanation.verdicts, to: &text)
        addEvents(explanation.events, to: &text)
        for loss in explanation.losses { text.add("Cut", "\(loss.reason.rawValue): it is over the limits", .yellow) }
        return text.lines
    }

    private func addRecord(_ explanation: Explanation, to text: inout LabelledLines) {
        let record = explanation.record.text
        let place = "bytes \(record.range.lowerBound.value)–\(record.range.upperBound.value)"
        let lines = record.firstLine.map { first in
            record.lastLine.map { $0 == first ? "line \(first), " : "lines \(first)–\($0), " } ?? "line \(first), "
        }
        text.add("Record", (lines ?? "") + place)
        for (index, role) in explanation.roles.prefix(Self.linesMax).enumerated() {
            let number = record.firstLine.map { "\($0 + index)" } ?? "\(index + 1)"
            let mark = String(repeating: " ", count: max(0, 4 - number.count)) + number + "  "
            let colour: Ansi.Colour = index == 0 ? .green : .grey
            let line = String(decoding: record.line(index), as: UTF8.self).safeForTerminal
            text.add(ready: ansi(.grey, mark) + line.fitted(to: max(20, text.room - mark.count)))
            if index == 0 || explanation.roles[index - 1] != role {
                text.add(ready: "      " + ansi(colour, role.description))
            }
        }
        if explanation.roles.count > Self.linesMax {
            text.add(ready: ansi(.grey, "      and \(explanation.roles.count - Self.linesMax) lines more"))
        }
        if !record.heading.isEmpty {
            text.add("Envelope", String(decoding: record.heading, as: UTF8.self))
        }
    }

    // MARK: - Facts

    private func words(_ time: Explanation.TimeFact) -> String {
        switch time {
        case .read(let text, let form, let zoned, let time):
            "\(time.iso8601), read from '\(self.text(text))' by \(form)"
                + (zoned ? "" : " in the rule file's zone, as it says none")
        case .told(let by, let time): "\(time.iso8601), from \(by)"
        case .unread(let text): "none: '\(self.text(text))' is in no form that 'record.time' lists"
        case .none: "none: the event is dated when the line is read"
        }
    }

    private func words(_ level: Explanation.LevelFact) -> String {
        switch level {
        case .read(let word, let level, let isOwn):
            "\(level), as '\(text(word))' is "
                + (isOwn ? "a word of the rule file's own 'levels'" : "one of the usual words for it")
        case .told(let by, let level): "\(level), from \(by)"
        case .unread(let word): "none: '\(text(word))' is no level's word; 'record.levels' can make it one"
        case .none: "none: nothing captures one"
        }
    }

    private func addTrace(_ trace: Trace, to text: inout LabelledLines) {
        for (index, thrown) in trace.chain.enumerated() {
            let name = [thrown.className, thrown.message?.split(separator: "\n").first.map(String.init)]
                .compactMap(\.self).joined(separator: ": ")
            let head = index == 0 ? "\(trace.language): " : "caused by "
            let label = index == 0 ? "Trace" : ""
            text.add(label, head + (name.isEmpty ? "an exception without a name" : name).fitted(to: 300), .red)
            let frames = thrown.frames.count == 1 ? "1 frame" : "\(thrown.frames.count) frames"
            text.add("", frames + (thrown.frames.first.map { ", thrown in \(Self.words($0))" } ?? ""))
        }
    }

    private static func words(_ frame: Frame) -> String {
        let name = [frame.type, frame.method].compactMap(\.self).joined(separator: ".")
        let place = frame.file.map { " (\($0)\(frame.line.map { ":\($0)" } ?? ""))" } ?? ""
        return (name.isEmpty ? "a place" : name) + place
    }

    private func addRules(_ verdicts: [RuleVerdict], to text: inout LabelledLines) {
        for (index, verdict) in verdicts.enumerated() {
            let (mark, colour): (String, Ansi.Colour) =
                switch verdict.outcome {
                case .matched: ("✓", .green)
                case .failed, .excepted: ("✗", .red)
                case .notReached: ("·", .grey)
                }
            let action = if case .drop = verdict.rule.action { ", and drops it" } else { ", and makes an event" }
            let reason = verdict.reason + (verdict.isMatch ? action : "")
            text.add(index == 0 ? "Rules" : "", "\(mark) \(verdict.rule.name): \(reason)", colour)
        }
    }

    private func addEvents(_ events: [Explanation.EventFact], to text: inout LabelledLines) {
        if events.isEmpty { text.add("Event", "none", .yellow) }
        for event in events {
            if let fault = event.fault { text.add("Event", "none: \(fault)", .red) }
            if let body = event.body, let json = try? JSONReader.parse(body) {
                text.add("Event", "\(json["type"]?.text ?? ""), by the rule '\(event.rule)'")
                let printer = EventPrinter(ansi: ansi, width: text.room)
                for line in printer.lines(for: json) { text.add(ready: line) }
            }
            if !event.redactions.isEmpty {
                text.add("Redacted", event.redactions.joined(separator: ", "), .yellow)
            }
            switch event.gate {
            case .notAsked: break
            case .passes: text.add("Gate", "passes: project '\(project)' would get it now", .green)
            case .held(let why): text.add("Gate", "held back from project '\(project)': \(why)", .yellow)
            }
        }
    }

    func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
}
