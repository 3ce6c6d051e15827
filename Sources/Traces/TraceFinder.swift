/// Finds traces: line by line, to group lines into records, and in a whole record, to take its trace apart.
///
/// Grouping keeps a few words of state and copies no text, except of lines with colours.
package struct TraceFinder: Sendable {
    private var grammars: [any TraceGrammar]
    /// For each first byte of a line, the grammars to ask though no trace is open; a bit each.
    private let cues: [UInt32]
    /// The grammars that have a trace open, a bit each. Several may, until a frame tells the language.
    private var open: UInt32 = 0

    /// Without `languages` it finds nothing.
    package init(_ languages: [TraceLanguage] = TraceLanguage.allCases) {
        var types: [any TraceGrammar.Type] = []
        for language in languages {
            let type = language.grammar
            if !types.contains(where: { $0 == type }) { types.append(type) }
        }
        grammars = types.map { $0.init() }
        cues = (UInt8.min...UInt8.max).map { first in
            types.indices.reduce(into: 0) { bits, index in if types[index].cue(first) { bits |= 1 << UInt32(index) } }
        }
    }

    package var isOpen: Bool { open != 0 }

    /// Forgets the open trace; the next line stands alone.
    package mutating func reset() {
        for index in grammars.indices where isOpen(index) { close(index) }
    }

    /// What the next line is, without its line end. The answer holds for the lines fed since the last `reset`.
    package mutating func step(_ line: ArraySlice<UInt8>) -> TraceStep {
        if line.first == CleanLine.escape { return decide(CleanLine.clean(line)) }
        guard open | cue(line) != 0 else { return .none }
        return decide(CleanLine.clean(line))
    }

    private func cue(_ line: Bytes) -> UInt32 { line.first.map { cues[Int($0)] } ?? 0 }

    private mutating func decide(_ line: Bytes) -> TraceStep {
        let cue = cue(line)
        var best = Verdict.none
        for index in grammars.indices where (open | cue) & bit(index) != 0 {
            let verdict = grammars[index].step(line)
            if verdict > best {
                for earlier in 0..<index where isOpen(earlier) { close(earlier) }
                best = verdict
            }
            if verdict < best { close(index) } else { note(index) }
        }
        return best.step
    }

    private func bit(_ index: Int) -> UInt32 { 1 << UInt32(index) }
    private func isOpen(_ index: Int) -> Bool { open & bit(index) != 0 }

    private mutating func note(_ index: Int) {
        if grammars[index].isOpen { open |= bit(index) } else { open &= ~bit(index) }
    }

    private mutating func close(_ index: Int) {
        grammars[index] = type(of: grammars[index]).init()
        open &= ~bit(index)
    }

    /// The trace in a record's lines, its head line included; nil if there is none. Of several, the first.
    package func parse(_ lines: [ArraySlice<UInt8>]) -> FoundTrace? {
        let clean = lines.map(CleanLine.clean)
        var best: ParsedTrace?
        for grammar in grammars {
            guard let found = type(of: grammar).parse(clean) else { continue }
            if best.map({ found.evidence > $0.evidence }) ?? true { best = found }
        }
        guard let best else { return nil }
        return FoundTrace(
            trace: best.trace, firstLine: best.firstLine,
            column: CleanLine.rawColumn(best.column, in: lines[best.firstLine]), lastLine: best.lastLine)
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
        }
    }
}
