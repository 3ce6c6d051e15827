/// Traces of C and C++: what the runtime, the C library, sanitizers and debuggers print when a program fails.
struct CppGrammar: TraceGrammar {
    private enum State {
        case closed
        /// Below `terminate called ...`.
        case terminate
        /// In a message without an end mark.
        case message(lineCount: Int)
        /// Where frames, or what a debugger or a shell adds, may follow.
        case end
        case debugger(lineCount: Int)
        /// Below a ruler, before a sanitizer's title.
        case ruler
        /// In a sanitizer's report up to its summary, and behind it.
        case report(lineCount: Int)
        case shadow
        case valgrind
        /// Below a line that a program prints for an exception; its causes may follow.
        case printed
        /// In what systemd tells of a core dump.
        case dump
    }

    private static let reportLinesMax = 2_000

    private var state = State.closed

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { "=*#tdcFPTWl".utf8.contains(first) }
    static func wordCue(_ first: UInt8) -> Bool {
        first.isWord || first == UInt8(ascii: ".") || first == UInt8(ascii: "/")
    }
    static func endCue(_ last: UInt8) -> Bool { last == UInt8(ascii: "]") }

    static var loneWords: LoneWords {
        LoneWords(
            beforeColon: ["()", "***", "runtime error", "Sanitizer", "libc++abi", "libc++abi.dylib"],
            opening: [
                "terminate called ", "corrupted size vs. prev_size", "corrupted double-linked list",
                "double free or corruption (", "Assertion ", "Program received signal ", "Process ",
            ])
    }

    mutating func step(_ line: Bytes) -> Verdict {
        switch state {
        case .closed: return open(line)
        case .report(let count) where line.isBlank:
            state = .report(lineCount: count)
            return .pending
        case .valgrind: return stepInValgrind(line)
        case .terminate, .message, .end, .debugger, .report, .shadow, .ruler, .printed, .dump:
            return line.isBlank ? .pending : stepBelow(line)
        }
    }

    private mutating func stepBelow(_ line: Bytes) -> Verdict {
        switch state {
        case .closed, .valgrind: return open(line)
        case .terminate:
            guard line.begins(with: "  what():  ") else { return stepAtEnd(line) }
            state = .message(lineCount: 0)
            return .continues
        case .message(let count): return stepInMessage(line, count)
        case .end: return stepAtEnd(line)
        case .debugger(let count): return stepInDebugger(line, count)
        case .ruler, .report, .shadow: return stepInReport(line)
        case .printed:
            guard line.begins(with: "  "), line.trimmedStart.begins(with: "caused by: ") else { return open(line) }
            return .continues
        case .dump:
            return MachineFrame(dump: line) != nil || CppLine.isDump(line) ? .continues : open(line)
        }
    }

    private mutating func open(_ line: Bytes) -> Verdict {
        state = .closed
        guard let first = line.first else { return .none }
        if first == UInt8(ascii: "="), CppLine.isRuler(line) {
            state = .ruler
            return .pending
        }
        if first == UInt8(ascii: "#") {
            guard let frame = MachineFrame(gdb: line), frame.number == 0 else { return .none }
            state = .debugger(lineCount: 0)
            return .opens
        }
        if line.last == UInt8(ascii: "]"), MachineFrame(symbols: line) != nil {
            state = .end
            return .continues
        }
        guard let start = CppStart(line) else {
            if line.begins(with: "exception: ") { state = .printed }
            return .none
        }
        switch start {
        case .terminate(_, let message): state = message == nil ? .terminate : .end
        case .assertion, .abort, .undefined, .check, .crash: state = .end
        case .sanitizer: state = .report(lineCount: 0)
        case .signal: state = .debugger(lineCount: 0)
        case .valgrind: state = .valgrind
        case .dumped: state = .dump
        }
        return .opensStandalone
    }

    private mutating func stepInMessage(_ line: Bytes, _ count: Int) -> Verdict {
        let ending = stepAtEnd(line)
        guard ending == .none, count < TraceLimits.messageLinesMax, !LogHead.begins(line) else { return ending }
        state = .message(lineCount: count + 1)
        return .text
    }

    private mutating func stepAtEnd(_ line: Bytes) -> Verdict {
        if case .signal = CppStart(line) {
            state = .debugger(lineCount: 0)
            return .continues
        }
        let isFrame =
            MachineFrame(sanitizer: line) != nil || MachineFrame(gdb: line) != nil || MachineFrame(symbols: line) != nil
            || MachineFrame(glog: line) != nil
        guard isFrame || CppLine.isTrailer(line) else { return open(line) }
        state = .end
        return .continues
    }

    private mutating func stepInDebugger(_ line: Bytes, _ count: Int) -> Verdict {
        if MachineFrame(gdb: line) != nil || CppLine.isDebugger(line) {
            state = .debugger(lineCount: 3)
            return .continues
        }
        // The place where it stopped stands above the frames, once without a number.
        guard count < 2, !LogHead.begins(line) else { return open(line) }
        state = .debugger(lineCount: count + 1)
        return .text
    }

    private mutating func stepInReport(_ line: Bytes) -> Verdict {
        switch state {
        case .ruler:
            guard case .sanitizer = CppStart(line) else { return open(line) }
            state = .report(lineCount: 0)
            return .continues
        case .report(let count):
            if line.begins(with: "SUMMARY: ") {
                // Of what leaked no memory is shown.
                state = line.contains(" leaked in ") ? .closed : .shadow
                return .continues
            }
            guard count < Self.reportLinesMax, !LogHead.begins(line) else { return open(line) }
            if case .terminate = CppStart(line) { return open(line) }
            state = .report(lineCount: count + 1)
            return MachineFrame(sanitizer: line) != nil || CppLine.process(line) != nil ? .continues : .text
        case .shadow:
            guard CppLine.isShadow(line) else { return open(line) }
            if line.ends(with: "==ABORTING") { state = .closed }
            // The second short ruler is the end of one report; a long one is the first line of the next.
            if CppLine.isRuler(line) {
                guard line.count == CppLine.shortRuler else { return open(line) }
                state = .closed
            }
            return .continues
        case .closed, .terminate, .message, .end, .debugger, .valgrind, .printed, .dump: return open(line)
        }
    }

    private mutating func stepInValgrind(_ line: Bytes) -> Verdict {
        guard let (text, isValgrind) = CppLine.process(line), isValgrind, !text.isBlank else { return open(line) }
        return .continues
    }
}
