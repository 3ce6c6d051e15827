import Foundation

/// A file of the repository, and its text as a rule wants to see it.
struct SourceFile: Sendable {
    /// From the repository's root: `Sources/Model/Line.swift`.
    let path: String
    /// Without their line breaks; a last line break makes no line.
    let lines: [String]
    /// The same lines with comments and the insides of string literals blanked out.
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        self.lines = lines
        guard path.hasSuffix(".swift") else {
            code = lines
            return
        }
        var blanker = Blanker(text)
        let blanked = blanker.blanked().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        code = Array(blanked.prefix(lines.count))
    }

    var isSwift: Bool { path.hasSuffix(".swift") }
    /// The steps of a tutorial are what a stranger writes, and no part of a room.
    var isSource: Bool { isSwift && path.hasPrefix("Sources/") && !path.contains(".docc/") }
    var isTest: Bool { isSwift && path.hasPrefix("Tests/") }

    /// The target that it belongs to: `Model`.
    var room: Substring { path.split(separator: "/").dropFirst().first ?? "" }

    /// `line` counts from 0.
    func finding(_ line: Int, _ message: String) -> String { "\(path):\(line + 1): \(message)" }
}

/// The files that people write, found from this very file's place.
enum Repository {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Once for all tests.
    static let files: [SourceFile] = {
        let topLevel = ((try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? [])
            .filter { $0.hasSuffix(".md") || $0.hasSuffix(".swift") || $0 == "Makefile" }
        let below = ["Sources", "Tests", "packaging", "rules", "docs", ".ci"].flatMap { directory in
            (FileManager.default.enumerator(atPath: root.appending(path: directory).path)?.allObjects ?? [])
                .compactMap { ($0 as? String).map { directory + "/" + $0 } }
        }
        return (topLevel + below).sorted().filter { !$0.contains("/Fixtures/") }.compactMap(read)
    }()

    /// Nil for directories and for what is no text.
    private static func read(_ path: String) -> SourceFile? {
        (try? String(contentsOf: root.appending(path: path), encoding: .utf8)).map { SourceFile(path: path, text: $0) }
    }
}
