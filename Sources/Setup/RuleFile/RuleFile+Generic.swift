import Records
import Rules
import Tailing

extension RuleFile {
    /// For a log that no rule file fits: the generic layout, times in the host's zone, and the built-in rules.
    package static func generic(in context: RuleContext) -> RuleFile {
        var layout = Layout.generic
        layout.zone = Zones(surroundings: context.surroundings).zone("local") ?? .utc
        return RuleFile(
            name: "generic", path: "", project: RuleFile.standardProject, files: GlobSet(include: []),
            readFrom: .beginning,
            layout: layout, rules: RuleSet(), tests: [])
    }
}
