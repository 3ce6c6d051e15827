import Model

extension Configuration {
    /// The directories of rules that the file names and that are not there. `run` would find no rules in them.
    package func missingRuleDirectories(in surroundings: Surroundings) -> [Diagnostic] {
        ruleDirectoryNodes.compactMap { node in
            guard let text = node.scalar else { return nil }
            do throws(Unreadable) {
                _ = try surroundings.files.names(in: Path(text))
                return nil
            } catch {
                return node.error(
                    "the directory of rules \(node.shown) cannot be read: \(error.reason)",
                    help: error.isMissing ? "make it, or take it out of 'rules'" : nil)
            }
        }
    }
}
