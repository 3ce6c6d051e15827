import Model

/// Where a trace of C or C++ begins: the runtime, the C library, a sanitizer or a debugger says why the program ends.
enum CppStart {
    /// `terminate called after throwing an instance of 'TYPE'`, and what is known of the message.
    case terminate(type: Bytes?, message: Bytes?)
    /// `PROG: FILE:LINE: FUNC: Assertion ... failed.`
    case assertion(Frame?, message: Bytes)
    /// The C library's own checks, in one line.
    case abort
    /// `==PID==ERROR: AddressSanitizer: TEXT`
    case sanitizer(tool: Bytes, text: Bytes)
    /// `FILE:LINE:COLUMN: runtime error: TEXT`
    case undefined(SourcePlace, message: Bytes)
    /// `Program received signal SIGSEGV, TEXT`
    case signal(message: Bytes)
    /// `==PID== Invalid read of size 1`
    case valgrind(message: Bytes)
    /// `Process PID (NAME) of user UID dumped core.`, as systemd writes it.
    case dumped(message: Bytes)
    /// `F20261121 04:13:57.123456 17 FILE:LINE] MESSAGE`, after which glog ends the program.
    case check(SourcePlace, message: Bytes)
    /// `*** Aborted at 1795234437 (unix time) ...`, as glog's handler of signals begins; or Abseil's `*** SIGSEGV ...`.
    case crash

    init?(_ line: Bytes) {
        switch line.first {
        case UInt8(ascii: "="): self.init(tool: line)
        case UInt8(ascii: "F"):
            guard let (place, message) = CppLine.fatal(line) else { return nil }
            self = .check(place, message: message)
        case UInt8(ascii: "*") where line.begins(with: "*** Aborted at ") && line.contains(" (unix time) "):
            self = .crash
        case UInt8(ascii: "*") where line.begins(with: "*** SIG") && line.contains(" received at time="):
            self = .crash
        case UInt8(ascii: "W"):
            guard let text = line.dropping("WARNING: ThreadSanitizer: ") else { return nil }
            self = .sanitizer(tool: line[(line.startIndex + 9)..<(text.startIndex - 2)], text: text)
        case UInt8(ascii: "*"):
            guard
                line.ends(with: "*** terminated") || line.ends(with: "***: terminated")
                    || line.begins(with: "*** Error in `")
            else { return nil }
            self = .abort
        default:
            guard line.first.map({ $0.isWord || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") }) == true else {
                return nil
            }
            self.init(text: line)
        }
    }

    private init?(text line: Bytes) {
        if let found = Self.announced(line) {
            self = found
        } else if line.last == UInt8(ascii: "."), line.ends(with: " failed."), let found = Self.assertion(line) {
            self = found
        } else if Self.isAbort(line) {
            self = .abort
        } else if let place = SourcePlace(line), place.column != nil,
            let text = line.from(place.end).dropping(": runtime error: ")
        {
            self = .undefined(place, message: text)
        } else {
            return nil
        }
    }

    private static func announced(_ line: Bytes) -> Self? {
        switch line.first {
        case UInt8(ascii: "t"):
            if let text = line.dropping("terminate called after throwing an instance of '") {
                return .terminate(type: text.trimmedEnd.last == 0x27 ? text.trimmedEnd.dropLast() : text, message: nil)
            }
            if line.begins(with: "terminate called without an active exception")
                || line.begins(with: "terminate called recursively") || line.begins(with: "Abort trap: ")
            {
                return .terminate(type: nil, message: line)
            }
        case UInt8(ascii: "l"):
            guard line.begins(with: "libc++abi"), let mark = line.find("terminating ") else { return nil }
            guard let type = line.find(" exception of type ", from: mark) else {
                return .terminate(type: nil, message: line.from(mark))
            }
            let text = line.from(type + 19)
            guard let split = text.splitFirst(": ") else { return .terminate(type: text, message: nil) }
            return .terminate(type: split.before, message: split.after)
        case UInt8(ascii: "P") where line.begins(with: "Process ") && line.trimmedEnd.ends(with: " dumped core."):
            return line.contains(" of user ") ? .dumped(message: line.trimmedEnd) : nil
        case UInt8(ascii: "P"), UInt8(ascii: "T"):
            guard line.begins(with: "Program ") || line.begins(with: "Thread "),
                let mark = line.find("received signal SIG") ?? line.find("terminated with signal SIG"),
                let split = line.from(mark).splitFirst(", ")
            else { return nil }
            return .signal(message: split.after)
        default: break
        }
        return nil
    }

    private static func assertion(_ line: Bytes) -> Self? {
        guard let mark = line.find(": Assertion ") else { return nil }
        let message = line.from(mark + 2)
        let head = line.upTo(mark)
        guard let colon = head.find(": ") else { return nil }
        let text = head.from(colon + 2)
        guard let place = SourcePlace(text), text.has(": ", at: place.end) else { return nil }
        let function = text.from(place.end + 2)
        return .assertion(
            Frame(method: function.text, file: place.file.text, line: place.line), message: message)
    }

    private static func isAbort(_ line: Bytes) -> Bool {
        switch line.first {
        case UInt8(ascii: "f"): line.begins(with: "free(): ")
        case UInt8(ascii: "m"):
            line.begins(with: "malloc(): ") || line.begins(with: "munmap_chunk(): ")
                || line.begins(with: "malloc_consolidate(): ")
        case UInt8(ascii: "r"): line.begins(with: "realloc(): ")
        case UInt8(ascii: "c"):
            line.begins(with: "corrupted size vs. prev_size") || line.begins(with: "corrupted double-linked list")
        case UInt8(ascii: "d"): line.begins(with: "double free or corruption (")
        default: false
        }
    }

    private init?(tool line: Bytes) {
        guard let (text, isValgrind) = CppLine.process(line) else { return nil }
        if isValgrind {
            guard CppLine.isValgrindError(text) else { return nil }
            self = .valgrind(message: text)
            return
        }
        guard let rest = text.dropping("ERROR: ") ?? text.dropping("WARNING: "), let split = rest.splitFirst(": "),
            split.before.ends(with: "Sanitizer")
        else { return nil }
        self = .sanitizer(tool: split.before, text: split.after)
    }
}

/// Further lines of these traces.
enum CppLine {
    /// ThreadSanitizer's rulers begin and end a report; the others print a longer one above theirs only.
    static let shortRuler = 18

    static func isRuler(_ line: Bytes) -> Bool {
        (line.count == 65 || line.count == shortRuler) && line.allSatisfy { $0 == UInt8(ascii: "=") }
    }

    /// What stands behind `==PID==`, and whether a blank follows there, as Valgrind has it.
    static func process(_ line: Bytes) -> (text: Bytes, isValgrind: Bool)? {
        guard let rest = line.dropping("==") else { return nil }
        let digits = rest.prefix(while: \.isDigit)
        guard !digits.isEmpty, let text = rest.dropFirst(digits.count).dropping("==") else { return nil }
        return text.first == 0x20 ? (text.dropFirst(), true) : (text, text.isEmpty)
    }

    private static let valgrind: [StaticString] = [
        "Invalid read of size ", "Invalid write of size ", "Invalid free() ", "Mismatched free() ",
        "Conditional jump or move depends on uninitialised", "Use of uninitialised value", "Syscall param ",
        "Source and destination overlap in ", "Process terminating with default action of signal ",
        "Possible data race during ", "Jump to the invalid address ", "Argument '", "Thread #", "Lock at 0x",
    ]

    static func isValgrindError(_ text: Bytes) -> Bool {
        valgrind.contains { text.begins(with: $0) } || text.contains(" lost in loss record ")
    }

    /// `   at 0xADDR: FUNC (FILE:LINE)`, `   by 0xADDR: FUNC (in IMAGE)`; without the process.
    static func valgrindFrame(_ text: Bytes) -> Frame? {
        let call = text.trimmed
        guard let rest = call.dropping("at 0x") ?? call.dropping("by 0x"), let colon = rest.find(": "),
            call.last == UInt8(ascii: ")"), let open = rest.findLast(" (")
        else { return nil }
        let inner = rest[(open + 2)..<(rest.endIndex - 1)]
        let place = SourcePlace(inner)
        guard open >= colon + 2 else { return nil }
        return Frame(
            method: rest[(colon + 2)..<open].text, file: place?.file.text, line: place?.line,
            isApplication: place != nil && !inner.begins(with: "vg_"))
    }

    /// The place and the message of a line of glog's with the level `F`.
    static func fatal(_ line: Bytes) -> (SourcePlace, message: Bytes)? {
        let date = line.dropFirst().prefix(while: \.isDigit)
        guard date.count == 4 || date.count == 8, line.has(" ", at: date.endIndex),
            line.has(":", at: date.endIndex + 3), let end = line.prefix(256).find("] "),
            let blank = line.upTo(end).lastIndex(of: 0x20),
            let place = SourcePlace(line[(blank + 1)..<end]), place.end == end
        else { return nil }
        return (place, line.from(end + 2))
    }

    /// What glog prints around its frames; the signal is the message.
    static func isHandler(_ line: Bytes) -> Bool {
        line.begins(with: "*** Check failure stack trace: ***") || line.begins(with: "PC: @ ") || isSignal(line)
    }

    static func isSignal(_ line: Bytes) -> Bool { line.begins(with: "*** SIG") && line.trimmedEnd.ends(with: " ***") }

    /// What the shell or the runtime adds in the end.
    static func isTrailer(_ line: Bytes) -> Bool {
        isHandler(line) || line.ends(with: "(core dumped)") || line.equals("Aborted") || line.begins(with: "SUMMARY: ")
            || line.begins(with: "terminate called recursively")
    }

    /// What systemd prints of a core dump around the frames.
    static func isDump(_ line: Bytes) -> Bool {
        let known: [StaticString] = [
            "Module ", "Found module ", "Stack trace of thread ", "ELF object binary architecture: ",
            "Metadata for module",
        ]
        return known.contains { line.begins(with: $0) } || line.begins(with: "        ") && line.contains(": ")
    }

    /// What gdb prints between a stack's frames, or above them.
    static func isDebugger(_ line: Bytes) -> Bool {
        if line.begins(with: "        ") || line.equals("No locals.") || line.equals("No symbol table info available.")
        {
            return true
        }
        if line.begins(with: "Thread "), line.trimmedEnd.last == UInt8(ascii: ":") { return true }
        // `44\tsource`
        let digits = line.prefix(while: \.isDigit)
        return !digits.isEmpty && line.dropFirst(digits.count).first == 0x09
    }

    /// The part of a report on the memory around the fault, below its summary.
    static func isShadow(_ line: Bytes) -> Bool {
        line.begins(with: "Shadow ") || line.begins(with: "  ") || line.begins(with: "=>0x") || isRuler(line)
            || process(line).map { !$0.isValgrind && !$0.text.begins(with: "ERROR") } == true
    }
}
