/// The keys that a mapping may have.
struct Keys {
    /// What this version understands, in the order of the documentation.
    var known: [String]
    /// Keys of the full format that this version cannot obey: told apart from slips, and with how bad that is.
    var notYet: [String: NotYet] = [:]
    /// Keys that people put here although they belong under another one.
    var elsewhere: [String: String] = [:]

    /// What ignoring a key would do.
    enum NotYet {
        /// Something the person did not ask for; an error.
        case changesBehaviour
        /// Nothing that matters; a warning.
        case harmless
    }

    init(_ known: [String], notYet: [String: NotYet] = [:], elsewhere: [String: String] = [:]) {
        (self.known, self.notYet, self.elsewhere) = (known, notYet, elsewhere)
    }

    /// What is wrong with a key of `what`; nil if it is known.
    func fault(of entry: YAMLEntry, in what: String) -> Diagnostic? {
        if known.contains(entry.name) { return nil }
        switch notYet[entry.name] {
        case .changesBehaviour: return entry.key.notSupported("'\(entry.name)'")
        case .harmless:
            return entry.key.diagnostic(.warning, "'\(entry.name)' is not supported yet and has no effect")
        case nil: break
        }
        let help =
            elsewhere[entry.name].map { "it belongs under '\($0)'" }
            ?? Suggestion.help(for: entry.name, among: known + notYet.keys.sorted())
            ?? "\(what) may have: \(known.joined(separator: ", "))"
        return entry.key.error("unknown field '\(entry.name)'", help: help)
    }
}

extension YAMLNode {
    func notSupported(_ what: String, help: String? = "leave it out for now") -> Diagnostic {
        error("\(what) is not supported yet", help: help)
    }
}
