import Model
import Platform

/// The world around a configuration: variables and files. Tests bring their own; nothing here looks for itself.
package struct Surroundings: Sendable {
    /// The value of an environment variable; nil if it is not set.
    package var variable: @Sendable (String) -> String?
    /// For secrets, rule files and time zones.
    package var files: any TextFiles

    package init(variable: @escaping @Sendable (String) -> String?, files: any TextFiles) {
        (self.variable, self.files) = (variable, files)
    }

    /// The real environment and disk.
    package static let ofThisProcess = Surroundings(variable: { HostEnvironment.value($0) }, files: DiskFiles())
}

/// `${NAME}`, `${file:/path}` and `${credential:NAME}` in the texts of a configuration; `$${` is a plain `${`.
struct Substitution {
    /// A secret or a name; never a whole file of data.
    static let bytesMax = 64 << 10

    let surroundings: Surroundings
    /// The files that these keys name are nobody else's business.
    let secretKeys: Set<String>

    /// The node with every scalar's `${…}` replaced; what cannot be joins `findings`, and its scalar becomes null.
    func applied(to node: YAMLNode, findings: inout [Diagnostic]) -> YAMLNode {
        applied(to: node, isSecret: false, findings: &findings)
    }

    private func applied(to node: YAMLNode, isSecret: Bool, findings: inout [Diagnostic]) -> YAMLNode {
        switch node.content {
        case .scalar(let text, let style):
            guard text.contains("${") else { return node }
            guard let replaced = self.text(text, in: node, isSecret: isSecret, findings: &findings) else {
                return node.unresolved
            }
            return node.replacing(.scalar(replaced, style), isSubstituted: true)
        case .sequence(let elements):
            return node.replacing(.sequence(elements.map { applied(to: $0, isSecret: isSecret, findings: &findings) }))
        case .mapping(let entries):
            return node.replacing(
                .mapping(
                    entries.map {
                        let isSecret = secretKeys.contains($0.name)
                        let value = applied(to: $0.value, isSecret: isSecret, findings: &findings)
                        return YAMLEntry(name: $0.name, key: $0.key, value: value)
                    }))
        }
    }

    /// Nil if something that it names is not to be had.
    private func text(_ text: String, in node: YAMLNode, isSecret: Bool, findings: inout [Diagnostic]) -> String? {
        var result = ""
        var isWhole = true
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$${") {
                result += "${"
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("${"), let end = rest.firstIndex(of: "}") {
                let written = rest[...end]
                let offset = text.utf8.distance(from: text.startIndex, to: dollar)
                let place = node.place(ofByte: offset, length: written.count)
                do throws(Missing) {
                    let reference = written.dropFirst(2).dropLast()
                    result += try value(of: reference)
                    if isSecret { findings += openness(of: reference, at: place, in: node) }
                } catch {
                    isWhole = false
                    findings.append(
                        Diagnostic(.error, file: node.source.name, place: place, error.message, help: error.help))
                }
                rest = rest[rest.index(after: end)...]
            } else {
                result.append("$")
                rest = rest.dropFirst()
            }
        }
        return isWhole ? result + rest : nil
    }

    /// A key that every user of the host can read.
    private func openness(of reference: Substring, at place: Diagnostic.Place, in node: YAMLNode) -> [Diagnostic] {
        guard reference.hasPrefix("file:"), case let path = Path(reference.dropFirst(5)),
            surroundings.files.isOpenToAll(path)
        else { return [] }
        return [
            Diagnostic(
                .warning, file: node.source.name, place: place, "every user of this host can read '\(path)'",
                help: "chmod o-r \(path)")
        ]
    }

    private struct Missing: Error {
        var message: String
        var help: String?
    }

    private func value(of reference: Substring) throws(Missing) -> String {
        if reference.hasPrefix("file:") { return try contents(of: Path(reference.dropFirst(5))) }
        if reference.hasPrefix("credential:") { return try credential(reference.dropFirst(11)) }
        let name = String(reference)
        if let value = surroundings.variable(name) { return value }
        throw Missing(message: "the environment has no '\(name)'", help: "set it, or write the value here")
    }

    private func credential(_ name: Substring) throws(Missing) -> String {
        guard let directory = surroundings.variable("CREDENTIALS_DIRECTORY") else {
            throw Missing(
                message: "there are no credentials outside a systemd service",
                help: "add LoadCredential=\(name):/path to the unit")
        }
        guard !name.isEmpty, !name.contains("/") else {
            throw Missing(message: "'\(name)' is not a credential's name", help: nil)
        }
        return try contents(of: Path(directory).appending(name))
    }

    /// The file's text without the line break at its end.
    private func contents(of path: Path) throws(Missing) -> String {
        do throws(Unreadable) {
            let bytes = try surroundings.files.contents(of: path, bytesMax: Self.bytesMax)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw Unreadable(reason: "it is not UTF-8")
            }
            return String(text[..<(text.lastIndex { !$0.isNewline }.map { text.index(after: $0) } ?? text.startIndex)])
        } catch {
            throw Missing(
                message: "'\(path)' cannot be read: \(error.reason)",
                help: "it must hold the value, and be readable for the user that runs stacktail")
        }
    }
}
