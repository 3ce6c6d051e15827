extension Rule {
    /// A comment is asked of every type, and of every member that is more than its one line. It stands in the same
    /// paragraph, above: declarations without a blank line between them share one. None is asked of what a protocol
    /// names (the protocol says it), of operators, and of initialisers that only assign: there is nothing to add.
    static let documentation: [Rule] = [
        Rule(
            "what other rooms see has a doc comment",
            planted: [
                source("package func f() {}"), source("public struct S {\n}"),
                source("/// A.\npackage struct S {\n    let a = 1\n\n    package var b: Int {\n        a\n    }\n}"),
                source("package let a = 1"), source("/// A.\nenum E {\n    case a\n\n    package struct S {}\n}"),
                source("package init(a: Int) {\n    self.a = a\n    start()\n}"),
                source("// A.\npackage protocol P {}"), source("@inlinable\npackage static func f() {}"),
            ],
            innocent: [
                source("/// A.\npackage struct S {\n    package var a: Int\n    package var b: Int\n}"),
                source("/// A.\n@inlinable\npackage func f() {}\npackage func g() {}"),
                source("package init(a: Int) {\n    precondition(a > 0)\n    self.a = a\n}"), source("func f() {}"),
                source("package import Model"),
                source("package init(\n    a: Int, b: Int\n) {\n    (self.a, self.b) = (a, b)\n    c = a\n}"),
                source("package var description: String { a }"), source("package static func < (a: S, b: S) -> Bool {"),
                source("package func f() {}", room: "stacktail"),
                source("/// A.\npackage struct S {\n    let a = 1\n\n    package var b: Int { a }\n}"),
                source("package func send(_ request: Request) async {\n}", room: "Transport"),
            ]
        ) { file in
            guard file.isSource, file.room.first?.isUppercase == true else { return [] }
            return file.code.indices.filter { line in
                guard let declaration = Declaration(file.code[line]) else { return false }
                return !declaration.isSelfEvident && !declaration.isOneLineMember && !file.isDocumented(line)
                    && !file.onlyAssigns(line, declaration)
            }.map { file.finding($0, "no doc comment: \(file.lines[$0].drop { $0 == " " }.prefix(60))") }
        }
    ]
}

/// A line that declares something other rooms see.
private struct Declaration {
    var keyword: Substring
    var name: Substring
    /// Whether it belongs to a type and is complete where it stands.
    var isOneLineMember: Bool

    init?(_ code: String) {
        var words = code.split(separator: " ")[...]
        while let word = words.first, word.hasPrefix("@") { words.removeFirst() }
        guard let access = words.popFirst(), access == "package" || access == "public" else { return nil }
        while let word = words.first, Self.modifiers.contains(word) || word.hasPrefix("private(") {
            words.removeFirst()
        }
        guard let first = words.popFirst() else { return nil }
        keyword = first.prefix { $0.isLetter }
        guard Self.keywords.contains(keyword) else { return nil }
        name = (words.first ?? "").prefix { $0 != "(" && $0 != ":" }
        let isBalanced = code.count { $0 == "{" } == code.count { $0 == "}" }
        let goesOn = code.hasSuffix("(") || code.hasSuffix(",")
        isOneLineMember = code.hasPrefix(" ") && isBalanced && !goesOn && !Self.types.contains(keyword)
    }

    /// What it does is said by the protocol that asks for it.
    var isSelfEvident: Bool {
        switch keyword {
        case "func": !name.contains { $0.isLetter } || Requirements.names.contains(name)
        case "var", "let": Requirements.names.contains(name)
        case _: false
        }
    }

    private static let modifiers: Set<Substring> = [
        "static", "final", "mutating", "nonmutating", "consuming", "borrowing", "nonisolated", "override", "indirect",
        "convenience", "required", "weak", "lazy", "class",
    ]
    private static let types: Set<Substring> = ["struct", "class", "enum", "protocol", "actor"]
    private static let keywords = types.union(["func", "var", "let", "init", "subscript", "typealias"])
}

/// What protocols ask for: those of the standard library and its kin that occur here, and our own.
private enum Requirements {
    static let names = foreign.union(own)

    private static let foreign: Set<Substring> = [
        "advanced", "customMirror", "debugDescription", "description", "duration", "encode", "enqueue",
        "errorDescription", "hash", "id", "makeIterator", "next", "rawValue", "run", "unownedExecutor", "zero",
    ]

    private static let own: Set<Substring> = {
        var names: Set<Substring> = []
        let body = #/\bprotocol \w[^{]*\{([^}]*(?:\{[^}]*\}[^}]*)*?)\n\}/#
        for file in Repository.files where file.isSource {
            for match in file.code.joined(separator: "\n").matches(of: body) {
                names.formUnion(match.1.matches(of: #/\b(?:func|var) (\w+)/#).map(\.1))
            }
        }
        return names
    }()
}

extension SourceFile {
    /// Whether a doc comment stands in the paragraph above the line.
    fileprivate func isDocumented(_ line: Int) -> Bool {
        lines[..<line].reversed().prefix { !$0.allSatisfy { $0 == " " } }
            .contains { $0.drop { $0 == " " }.hasPrefix("///") }
    }

    /// Whether it is an initialiser whose every statement is an assignment.
    fileprivate func onlyAssigns(_ line: Int, _ declaration: Declaration) -> Bool {
        guard declaration.keyword == "init",
            let block = Block.all(in: self).last(where: { $0.firstLine >= line && isBody($0, of: line) })
        else { return false }
        let text = code[block.firstLine..<(block.firstLine + block.lineCount)].joined(separator: "\n")
        guard let open = text.firstIndex(of: "{"), let close = text.lastIndex(of: "}") else { return false }
        return text[text.index(after: open)..<close].split(whereSeparator: \.isNewline)
            .filter { !$0.allSatisfy { $0 == " " } && !$0.contains(" precondition(") }
            .allSatisfy { $0.contains(" = ") && !$0.contains("let ") }
    }

    /// The first brace behind the initialiser's list of parameters opens its body.
    private func isBody(_ block: Block, of line: Int) -> Bool {
        !code[line..<block.firstLine].contains { $0.contains("{") }
    }
}
