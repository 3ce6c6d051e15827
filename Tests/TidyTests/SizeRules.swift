extension Rule {
    static let sizes: [Rule] = [
        Rule(
            "a file has at most 400 lines",
            planted: [source(String(repeating: "let a = 1\n", count: 401))],
            innocent: [source(String(repeating: "let a = 1\n", count: 400))]
        ) { file in
            guard file.isSwift, file.lines.count > 400 else { return [] }
            return [file.finding(400, "the file has \(file.lines.count) lines; split it by concept")]
        },
        Rule(
            "a function has at most 70 lines",
            planted: [
                source("func f() {\n" + String(repeating: "    g()\n", count: 69) + "}\n"),
                source("let f = {\n" + String(repeating: "    g(\"}\")\n", count: 69) + "}\n"),
            ],
            innocent: [
                source("func f() {\n" + String(repeating: "    g()\n", count: 68) + "}\n"),
                source("package struct S: P where T: Q {\n" + String(repeating: "    let a = 1\n", count: 90) + "}\n"),
            ]
        ) { file in
            guard file.isSwift else { return [] }
            return Block.all(in: file).filter { !$0.isType && $0.lineCount > 70 }.map { block in
                file.finding(block.firstLine, "a function of \(block.lineCount) lines; let leaves compute")
            }
        },
        Rule(
            "a line has at most 120 columns",
            planted: [source("let a = \"" + String(repeating: "x", count: 111) + "\"")],
            innocent: [
                source("let a = \"" + String(repeating: "ü", count: 110) + "\""),
                test("let a = \"\"\"\n" + String(repeating: "x", count: 999) + "\n\"\"\""),
            ]
        ) { file in
            guard file.isSwift else { return [] }
            // A test may quote a long line as it is.
            return file.lines.indices.filter { line in
                file.lines[line].count > 120 && !(file.isTest && file.code[line].allSatisfy { $0 == " " })
            }.map { file.finding($0, "\(file.lines[$0].count) columns") }
        },
    ]

    /// A file in an ordinary room.
    static func source(_ text: String, room: String = "Tailing", file: String = "Planted") -> SourceFile {
        SourceFile(path: "Sources/\(room)/\(file).swift", text: text)
    }
}

/// What stands between two braces that match.
struct Block {
    /// Where the opening brace is; counts from 0.
    var firstLine: Int
    /// Both braces' lines included.
    var lineCount: Int
    /// Whether it is a type's or an extension's body.
    var isType: Bool

    static func all(in file: SourceFile) -> [Block] {
        var blocks: [Block] = []
        var open: [(line: Int, header: String)] = []
        var header = ""
        for (line, text) in file.code.enumerated() {
            for character in text {
                switch character {
                case "{":
                    open.append((line, header))
                    header = ""
                case "}":
                    header = ""
                    guard let (first, header) = open.popLast() else { continue }
                    let words = header.split { !$0.isLetter }
                    blocks.append(
                        Block(
                            firstLine: first, lineCount: line - first + 1,
                            isType: words.contains { typeWords.contains($0) }))
                case _: header.append(character)
                }
            }
            header.append(" ")
        }
        return blocks
    }

    private static let typeWords: Set<Substring> = ["struct", "class", "enum", "protocol", "extension", "actor"]
}
