import Tailing

/// A rule file that a person could have written: which logs of this host are of a shipped kind.
package struct UserRuleFile: Hashable, Sendable {
    /// The file that it extends; nil for logs that none describes, whose levels can be read all the same.
    package let base: String?
    /// What it tails.
    package private(set) var globs: [String] = []

    package init(extending base: String?) { self.base = base }

    /// For all logs that belong into a rule file, in the order of the names.
    package static func files(for findings: [(finding: Discovery.Finding, glob: String)]) -> [UserRuleFile] {
        var files: [String: UserRuleFile] = [:]
        for (finding, glob) in findings {
            let fit: RuleFit?
            switch finding.kind {
            case .fits(let found): fit = found
            case .generic: fit = nil
            case .tailed, .unknown: continue
            }
            // What a package may write there later belongs to it, too, unless another kind of log lies there.
            let usual = fit?.file.usualFiles.include.first { usual in
                usual.matches(finding.path)
                    && !findings.contains { $0.finding.isOther(than: fit) && usual.matches($0.finding.path) }
            }
            files[fit?.file.name ?? "", default: UserRuleFile(extending: fit?.file.name)].add(usual?.text ?? glob)
        }
        return files.values.sorted { $0.name < $1.name }
    }

    private mutating func add(_ glob: String) {
        if !globs.contains(glob) { globs.append(glob) }
    }

    /// Other than the shipped file's, which it would else replace.
    package var name: String { "local-\(base ?? "logs").yaml" }

    /// - Parameters:
    ///   - project: where the events go; nil for the standard one.
    ///   - schema: where the JSON Schema of rule files lies, for editors; nil if it is not installed.
    package func text(project: String?, schema: String?) -> String {
        var lines: [String] = []
        if let schema { lines += ["# yaml-language-server: $schema=\(schema)"] }
        lines += [
            "# Written by 'stacktail discover --write'; yours to change. 'stacktail check' tells whether it is right."
        ]
        if let base {
            lines += ["extends: \(base)"]
        } else {
            lines += ["# No shipped file describes these logs; their levels are read at the usual places."]
            lines += ["# 'stacktail explain --suggest FILE' proposes more."]
        }
        if let project { lines += ["project: \(project.quotedForYAML)"] }
        lines += ["files:"] + globs.map { "  - \($0.quotedForYAML)" }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Discovery.Finding {
    fileprivate func isOther(than fit: RuleFit?) -> Bool {
        if case .fits(let own) = kind { own.file.name != fit?.file.name } else { true }
    }
}

extension String {
    /// As it is, if nothing in it means anything to YAML; else in single quotes.
    fileprivate var quotedForYAML: String {
        let isPlain = utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "/._-".utf8.contains(byte)
            }
        }
        return isPlain && first?.isNumber == false && first != "-" ? self : "'\(replacing("'", with: "''"))'"
    }
}
