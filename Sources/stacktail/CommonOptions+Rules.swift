import ArgumentParser
import Model
import Platform
import Setup

extension CommonOptions {
    /// All rule files, and the one that `--as` names: a name such as log4j, or a path.
    ///
    /// Throws exit status 3 after telling why there is no such one.
    func rules(
        as name: String?, _ configuration: Configuration, in context: RuleContext
    ) throws -> (book: RuleBook, chosen: RuleFile?) {
        let directories = configuration.ruleDirectories.filter { OwnFiles.exists($0) }
        let isPath = name.map { $0.contains("/") || $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") } ?? false
        let book = RuleBook.load(directories, and: isPath ? [Path(name ?? "")] : [], in: context)
        guard let name else { return (book, nil) }
        let found = isPath ? book.files.first { $0.path == name } : book.file(named: name)
        if let found { return (book, found) }
        let own = book.diagnostics.filter { !isPath || $0.file == name }
        Tell.diagnostics(own, noColor: noColor)
        if own.isEmpty {
            let help = Suggestion.help(for: name, among: book.files.map(\.name)).map { ": \($0)" } ?? ""
            Tell.error("there is no rule file '\(name)'\(help)")
        }
        throw ExitCode.couldNotRun
    }
}
