/// Erlang's traces: reports with a title of their own, up to an empty line; what a script or a shell prints for an
/// exception; and the last words of a runtime that could not start.
struct ErlangGrammar: TraceGrammar {
    private enum State {
        case closed
        case report(lineCount: Int)
        case exception
        case boot
    }

    private static let reportLinesMax = 2_000

    private var state = State.closed

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { "=*eiRK".utf8.contains(first) }
    static var loneWords: LoneWords {
        LoneWords(
            beforeColon: ["exception error", "exception exit", "exception throw"],
            opening: ["init terminating in ", "{\"init terminating in "])
    }

    mutating func step(_ line: Bytes) -> Verdict {
        switch state {
        case .closed: return open(line)
        case .report(let count):
            guard !line.isBlank, count < Self.reportLinesMax, ErlangLine.reportKind(line) == nil else {
                return open(line)
            }
            state = .report(lineCount: count + 1)
            return .continues
        case .exception:
            if line.isBlank { return .pending }
            return ErlangLine.isBelowException(line) ? .continues : open(line)
        case .boot:
            if line.isBlank { return .pending }
            guard line.begins(with: "Crash dump is being written to: ") else {
                return ErlangLine.isBoot(line) ? .continues : open(line)
            }
            state = .closed
            return .continues
        }
    }

    private mutating func open(_ line: Bytes) -> Verdict {
        state = .closed
        guard line.first.map(Self.cue) == true else { return .none }
        if ErlangLine.reportKind(line) != nil {
            state = .report(lineCount: 0)
        } else if ErlangLine.exception(line) != nil {
            state = .exception
        } else if ErlangLine.isBoot(line) {
            // The same words stand above as a term, which begins like JSON.
            state = .boot
            return .continues
        } else {
            return .none
        }
        return .opensStandalone
    }
}

/// A line of Erlang's traces.
enum ErlangLine {
    /// The words before the signs in `=ERROR REPORT==== 21-Nov-2026::04:28:32.768448 ===`.
    static func reportKind(_ line: Bytes) -> Bytes? {
        guard line.first == UInt8(ascii: "="), let mark = line.find(" REPORT==== "), line.ends(with: " ===") else {
            return nil
        }
        let kind = line[(line.startIndex + 1)..<mark]
        return !kind.isEmpty && kind.allSatisfy(\.isUpper) ? kind : nil
    }

    /// What follows in `escript: exception error: ...` and `** exception error: ...`.
    static func exception(_ line: Bytes) -> Bytes? {
        guard line.first == UInt8(ascii: "e") || line.first == UInt8(ascii: "*"),
            let text = line.dropping("escript: exception ") ?? line.dropping("** exception ")
        else { return nil }
        return reason(text)
    }

    /// Behind `error: `, `exit: ` or `throw: `.
    static func reason(_ text: Bytes) -> Bytes? {
        text.dropping("error: ") ?? text.dropping("exit: ") ?? text.dropping("throw: ")
    }

    /// `  in function  m:f/1 (f.erl, line 2)`, and the further lines of such a frame or of the message.
    static func isBelowException(_ line: Bytes) -> Bool { line.first == 0x20 }

    static func isBoot(_ line: Bytes) -> Bool {
        switch line.first {
        case UInt8(ascii: "{"):
            line.begins(with: "{\"init terminating in ") || line.begins(with: "{\"Kernel pid terminated\"")
        case UInt8(ascii: "i"): line.begins(with: "init terminating in ")
        case UInt8(ascii: "R"): line.begins(with: "Runtime terminating during boot (")
        case UInt8(ascii: "K"): line.begins(with: "Kernel pid terminated (")
        default: false
        }
    }
}
