/// Nobody knows which project is meant; tells which there are.
package struct NoSuchProject: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}

extension Configuration {
    /// The project of that name; without a name the standard one, or the only one.
    package func chosenProject(_ name: String?) throws(NoSuchProject) -> Project {
        let found = project(named: name ?? RuleFile.standardProject)
        if let project = found ?? (name == nil && projects.count == 1 ? projects.first : nil) { return project }
        let names = projects.map(\.name)
        let list = "there are: \(names.joined(separator: ", "))"
        guard let name else { throw NoSuchProject(description: "name a project with --project; \(list)") }
        let help = Suggestion.help(for: name, among: names) ?? list
        throw NoSuchProject(description: "no project '\(name)': \(help)")
    }
}
