import Exceptionless
import Model

/// A project's settings for people.
struct SettingsText {
    let ansi: Ansi

    func text(of report: SettingsReport) -> String {
        let settings = report.settings
        var lines = [
            ansi(.bold, "\(report.project): version \(settings.version) of \(report.server)'s settings")
                + ", in force since \(report.fetched.iso8601)"
        ]
        let holds = settings.holds
        let width = holds.map { $0.type.count }.max() ?? 0
        for hold in holds {
            let type = hold.type + String(repeating: " ", count: width - hold.type.count)
            lines.append("  \(type.safeForTerminal)  \(words(hold)) \(name(hold).safeForTerminal)")
        }
        if !holds.contains(where: { $0.type == "log" && $0.source == "*" }) {
            lines.append(
                "  logs of which the settings say nothing: from \(report.levelWithoutSetting.name) on "
                    + "(level_without_setting)")
        }
        for (key, value) in settings.others.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(key.safeForTerminal) = \(value.safeForTerminal)")
        }
        if !settings.includesPrivateInformation { lines.append("  private information is left out") }
        let last = report.lastHeldBack.map { ", the last at \($0.iso8601)" } ?? ""
        lines.append("  held back so far: \(report.heldBack) event\(report.heldBack == 1 ? "" : "s")\(last)")
        return lines.joined(separator: "\n") + "\n"
    }

    private func words(_ hold: SettingsHold) -> String {
        switch hold.effect {
        case .passes: ansi(.green, "all of")
        case .from(let level): ansi(.yellow, "from \(level.name ?? "any level") on of")
        case .off: ansi(.red, "nothing of")
        }
    }

    private func name(_ hold: SettingsHold) -> String { hold.source.isEmpty ? "events without a source" : hold.source }
}
