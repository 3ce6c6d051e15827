import Journaling
import Model
import WireFormat

/// `queue list` for people.
struct QueueText {
    let ansi: Ansi
    /// In columns.
    let width: Int
    private var lines: [String] = []

    init(ansi: Ansi, width: Int) { (self.ansi, self.width) = (ansi, width) }

    /// All that was added, or that there is nothing.
    var whole: String {
        lines.isEmpty ? "Nothing waits, and nothing is in quarantine.\n" : lines.joined(separator: "\n") + "\n"
    }

    /// The oldest of `count` events.
    mutating func add(
        _ events: [HeldEvent], _ part: QueuePart, of project: String, count: Int, isConfigured: Bool, at now: Timestamp
    ) {
        guard !events.isEmpty else { return }
        let oldest = Self.age(of: events[0].since, at: now)
        let number = "\(count) event\(count == 1 ? "" : "s")"
        switch part {
        case .waiting:
            let sender = isConfigured ? "" : "; the project is not in the configuration: nobody sends them"
            let text = "\(project.safeForTerminal): \(number) waiting, the oldest for \(oldest)\(sender)"
            lines.append(ansi(.bold, text))
        case .quarantined:
            lines.append(ansi(.boldRed, "\(project.safeForTerminal): \(number) in quarantine, refused for good"))
        }
        let printer = EventPrinter(ansi: ansi, width: max(40, width - 16))
        for event in events { add(event, printer) }
        if count > events.count { lines.append("  and \(count - events.count) more; --number shows more of them") }
    }

    private mutating func add(_ event: HeldEvent, _ printer: EventPrinter) {
        let id = event.stored.event.referenceID.prefix(12)
        let body = try? JSONReader.parse(event.stored.event.body)
        let shown = body.map { printer.lines(for: $0) } ?? [event.stored.event.type]
        lines.append("  " + ansi(.blue, String(id).safeForTerminal) + "  " + shown[0])
        for line in shown.dropFirst() { lines.append("                " + line) }
        if let reason = event.reason { lines.append("                " + ansi(.red, "why: " + reason.safeForTerminal)) }
    }

    private static func age(of date: Timestamp, at now: Timestamp) -> String {
        let seconds = max(0, now.seconds - date.seconds)
        return switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7_200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3_600) h"
        default: "\(seconds / 86_400) days"
        }
    }
}
