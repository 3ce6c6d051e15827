import Model
import Testing
import Traces

/// The same trace in other wrappings.
@Suite("Wrapped traces")
struct VariantTests {
    private func expectSame(_ change: (ArraySlice<UInt8>) -> [UInt8], _ directories: [String]? = nil) throws {
        for item in try Corpus.all() where directories?.contains(item.language) ?? true {
            let lines = item.lines
            let changed = lines.map { change($0)[...] }
            let languages = TraceLanguage.allCases
            #expect(Grouping.records(of: changed, languages) == Grouping.records(of: lines, languages), "\(item.id)")
            for event in item.events {
                let range = (event.lines.lowerBound - 1)..<event.lines.upperBound
                let (found, wanted) = (
                    TraceFinder().parse(Array(changed[range])), TraceFinder().parse(Array(lines[range]))
                )
                #expect(found?.trace == wanted?.trace, "\(item.id)")
                #expect(found?.firstLine == wanted?.firstLine && found?.lastLine == wanted?.lastLine, "\(item.id)")
            }
        }
    }

    @Test("A CR at every line's end changes nothing")
    func carriageReturns() throws { try expectSame { $0.last == 0x0D ? Array($0) : $0 + [0x0D] } }

    @Test("Colours around the lines and within change nothing")
    func colours() throws {
        try expectSame { line in
            let half = line.startIndex + line.count / 2
            let isInText = half < line.endIndex && line[half] > 0x20 && line[half] < 0x80 && !line.contains(0x1B)
            let middle = isInText ? Array("\u{1B}[0m\u{1B}[1;31m".utf8) : []
            // The grouping of these tests sees heads and blank lines only without colours in front.
            let isColoured = !Grouping.isHead(line) && !line.allSatisfy { $0 == 0x20 || $0 == 0x0D }
            let (before, behind) = isColoured ? ("\u{1B}[31m", "\u{1B}[0m") : ("", "")
            return before.utf8 + line[..<half] + middle + line[half...] + Array(behind.utf8)
        }
    }

    @Test("A column counts the bytes of the line as it stands in the file")
    func columnWithColours() throws {
        let head = "\u{1B}[31m2026-11-21 04:30:00 ERROR\u{1B}[0m failed \u{1B}[1mSystem.Exception: x\u{1B}[0m"
        let lines = [head, "   at A.B.C() in /srv/a.cs:line 3"].map { Array($0.utf8)[...] }
        let found = try #require(TraceFinder().parse(lines))
        #expect(head.utf8.dropFirst(found.column).starts(with: "System.Exception".utf8))
        #expect((found.firstLine, found.lastLine) == (0, 1))
        #expect(found.trace.exception.message == "x")
    }

    @Test(
        "An indented trace is read like any other",
        arguments: ["caused_by_chain", "suppressed_nested", "uncaught_simple", "no_message"])
    func indentedJava(_ name: String) throws { try expectIndented("java", name) }

    @Test(
        "An indented traceback is read like any other", arguments: ["py311_simple", "py27_uncaught", "py313_chained"])
    func indentedPython(_ name: String) throws { try expectIndented("python", name) }

    private func expectIndented(_ directory: String, _ name: String) throws {
        let item = try #require(try Corpus.cases(in: directory).first { $0.name == name })
        let indented = item.lines.map { line in (Array("      ".utf8) + line)[...] }
        let (found, wanted) = (TraceFinder().parse(indented)?.trace, TraceFinder().parse(item.lines)?.trace)
        #expect(found == wanted)
    }
}
