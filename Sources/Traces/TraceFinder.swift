import Model

/// Finds traces: line by line, to group lines into records, and in a whole record, to take its trace apart.
///
/// Grouping keeps a few words of state and copies no text, except of lines with colours.
package struct TraceFinder: Sendable {
    private static let types = TraceLanguage.allCases.map(\.grammar)
    private static let allCues = TraceCues(types)
    private static let allWords = LoneLine(types.map { $0.loneWords })

    /// Shared by all until a line of their own is shown to one.
    private static let closedGrammars = types.map { $0.init() as any TraceGrammar }

    private var grammars = Self.closedGrammars
    private let cues = Self.allCues
    private let words = Self.allWords
    /// The grammars to use at all.
    private let wanted: UInt32
    /// The grammars that have a trace open. Several may, until a frame tells the language.
    private var open: UInt32 = 0

    /// Without `languages` it finds nothing.
    package init(_ languages: [TraceLanguage] = TraceLanguage.allCases) {
        let cases = TraceLanguage.allCases
        wanted = cases.indices.reduce(into: 0) { bits, index in
            if languages.contains(cases[index]) { bits |= 1 << UInt32(index) }
        }
    }

    package var isOpen: Bool { open != 0 }

    /// Forgets the open trace; the next line stands alone.
    package mutating func reset() {
        if open != 0 { closeAll(open) }
    }

    /// What the next line is, without its line end. The answer holds for the lines fed since the last `reset`.
    package mutating func step(_ line: ArraySlice<UInt8>) -> TraceStep {
        if line.first == CleanLine.escape {
            let clean = CleanLine.clean(line)
            return decide(clean, open | cue(clean))
        }
        let asked = open | cue(line)
        return asked == 0 ? .none : decide(CleanLine.clean(line), asked)
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
        var best: ParsedTrace?
        for (index, type) in Self.types.enumerated() where wanted & bit(index) != 0 {
            guard let found = type.parse(clean) else { continue }
            if best.map({ found.evidence > $0.evidence }) ?? true { best = found }
        }
        guard let best else { return nil }
        return FoundTrace(
            trace: best.trace, firstLine: best.firstLine,
            column: CleanLine.rawColumn(best.column, in: lines[best.firstLine]), lastLine: best.lastLine,
            isFault: best.isFault && !best.isQuoted(in: clean))
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
