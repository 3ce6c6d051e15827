import Model
import Tailing

/// The rule files that an agent works by, over reloads: a file with faults leaves the version before it in force.
package struct RulesInForce: Sendable {
    /// Those that tail something; of the others, which describe kinds of logs, no more is needed.
    package private(set) var files: [RuleFile]
    /// The files that have faults now, in the order of their paths.
    package private(set) var troubles: [Trouble]

    /// A file that is not in force as it stands.
    package struct Trouble: Hashable, Sendable {
        package var path: String
        /// The first fault with its place, without the path: `line 2: unknown field 'fils'`.
        package var fault: String
        /// Whether its last good version is in force.
        package var isKept: Bool

        /// Cause and remedy.
        package var text: String {
            let state = isKept ? "its last good version stays in force" : "it is not in force"
            return "\(path): \(fault); \(state): 'stacktail check \(path)' shows all its faults"
        }
    }

    /// At the start nothing came before.
    package init(_ book: RuleBook) {
        files = book.files.filter(\.isTailing)
        troubles = Self.troubles(of: book, kept: [])
    }

    /// Takes over what is good. A file that is gone is gone; one that cannot be read now, or whose directory cannot,
    /// stays as it was.
    package mutating func reload(_ book: RuleBook) {
        let names = Set(book.files.map(\.name))
        let good = Set(book.files.map(\.path))
        let faulty = Set(book.diagnostics.filter { $0.severity == .error }.map(\.file))
        let kept = files.filter { file in
            !good.contains(file.path) && !names.contains(file.name)
                && faulty.contains { Path(file.path).isAt(orBelow: Path($0)) }
        }
        files = book.files.filter(\.isTailing) + kept
        troubles = Self.troubles(of: book, kept: kept)
    }

    private static func troubles(of book: RuleBook, kept: [RuleFile]) -> [Trouble] {
        let good = Set(book.files.map(\.path))
        var first: [String: Diagnostic] = [:]
        for diagnostic in book.diagnostics where diagnostic.severity == .error && !good.contains(diagnostic.file) {
            first[diagnostic.file] = first[diagnostic.file] ?? diagnostic
        }
        return first.sorted { $0.key < $1.key }.map { path, diagnostic in
            let isKept = kept.contains { Path($0.path).isAt(orBelow: Path(path)) }
            return Trouble(path: path, fault: diagnostic.inOneLine, isKept: isKept)
        }
    }
}

extension RuleFile {
    /// Whether it names files.
    package var isTailing: Bool { !files.include.isEmpty }
}
