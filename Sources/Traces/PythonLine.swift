import Model

/// A line of Python's traces, without the margin that a group gives it.
enum PythonLine {
    /// `Traceback (most recent call last):`, also of a group.
    case traceback
    case frame(path: Bytes, line: Int, name: Bytes)
    /// `File "P", line N` without a function: where the syntax error is.
    case place(path: Bytes, line: Int)
    /// `[Previous line repeated N more times]`
    case repeated(Int)
    /// The sentence between two exceptions: what follows was raised because of, or while handling, the one above.
    case sentence
    /// `Current thread 0x... (most recent call first):`
    case dump(isCurrent: Bool)

    init?(_ line: Bytes) {
        guard let first = line.first else { return nil }
        switch first {
        case 0x20, 0x09:
            let text = line.trimmed
            if text.begins(with: "File \"") { self.init(file: text) } else { self.init(note: text) }
        case UInt8(ascii: "T"), UInt8(ascii: "E"), UInt8(ascii: "D"), UInt8(ascii: "C"):
            self.init(unindented: line.trimmedEnd)
        case UInt8(ascii: ">"):
            // Loguru marks the frame that caught the exception.
            guard let text = line.dropping("> File \"") else { return nil }
            self.init(file: line.from(text.startIndex - 6).trimmedEnd)
        case UInt8(ascii: "-"):
            // Twisted marks the place between the catcher's frames and those below.
            guard line.trimmedEnd.equals("--- <exception caught here> ---") else { return nil }
            self = .repeated(0)
        case UInt8(ascii: "F"): return nil
        default: return nil
        }
    }

    private init?(unindented line: Bytes) {
        if line.equals("Traceback (most recent call last):")
            || line.equals("Exception Group Traceback (most recent call last):")
        {
            self = .traceback
        } else if line.equals("The above exception was the direct cause of the following exception:")
            || line.equals("During handling of the above exception, another exception occurred:")
        {
            self = .sentence
        } else if line.ends(with: "(most recent call first):") {
            guard line.begins(with: "Current thread") || line.begins(with: "Thread 0x") else { return nil }
            self = .dump(isCurrent: line.begins(with: "Current"))
        } else {
            return nil
        }
    }

    private init?(note text: Bytes) {
        guard let rest = text.dropping("[Previous line repeated "), text.ends(with: "]"),
            let count = rest.prefix(while: \.isDigit).decimal
        else { return nil }
        self = .repeated(count)
    }

    /// `File "PATH", line N, in NAME`; a dump has no comma before `in`. A path may hold quotes.
    private init?(file text: Bytes) {
        // Behind the quote that opens the path: that one closes nothing.
        let start = text.startIndex + 6
        guard let mark = text.find("\", line ", from: start) else { return nil }
        let path = text[start..<mark]
        let rest = text.from(mark + 8)
        let digits = rest.prefix(while: \.isDigit)
        guard let number = digits.decimal else { return nil }
        let tail = rest.dropFirst(digits.count)
        if let name = tail.dropping(", in ") ?? tail.dropping(" in ") {
            self = .frame(path: path, line: number, name: name)
        } else if tail.isEmpty {
            self = .place(path: path, line: number)
        } else {
            return nil
        }
    }

    static func isApplication(_ path: Bytes) -> Bool {
        if path.begins(with: "<frozen ") || path.contains("site-packages") || path.contains("dist-packages") {
            return false
        }
        if path.contains("/lib/python") || path.contains("/lib64/python") || path.contains("/lib/pypy") { return false }
        return !(path.contains("\\lib\\") || path.contains("\\Lib\\"))
    }

    /// Lines that come before a traceback and say where it happened: a thread, a finalizer, a task.
    static func isPreface(_ line: Bytes) -> Bool {
        switch line.first {
        case UInt8(ascii: "E"):
            line.begins(with: "Exception in thread ") && line.last == UInt8(ascii: ":")
                || line.begins(with: "Exception ignored ") || line.begins(with: "Error in sys.excepthook:")
                || line.begins(with: "Error in atexit._run_exitfuncs:")
                || line.ends(with: " exception was never retrieved") && line.begins(with: "ERROR:")
        case UInt8(ascii: "F"):
            line.begins(with: "Fatal Python error: ") || line.begins(with: "Future exception was never retrieved")
        case UInt8(ascii: "T"): line.begins(with: "Task exception was never retrieved")
        case UInt8(ascii: "-"): line.equals("--- Logging error ---")
        default: false
        }
    }

    /// A further line between a preface and its traceback.
    static func followsPreface(_ line: Bytes) -> Bool {
        let known: [StaticString] = [
            "future: <", "task: <", "handle: <", "protocol: <", "transport: <", "Python runtime state: ",
        ]
        return known.contains { line.begins(with: $0) } || line.begins(with: "Extension modules: ")
    }

    /// The exception that carries another process's traceback, as text between two lines of three quotes.
    static func isRemote(_ line: Bytes) -> Bool {
        line.begins(with: "concurrent.futures.process._RemoteTraceback:")
            || line.begins(with: "multiprocessing.pool.RemoteTraceback:")
    }

    static func isQuote(_ line: Bytes) -> Bool { line.trimmedEnd.equals("\"\"\"") }

    /// `CLASS` or `CLASS: MESSAGE`; a class may stand in a function (`f.<locals>.C`).
    static func exception(_ line: Bytes) -> (className: Bytes?, message: Bytes?) {
        let name = line.prefix {
            $0.isWord || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">")
        }
        guard let first = name.first, !first.isDigit, first != UInt8(ascii: "<"), name.last != UInt8(ascii: ".") else {
            return (nil, line)
        }
        if name.endIndex == line.endIndex { return (name, nil) }
        guard line[name.endIndex] == UInt8(ascii: ":") else { return (nil, line) }
        let message = line.from(name.endIndex + 1)
        return (name, message.dropping(" ") ?? message)
    }

    /// Whether the line is inside a group's frame of bars.
    static func isInGroup(_ line: Bytes) -> Bool {
        guard line.first == 0x20 else { return false }
        let text = line.trimmedStart
        guard text.startIndex - line.startIndex >= 2, let first = text.first else { return false }
        if first == UInt8(ascii: "|") { return text.count == 1 || text[text.startIndex + 1] == 0x20 }
        return text.begins(with: "+-") || text.begins(with: "+ Exception Group Traceback")
    }

    /// How far a traceback's first line is indented, if it is; a group's has a margin anyhow.
    static func margin(_ line: Bytes) -> Int? {
        guard line.first?.isBlank == true else { return nil }
        let text = line.trimmedStart
        return text.begins(with: "Traceback (most recent call last):") ? text.startIndex - line.startIndex : nil
    }

    /// How much further than usual the first line of a group is indented.
    static func marginOfGroup(_ line: Bytes) -> Int? {
        guard line.first?.isBlank == true else { return nil }
        let text = line.trimmedStart
        guard text.begins(with: "+ Exception Group Traceback (most recent call last):") else { return nil }
        return max(0, text.startIndex - line.startIndex - 2)
    }

    /// Without `margin` blanks in front, or as many as there are.
    static func unindented(_ line: Bytes, _ margin: Int) -> Bytes {
        margin == 0 ? line : line.dropFirst(Swift.min(margin, line.indent))
    }
}
