/// The house, floor by floor: a room imports from the floors below it and never from its own.
private let floors: [[String]] = [
    ["WireFormat", "CLinux", "CPCRE2", "CZlib", "CSQLite", "CYAML"],
    ["Model"],
    ["Platform", "Patterns", "Compression", "Encodings", "Traces", "Exceptionless", "Exceptional"],
    ["Tailing", "Records", "Rules", "Journaling", "Delivery"],
    ["Setup", "Transport"],
    ["Agent", "Page", "Simulation", "ExceptionlessKit"],
    ["stacktail", "StacktailBench", "LibrarySample"],
]

/// Modules that come with the toolchain and need no line in the manifest, and the rooms that may use them. Foundation
/// is in no room: it alone is 45 MB.
private let systemModules: [Substring: Set<Substring>] = [
    "Swift": everyRoom, "Synchronization": everyRoom,
    // C's own functions where a C library is wrapped or the kernel is spoken to; in Transport the names of its errors.
    "Glibc": [
        "Platform", "Patterns", "Compression", "Encodings", "Journaling", "Setup", "Transport",
        "ExceptionlessKit", "stacktail", "StacktailBench",
    ],
    "Dispatch": [],
    "Foundation": [],
    "FoundationEssentials": [],
]

private let everyRoom = Set(floors.joined().map { $0[...] })

extension Rule {
    static let houseRules: [Rule] = [
        Rule(
            "a file imports only what the manifest gives its room",
            planted: [
                source("import Foundation"), source("package import Records"), source("import Glibc", room: "Rules"),
                source("import struct Dispatch.DispatchTime", room: "Model"), source("import NIOCore"),
            ],
            innocent: [
                source("import Model"), source("import Synchronization"), source("import Glibc", room: "Platform"),
                source("// import Foundation"), source("let a = b.import", room: "Model"),
            ]
        ) { file in
            guard file.isSource else { return [] }
            let allowed = Manifest.shared.dependencies[file.room] ?? []
            return file.code.indices.compactMap { line in
                guard let module = importedModule(file.code[line]) else { return nil }
                if systemModules[module]?.contains(file.room) ?? allowed.contains(module) { return nil }
                return file.finding(line, "\(file.room) may not import \(module)")
            }
        },
        Rule(
            "imports go down only",
            planted: [
                manifest(#"room("Model", ["WireFormat", "Tailing"]),"#),
                manifest(#"room("Tailing", ["Model", "Records"]),"#), manifest(#"room("Cellar", []),"#),
            ],
            innocent: [manifest(#"room("Tailing", ["Model", .product(name: "NIOCore", package: "swift-nio")]),"#)]
        ) { file in
            guard file.path == "Package.swift" else { return [] }
            return Manifest(file.lines.joined(separator: "\n")).dependencies.sorted { $0.key < $1.key }
                .filter { !$0.key.hasSuffix("Tests") && $0.key != "LoopbackServer" }
                .flatMap { room, dependencies in
                    guard let floor = floor(of: room) else { return [file.finding(0, "\(room) is on no floor")] }
                    return dependencies.sorted().filter { (Self.floor(of: $0) ?? -1) >= floor }
                        .map { file.finding(0, "\(room) may not import \($0), which is not below it") }
                }
        },
        Rule(
            "a room has a front door",
            planted: [
                source("import Model", file: "Tailing"), source("// Tailing", file: "Tailing"),
                source("package struct Tailing {}"), source("enum Page {", room: "Page"),
            ],
            innocent: [source("// Tailing: bytes to lines.\n// Start reading at `Tailer`.", file: "Tailing")]
        ) { file in
            guard file.isSource, file.room.first?.isUppercase == true, file.room != "StacktailBench" else { return [] }
            var findings: [String] = []
            if file.path == "Sources/\(file.room)/\(file.room).swift" {
                let door = file.lines.prefix { $0.hasPrefix("//") }
                let tells = door.count > 1 && door.contains { $0.contains("tart ") }
                if !tells { findings.append(file.finding(0, "the front door tells what it does and where to start")) }
            }
            for (line, code) in file.code.enumerated() where declaredType(code) == file.room {
                findings.append(file.finding(line, "a type is named like its module"))
            }
            return findings
        },
    ]

    private static func manifest(_ line: String) -> SourceFile { SourceFile(path: "Package.swift", text: line) }

    private static func floor(of room: Substring) -> Int? { floors.firstIndex { $0.contains(String(room)) } }

    /// `package import struct A.B` gives `A`.
    private static func importedModule(_ code: String) -> Substring? {
        var words = code.split(separator: " ")[...]
        while let word = words.first, accessWords.contains(word) || word.hasPrefix("@") { words.removeFirst() }
        guard words.popFirst() == "import" else { return nil }
        if let word = words.first, kindWords.contains(word) { words.removeFirst() }
        return words.first?.split(separator: ".").first
    }

    private static func declaredType(_ code: String) -> Substring? {
        let words = code.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
        guard let keyword = words.firstIndex(where: { typeWords.contains($0) }), keyword + 1 < words.count
        else { return nil }
        return words[keyword + 1]
    }

    private static let accessWords: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
    private static let kindWords: Set<Substring> = [
        "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
    ]
    private static let typeWords: Set<Substring> = ["struct", "class", "enum", "protocol", "actor", "typealias"]
}

/// What the manifest gives each target, read from its text: enough for the forms that it is written in.
struct Manifest: Sendable {
    private(set) var dependencies: [Substring: Set<Substring>] = [:]

    static let shared = Manifest(
        Repository.files.first { $0.path == "Package.swift" }?.lines.joined(separator: "\n") ?? "")

    init(_ text: String) {
        var aliases: [Substring: Substring] = [:]
        for match in text.matches(of: #/let (\w+) = Target.Dependency.product\(name: "(\w+)"/#) {
            aliases[match.1] = match.2
        }
        for opening in [#/(?:room|suite)\(\s*"(\w+)",\s*\[/#, #/arget\(\s*name: "(\w+)",\s*dependencies: \[/#] {
            for match in text.matches(of: opening) {
                dependencies[match.1] = Self.list(text[match.range.upperBound...], aliases: aliases)
            }
        }
    }

    /// The names up to the bracket that closes the list.
    private static func list(_ text: Substring, aliases: [Substring: Substring]) -> Set<Substring> {
        let inside = text.prefix { $0 != "]" }
        var names = Set(inside.matches(of: #/"(\w+)"/#).map(\.1))
        for match in inside.matches(of: #/package: "([\w-]+)"/#) { names.remove(match.1) }
        return names.union(inside.split { !$0.isLetter }.compactMap { aliases[$0] })
    }
}
