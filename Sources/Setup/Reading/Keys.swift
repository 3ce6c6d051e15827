/// The keys that a mapping may have.
struct Keys: Sendable {
    /// What this version understands, in the order of the documentation.
    var known: [Key]
    /// Keys of the full format that this version cannot obey: told apart from slips, and with how bad that is.
    var notYet: [String: NotYet] = [:]
    /// Keys that people put here although they belong elsewhere: `under 'record'`.
    var elsewhere: [String: String] = [:]
    /// What stands behind names of the writer's own; nil where there are none.
    var others: Form?

    /// What ignoring a key would do.
    enum NotYet {
        /// Something the person did not ask for; an error.
        case changesBehaviour
        /// Nothing that matters; a warning.
        case harmless
    }

    init(
        _ known: [Key], notYet: [String: NotYet] = [:], elsewhere: [String: String] = [:], others: Form? = nil
    ) {
        (self.known, self.notYet, self.elsewhere, self.others) = (known, notYet, elsewhere, others)
    }

    var names: [String] { known.map(\.name) }

    subscript(name: String) -> Key? { known.first { $0.name == name } }

    /// What is wrong with a key of `what`; nil if it is known.
    func fault(of entry: YAMLEntry, in what: String) -> Diagnostic? {
        if others != nil || self[entry.name] != nil { return nil }
        switch notYet[entry.name] {
        case .changesBehaviour: return entry.key.notSupported("'\(entry.name)'")
        case .harmless:
            return entry.key.diagnostic(.warning, "'\(entry.name)' is not supported yet and has no effect")
        case nil: break
        }
        let help =
            elsewhere[entry.name].map { "it belongs \($0)" }
            ?? Suggestion.help(for: entry.name, among: names + notYet.keys.sorted())
            ?? "\(what) may have: \(names.joined(separator: ", "))"
        return entry.key.error("unknown field '\(entry.name)'", help: help)
    }
}

extension YAMLNode {
    func notSupported(_ what: String, help: String? = "leave it out for now") -> Diagnostic {
        error("\(what) is not supported yet", help: help)
    }
}
