import Patterns
import Testing

private func bytes(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }

@Suite struct NamedCaptures {
    @Test func rangesAreOfTheSlice() throws {
        let pattern = try Pattern(#"(?<level>[A-Z]+) (?:\[(?<thread>[^\]]*)\] )?(?<message>.*)"#)
        let all = Array("xx WARN [pool-1] é!".utf8)
        let captures = try #require(pattern.captures(in: all[3...]))
        #expect(captures.whole == 3..<20)
        #expect(captures["level"] == 3..<7 && captures["thread"] == 9..<15)
        #expect(captures["message"].map { String(decoding: all[$0], as: UTF8.self) } == "é!")
        #expect(captures["other"] == nil)
    }

    @Test func namesAreInTheOrderOfTheirNumbers() throws {
        #expect(try Pattern("(?<z>a)(b)(?<a>c)(?<m>d)").names == ["z", "a", "m"])
    }

    @Test func groupsThatTookNoPartAreLeftOut() throws {
        let captures = try #require(try Pattern("(?<a>x)|(?<b>y)|(?<c>)z").captures(in: bytes("y")))
        #expect(captures.named.map(\.name) == ["b"] && captures["a"] == nil)
    }

    @Test(arguments: ["(?J)a=(?<n>\\d+)|b=(?<n>\\d+)|(?<m>c)", "(?|a=(?<n>\\d+)|b=(?<n>\\d+))|(?<m>c)"])
    func ofGroupsOfOneNameTheOneThatTookPartCounts(text: String) throws {
        let pattern = try Pattern(text)
        #expect(pattern.names == ["n", "m"])
        for subject in ["a=17", "b=17"] {
            let captures = try #require(pattern.captures(in: bytes(subject)))
            #expect(captures["n"] == 2..<4 && captures.range(at: 0) == 2..<4 && captures["m"] == nil)
            #expect(captures.named.map(\.name) == ["n"])
        }
        #expect(try #require(pattern.captures(in: bytes("c")))["n"] == nil)
    }

    @Test func anEmptyGroupTookPart() throws {
        let captures = try #require(try Pattern("(?<a>x*)y").captures(in: bytes("y")))
        #expect(captures["a"] == 0..<0)
    }

    @Test func emptySubjectsAndPatterns() throws {
        #expect(try Pattern("^$").matches([]) && !(try Pattern(".").matches([])))
        #expect(try Pattern("").captures(in: bytes("ab"))?.whole == 0..<0)
    }

    @Test func aLaterStartStillSeesWhatIsBefore() throws {
        let subject = bytes("a1 b2")
        #expect(try Pattern(#"(?<=b)\d"#).captures(in: subject, from: 4)?.whole == 4..<5)
        #expect(try Pattern("^b").captures(in: subject, from: 3) == nil)
        #expect(try Pattern("[ab]").captures(in: subject, from: 1)?.whole == 3..<4)
        #expect(try Pattern("z?").captures(in: subject, from: 5)?.whole == 5..<5)
    }
}

@Suite struct InvalidUTF8 {
    @Test func whatStandsAroundItMatches() throws {
        let subject: [UInt8] = Array("ERROR ".utf8) + [0xFF, 0xC3] + Array(" é done".utf8)
        let pattern = try Pattern("é (?<rest>done)$")
        #expect(pattern.captures(in: subject[...])?["rest"] == 12..<16)
        #expect(try Pattern("^ERROR").matches(subject[...]))
    }

    @Test func aBrokenByteIsNoCharacter() throws {
        #expect(!(try Pattern("^a.b$").matches([0x61, 0xFF, 0x62])))
        #expect(try Pattern("^a.b$").matches(bytes("aéb")))
    }

    @Test func aSliceThatCutsACharacterDoesNoHarm() throws {
        let text = Array("é=1 é".utf8)
        #expect(try Pattern(#"=(?<n>\d)"#).captures(in: text[1..<6])?["n"] == 3..<4)
    }
}

@Suite struct HostilePatterns {
    @Test func catastrophicBacktrackingEndsAndIsCounted() throws {
        let pattern = try Pattern("(a+)+$")
        let hopeless = bytes(String(repeating: "a", count: 100_000) + "!")
        for _ in 0..<3 {
            let matched = pattern.matches(hopeless)
            #expect(!matched)
        }
        #expect(pattern.overrunCount == 3, "unbounded, each would take longer than the universe has lasted")
        #expect(pattern.matches(bytes("aaa")) && pattern.overrunCount == 3)
    }

    @Test func deepRecursionEnds() throws {
        let pattern = try Pattern(#"^(\((?1)*\))*$"#)
        let matched = pattern.matches(bytes(String(repeating: "(", count: 200_000)))
        #expect(!matched)
        #expect(pattern.matches(bytes("(()())")))
    }

    @Test func longHonestLinesStayWithinTheLimit() throws {
        let line = bytes("2026-11-20 ERROR " + String(repeating: "word, ", count: 40_000) + "end")
        for text in ["^(?<date>\\S+) (?<level>\\S+) (?<message>.*)", "(?<word>\\w+)$", ".*?end$"] {
            let pattern = try Pattern(text)
            let matched = pattern.matches(line)
            #expect(matched, "\(text)")
            #expect(pattern.overrunCount == 0, "\(text)")
        }
    }

    @Test func whatNeedsMoreStackThanCompiledCodeHasIsInterpreted() throws {
        let pattern = try Pattern(#"^(?:.|\n)*end"#)
        let matched = pattern.matches(bytes(String(repeating: "word, ", count: 4_000) + "end"))
        #expect(matched && pattern.overrunCount == 0)
    }

    @Test func aRepeatedGroupGoesOverThousandsOfWords() throws {
        let pattern = try Pattern("^(?:(?<word>\\w+), )+end")
        let matched = pattern.matches(bytes(String(repeating: "word, ", count: 8_000) + "end"))
        #expect(matched && pattern.overrunCount == 0)
    }
}

@Suite struct PatternFaults {
    @Test(arguments: [
        ("a(b", 3, "missing closing parenthesis"), ("[a", 2, "missing terminating ] for character class"),
        ("(?<n>a)(?<n>b)", 12, "two named subpatterns have the same name (PCRE2_DUPNAMES not set)"),
        ("é*+*", 4, "quantifier does not follow a repeatable item"),
        (#"a\Cb"#, 3, #"using \C is disabled by the application"#),
    ])
    func tellWhatAndWhere(text: String, position: Int, message: String) {
        let fault = #expect(throws: PatternFault.self) { try Pattern(text) }
        #expect(fault?.position == position)
        #expect(fault?.message == message)
    }

    @Test func limitsOfThePatternItself() throws {
        let long = String(repeating: "a", count: Pattern.textBytesMax)
        #expect(try Pattern(long).text == long)
        #expect { try Pattern(long + "a") } throws: { ($0 as? PatternFault)?.position == Pattern.textBytesMax }
        _ = try Pattern(String(repeating: "(a)", count: 60))
        #expect(throws: PatternFault.self) { try Pattern(String(repeating: "(a)", count: 61)) }
        #expect(throws: PatternFault.self) { try Pattern("(((a{1000}){1000}){1000})") }
    }
}

@Suite struct ConcurrentUse {
    @Test func threadsShareAPattern() async throws {
        let pattern = try Pattern(#"(?<key>\w+)=(?<value>\d+)"#)
        let hopeless = try Pattern("(a+)+$")
        let agreed = await withTaskGroup(of: Int.self) { group in
            for task in 0..<8 {
                group.addTask {
                    (0..<2_000).count { round in
                        let subject = bytes("\(String(repeating: "-", count: task))k\(task)=\(round)")
                        if round % 500 == 0 { _ = hopeless.matches(bytes(String(repeating: "a", count: 40) + "!")) }
                        let value = pattern.captures(in: subject)?["value"].map { subject[$0] }
                        return value.map { String(decoding: $0, as: UTF8.self) } == String(round)
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(agreed == 16_000)
        #expect(hopeless.overrunCount == 32)
    }
}
