import ArgumentParser
import Model
import Platform

/// What `explain` was asked about.
enum ExplainInput {
    /// Lines that stand among the arguments.
    case text([String])
    case standardInput
    /// A log; `line`: only the record that this line, counted from 1, is part of.
    case file(String, line: Int?)

    /// An argument that names a file is one, unless `isText`.
    ///
    /// Throws a usage error where there is nothing to explain, or two things at once.
    init(_ words: [String], file: String?, isText: Bool) throws {
        if let file {
            guard words.isEmpty, !isText else { throw ValidationError("--file takes no lines beside it") }
            self = Self.file(named: file) ?? .file(file, line: nil)
            return
        }
        if isText, !words.isEmpty {
            self = .text(words)
            return
        }
        guard let first = words.first else {
            throw ValidationError("name a line, a file, or - for standard input")
        }
        let files = words.compactMap { $0 == "-" ? .standardInput : Self.file(named: $0) }
        guard let input = files.first else {
            self = .text(words)
            return
        }
        guard words.count == 1 else {
            throw ValidationError(
                "'\(first)' and what follows are files and lines mixed: give one file, or --line for lines only")
        }
        self = input
    }

    /// `PATH` or `PATH:LINE` of a file that is there; nil for anything else.
    private static func file(named word: String) -> ExplainInput? {
        if isFile(word) { return .file(word, line: nil) }
        guard let colon = word.lastIndex(of: ":"), let line = Int(word[word.index(after: colon)...]), line > 0 else {
            return nil
        }
        let path = String(word[..<colon])
        return isFile(path) ? .file(path, line: line) : nil
    }

    private static func isFile(_ name: String) -> Bool {
        guard !name.isEmpty, !name.contains("\n") else { return false }
        return (try? LinuxFiles().status(of: Path(name)))?.kind == .regular
    }

    /// As the output says it.
    var words: String {
        switch self {
        case .text(let lines): lines.count == 1 ? "a line of text" : "\(lines.count) lines of text"
        case .standardInput: "standard input"
        case .file(let path, nil): "the file \(path)"
        case .file(let path, let line?): "line \(line) of the file \(path)"
        }
    }

    /// How many records are explained at most.
    var recordsMax: Int {
        switch self {
        case .text, .standardInput: 100
        case .file(_, nil): 5
        case .file(_, .some): 1
        }
    }
}
