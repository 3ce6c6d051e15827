extension Rule {
    static let spellings: [Rule] = [
        Rule(
            "nothing traps on data",
            planted: [
                source("let a = try! b()"), source("let a = b as! C"), source("fatalError(\"no\")"),
                source("let a = b!"), source("a!.b()"), source("let a = b[0]![1]"), source("var a: Int!"),
            ],
            innocent: [
                source("if a != b, !c {}"), source("// try! it"),
                source("let a = \"try! \\(b)!\""), source("precondition(a > 0, \"ours!\")"),
            ]
        ) { file in
            guard file.isSource || file.isTest else { return [] }
            return file.findings { code in
                trappingWords.first { code.contains($0) }
                    ?? (code.hasForceUnwrap ? "a force unwrap" : nil)
            }
        },
        Rule(
            "pure rooms read no clock, throw no dice and see no environment",
            planted: [
                source("let now = ContinuousClock.now"), source("let now = Date()"), source("Int.random(in: 0..<9)"),
                source("var dice = SystemRandomNumberGenerator()", room: "Delivery"), source("clock_gettime(0, &t)"),
                source("getenv(name)", room: "Model"), source("a.shuffled()"),
            ],
            innocent: [
                source("let now = ContinuousClock.now", room: "Platform"), source("// Date()"),
                source("let a = CandiDate(b)"),
            ]
        ) { file in
            guard file.isSource, pureRooms.contains(file.room) else { return [] }
            return file.findings { code in impureWords.first { code.containsWord($0) } }
        },
        Rule(
            "no test sleeps",
            planted: [
                test("try await Task.sleep(for: .seconds(1))"), test("usleep(10)"), test("sleep(1)"),
                test("Thread.sleep(forTimeInterval: 1)"), test("nanosleep(&a, nil)"),
            ],
            innocent: [
                test("asleep(1)"), source("try await Task.sleep(for: a)", room: "Transport"),
                test("world.sleep()  // a world of its own, with a clock of its own"),
            ]
        ) { file in
            guard file.isTest else { return [] }
            return file.findings { code in sleepingWords.first { code.replacing("sleep()", with: "").containsWord($0) }
            }
        },
        Rule(
            "tests use what ships",
            planted: [test("@testable import Model")],
            innocent: [test("import Model")]
        ) { file in
            guard file.isTest else { return [] }
            return file.findings { code in code.contains("@testable") ? "@testable" : nil }
        },
        Rule(
            "nothing tells of the machine it was written on",
            planted: [
                source("// see \(machinePaths[0])main/a"), source("let a = \"\(machinePaths[1])a\""),
                SourceFile(path: "README.md", text: "see \(machinePaths[2])design.md"),
            ],
            innocent: [source("// the path of a byte is work")]
        ) { file in
            file.lines.indices.compactMap { line in
                machinePaths.first { file.lines[line].contains($0) }.map { file.finding(line, "'\($0)'") }
            }
        },
    ]

    /// A file of some suite.
    static func test(_ text: String) -> SourceFile { SourceFile(path: "Tests/TailingTests/Planted.swift", text: text) }

    private static let trappingWords = ["try!", " as! ", "fatalError("]
    private static let impureWords = [
        "ContinuousClock", "SuspendingClock", "Date(", "Date.now", ".random", "SystemRandomNumberGenerator",
        ".shuffled", ".randomElement", "clock_gettime", "gettimeofday", "time(nil", "getenv", "ProcessInfo",
        "Task.sleep",
    ]
    private static let sleepingWords = ["Task.sleep", "Thread.sleep", "usleep(", "sleep(", "nanosleep("]
    private static let pureRooms: Set<Substring> = [
        "Model", "WireFormat", "Patterns", "Compression", "Encodings", "Traces", "Exceptionless", "Tailing", "Records",
        "Rules", "Delivery",
    ]
    /// In pieces, as this file is looked at as well.
    private static let machinePaths = ["/wo" + "rk/", "/tm" + "p/mini", "../sha" + "red/", "/tm" + "p/w/"]
}

extension SourceFile {
    /// A finding for each line of code in which `fault` sees something.
    fileprivate func findings(_ fault: (String) -> String?) -> [String] {
        code.indices.compactMap { line in fault(code[line]).map { finding(line, $0) } }
    }
}

extension String {
    /// An exclamation mark right behind a value, and not the beginning of `!=`.
    fileprivate var hasForceUnwrap: Bool {
        var previous: Character = " "
        for (index, character) in zip(indices, self) {
            let next = self[self.index(after: index)...].first
            if character == "!", next != "=", previous.isLetter || previous.isNumber || ")]>_".contains(previous) {
                return true
            }
            previous = character
        }
        return false
    }

    /// `word`, and no letter right in front of it.
    fileprivate func containsWord(_ word: String) -> Bool {
        ranges(of: word).contains { range in
            guard word.first?.isLetter == true, range.lowerBound > startIndex else { return true }
            let previous = self[index(before: range.lowerBound)]
            return !(previous.isLetter || previous.isNumber || previous == "_")
        }
    }
}
