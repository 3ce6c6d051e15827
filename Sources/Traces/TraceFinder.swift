import Model

/// Finds traces: line by line, to group lines into records, and in a whole record, to take its trace apart.
///
/// Grouping keeps a few words of state and copies no text, except of lines with colours.
package struct TraceFinder: Sendable {
    private static let types = TraceLanguage.allCases.map(\.grammar)
    private static let sharedCues = TraceCues(types)
    private static let sharedWords = LoneLine(types.map { $0.loneWords })

    /// Shared by all until a line of their own is shown to one.
    private static let closedGrammars = types.map { $0.init() as any TraceGrammar }

    private var grammars = Self.closedGrammars
    // At hand, as to ask for them by their names would cost each line as much as a look at it.
    private let cues = Self.sharedCues
    private let words = Self.sharedWords
    /// The grammars to use at all.
    private let wanted: UInt32
    /// The grammars that have a trace open. Several may, until a frame tells the language.
    private var open: UInt32 = 0
    /// The blanks in front of the open trace's first line, if its other lines are to be read without them.
    private var indent = 0
    /// The blanks in front of the last line that was no part of a trace.
    private var indentAbove = 0

    /// Without `languages` it finds nothing.
    package init(_ languages: [TraceLanguage] = TraceLanguage.allCases) {
        let cases = TraceLanguage.allCases
        wanted = cases.indices.reduce(into: 0) { bits, index in
            if languages.contains(cases[index]) { bits |= 1 << UInt32(index) }
        }
    }

    package var isOpen: Bool { open != 0 }

    /// Where a line has continued a trace of which all lines above were doubtful: how many they are.
    package var awaitedLines: Int {
        grammars.indices.reduce(1) { open & bit($1) == 0 ? $0 : max($0, grammars[$1].awaitedLines) }
    }

    /// Forgets the open trace; the next line stands alone.
    package mutating func reset() {
        guard open != 0 || indent != 0 else { return }
        closeAll(open)
        indent = 0
    }

    /// What the next line is, without its line end. The answer holds for the lines fed since the last `reset`.
    package mutating func step(_ line: ArraySlice<UInt8>) -> TraceStep {
        guard let first = line.first else { return open == 0 ? .none : decide(line, open) }
        if first == CleanLine.escape { return stepUncoloured(CleanLine.clean(line)) }
        if first.isBlank || indent > 0 { return stepIndented(line) }
        indentAbove = 0
        let asked = open | cue(line)
        return asked == 0 ? .none : decide(CleanLine.clean(line), asked)
    }

    private mutating func stepUncoloured(_ line: Bytes) -> TraceStep {
        if line.first?.isBlank == true || indent > 0 { return stepIndented(line) }
        indentAbove = 0
        return decide(line, open | cue(line))
    }

    /// A trace may stand indented as a whole. A line that says nothing as it stands is looked at without the blanks
    /// that the line above has too, and without all of its own; if a trace begins there, its other lines have as many.
    private mutating func stepIndented(_ line: Bytes) -> TraceStep {
        let line = CleanLine.clean(line)
        if indent > 0 {
            if open != 0, line.isBlank { return decide(line, open) }
            if open != 0, let text = line.withoutIndent(indent) { return decide(text, open | cue(text)) }
            reset()
        }
        let (wasOpen, asked, own) = (open != 0, open | cue(line), line.indent)
        let above = indentAbove
        if own < line.count { indentAbove = own }
        let step = asked == 0 ? .none : decide(line, asked)
        guard step == .none, !wasOpen, open == 0, own < line.count else { return step }
        for indent in above > 0 && above < own ? [above, own] : [own] {
            let text = line.dropFirst(indent)
            let asked = cue(text)
            let step = asked == 0 ? .none : decide(text, asked)
            if step == .pending, text.first?.isLetter == true, above != own {
                // A lone name in a list is not worth waiting for; a frame below would find it all the same.
                reset()
                continue
            }
            if open != 0 { self.indent = indent }
            if step != .none || open != 0 { return step }
        }
        return .none
    }

    /// Takes what a logger's line says behind its head for the line above the next one: a trace may begin there. Only
    /// for a line that begins with its date.
    package mutating func begin(behindHeadOf line: ArraySlice<UInt8>) {
        guard let first = line.first, first.isDigit, TraceCues.beginsWithDate(line) else { return }
        let text = LogText.message(CleanLine.clean(line))
        // A grammar that has seen something in the head keeps to that.
        let asked = cue(text) & ~open
        if asked != 0 { _ = decide(text, asked) }
    }

    private func cue(_ line: Bytes) -> UInt32 { cues.grammars(for: line) & wanted }

    private mutating func decide(_ line: Bytes, _ grammarsAsked: UInt32) -> TraceStep {
        var best = Verdict.none
        var asked = grammarsAsked
        while asked != 0 {
            let index = asked.trailingZeroBitCount
            asked &= asked - 1
            let verdict = grammars[index].step(line)
            if verdict > best {
                closeAll(open & (bit(index) - 1))
                best = verdict
            }
            if verdict < best { close(index) } else { note(index) }
        }
        return best.step
    }

    private func bit(_ index: Int) -> UInt32 { 1 << UInt32(index) }

    private mutating func closeAll(_ bits: UInt32) {
        for index in grammars.indices where bits & bit(index) != 0 { close(index) }
    }

    private mutating func note(_ index: Int) {
        if grammars[index].isOpen { open |= bit(index) } else { open &= ~bit(index) }
    }

    private mutating func close(_ index: Int) {
        grammars[index] = Self.types[index].init()
        open &= ~bit(index)
    }

    /// Whether `parse` might find a trace in a record of this line only; no for nearly all lines.
    package func mayHoldTrace(_ line: ArraySlice<UInt8>) -> Bool { words.mayHold(line) }

    /// The trace in a record's lines, its head line included; nil if there is none. Of several, the first.
    package func parse(_ lines: [ArraySlice<UInt8>]) -> FoundTrace? {
        let clean = lines.map(CleanLine.clean)
        let asWritten = bestTrace(in: clean)
        let indented = IndentedText(clean)
        guard indented.isWorthReading(beside: asWritten), let unindented = bestTrace(in: indented.lines),
            indented.isBetter(unindented, than: asWritten)
        else { return asWritten.map { found($0, in: lines, clean, indent: 0) } }
        return found(unindented, in: lines, indented.lines, indent: indented.indent(ofLine: unindented.firstLine))
    }

    private func bestTrace(in lines: [Bytes]) -> ParsedTrace? {
        var best: ParsedTrace?
        for (index, type) in Self.types.enumerated() where wanted & bit(index) != 0 {
            guard let found = type.parse(lines) else { continue }
            if best.map({ found.evidence > $0.evidence }) ?? true { best = found }
        }
        return best
    }

    private func found(_ best: ParsedTrace, in lines: [Bytes], _ texts: [Bytes], indent: Int) -> FoundTrace {
        FoundTrace(
            trace: best.trace, firstLine: best.firstLine,
            column: CleanLine.rawColumn(indent + best.column, in: lines[best.firstLine]), lastLine: best.lastLine,
            isFault: best.isFault && !best.isQuoted(in: texts))
    }
}

extension ParsedTrace {
    /// Whether it is the text of a line that its logger calls a piece of information. Only a type's name, a frame or a
    /// cause would tell that it is more.
    fileprivate func isQuoted(in lines: [Bytes]) -> Bool {
        let thrown = trace.exception
        let isTold =
            lastLine > firstLine || !thrown.frames.isEmpty || !trace.causes.isEmpty
            || thrown.className.map { TypeName.tells(Array($0.utf8)[...]) } == true
        return !isTold && LogText.informs(lines[firstLine])
    }
}

extension Verdict {
    var step: TraceStep {
        switch self {
        case .none: .none
        case .pending: .pending
        case .text, .continues: .continues
        case .opens: .opens(standalone: false)
        case .opensStandalone: .opens(standalone: true)
        }
    }
}

extension TraceLanguage {
    fileprivate var grammar: any TraceGrammar.Type {
        switch self {
        case .java: JavaGrammar.self
        case .node: NodeGrammar.self
        case .dotnet: DotNetGrammar.self
        case .php: PHPGrammar.self
        case .python: PythonGrammar.self
        case .go: GoGrammar.self
        case .ruby: RubyGrammar.self
        case .rust: RustGrammar.self
        case .perl: PerlGrammar.self
        case .cpp: CppGrammar.self
        case .swift: SwiftGrammar.self
        case .elixir: ElixirGrammar.self
        case .erlang: ErlangGrammar.self
        case .postgresql: PostgreSQLGrammar.self
        case .mariadb: MariaDBGrammar.self
        case .lua: LuaGrammar.self
        case .ocaml: OCamlGrammar.self
        case .tcl: TclGrammar.self
        case .pascal: PascalGrammar.self
        case .delphi: DelphiGrammar.self
        case .ada: AdaGrammar.self
        case .fortran: FortranGrammar.self
        case .cobol: CobolGrammar.self
        case .shell: ShellGrammar.self
        case .dart: DartGrammar.self
        case .oracle: OracleGrammar.self
        case .kernel: KernelGrammar.self
        }
    }
}
