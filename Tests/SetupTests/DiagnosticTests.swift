import Setup
import Testing

@Suite struct DiagnosticTests {
    @Test func theFormIsThatOfCompilers() {
        let quoted = #"    strat: '^\d{4}-'"#
        let place = Diagnostic.Place(mark: Mark(line: 14, column: 5), length: 5, quoted: quoted)
        let diagnostic = Diagnostic(
            .error, file: "rules/java.yaml", place: place, "unknown field 'strat'", help: "did you mean 'start'?")
        #expect(
            diagnostic.rendered() == #"""
                rules/java.yaml:14:5: error: unknown field 'strat'
                   14 |     strat: '^\d{4}-'
                      |     ^~~~~ did you mean 'start'?
                """#)
    }

    @Test func withoutAPlaceThereIsNoQuote() {
        let diagnostic = Diagnostic(.error, file: "a.yaml", "cannot be read: permission denied", help: "be root")
        #expect(diagnostic.rendered() == "a.yaml: error: cannot be read: permission denied\n      | be root")
    }

    @Test func aLongLineIsShownAroundThePlace() {
        let quoted = String(repeating: "a", count: 500) + "HERE" + String(repeating: "b", count: 500)
        let place = Diagnostic.Place(mark: Mark(line: 1, column: 501), length: 4, quoted: quoted)
        let lines = Diagnostic(.note, file: "f", place: place, "m").rendered().split(separator: "\n")
        let column = lines[2].firstIndex(of: "^").map { lines[2].distance(from: lines[2].startIndex, to: $0) }
        #expect(lines[1].count < 170)
        #expect(column.map { lines[1].dropFirst($0).hasPrefix("HEREb") } == true)
        #expect(lines[2].hasSuffix("^~~~"))
    }

    @Test func tabsStayTabsAndControlCharactersDoNotReachTheTerminal() {
        let place = Diagnostic.Place(mark: Mark(line: 1, column: 3), length: 1, quoted: "\t\u{1B}x")
        let lines = Diagnostic(.error, file: "f", place: place, "m").rendered().split(separator: "\n")
        #expect(lines[1] == "    1 | \t\u{FFFD}x")
        #expect(lines[2] == "      | \t ^")
    }

    @Test func colourIsOnlyAroundTheText() {
        let diagnostic = Diagnostic(.warning, file: "f", "m")
        #expect(diagnostic.rendered(colour: true).contains("\u{1B}[1;35mwarning:\u{1B}[0m"))
        #expect(!diagnostic.rendered().contains("\u{1B}"))
    }

    @Test func theyComeInReadingOrderAndNotesStay() {
        func at(_ line: Int, _ severity: Diagnostic.Severity, _ text: String) -> Diagnostic {
            let place = Diagnostic.Place(mark: Mark(line: line, column: 1), length: 1, quoted: "")
            return Diagnostic(severity, file: "f", place: place, text)
        }
        let mixed = [at(9, .error, "b"), at(2, .note, "of b"), at(3, .error, "a"), at(9, .warning, "c")]
        #expect(mixed.inReadingOrder.map(\.message) == ["a", "b", "of b", "c"])
    }
}

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("strat", "start"), ("patern", "pattern"), ("LEVELS", "levels"), ("flushafter", "flush_after"),
        ("tiem", "time"),
    ])
    func aSlipIsRecognised(word: String, meant: String) {
        let names = ["start", "continue", "pattern", "time", "timezone", "levels", "flush_after"]
        #expect(Suggestion.nearest(to: word, among: names) == meant)
    }

    @Test func whatIsFarOffIsNoSlip() {
        #expect(Suggestion.nearest(to: "colour", among: ["start", "time", "if"]) == nil)
        #expect(Suggestion.nearest(to: "x", among: ["y", "z"]) == nil)
        #expect(Suggestion.nearest(to: String(repeating: "a", count: 100_000), among: ["start"]) == nil)
    }
}
