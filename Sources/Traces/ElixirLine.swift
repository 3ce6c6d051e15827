import Model

/// A line of Elixir's traces.
enum ElixirLine {
    /// `** (CLASS) MESSAGE`, indented if another one quotes it.
    case header(className: Bytes, message: Bytes?, isNested: Bool)
    /// `    (APP VERSION) FILE:LINE: MODULE.FUNCTION/ARITY`, or without a file.
    case frame(Frame, hasPlace: Bool)
    /// `Last message: ...` and what else a logger adds.
    case trailer

    init?(_ line: Bytes) {
        guard let first = line.first else { return nil }
        if first == UInt8(ascii: "*") || first == 0x20, let (name, message) = Self.header(line.trimmedStart) {
            self = .header(className: name, message: message, isNested: first == 0x20)
        } else if first == 0x20 {
            guard line.begins(with: "    "), let found = Self.frame(line.trimmed) else { return nil }
            self = found
        } else if Self.trailers.contains(where: { line.begins(with: $0) }) {
            self = .trailer
        } else {
            return nil
        }
    }

    /// `Server: localhost:4000 (http)`: Phoenix tells of the request before the exception, which `Request: ` follows.
    static func isServer(_ line: Bytes) -> Bool {
        line.begins(with: "Server: ") && (line.ends(with: " (http)") || line.ends(with: " (https)"))
    }

    private static let trailers: [StaticString] = [
        "Last message: ", "Last message (from ", "State: ", "Function: ", "Client #PID<", "Initial Call: ",
        "Ancestors: ", "Message: ", "Process Label: ", "Queue: ", "Postponed: ", "Callback mode: ", "Log: ",
    ]

    /// The words in the parentheses and what follows.
    static func header(_ text: Bytes) -> (className: Bytes, message: Bytes?)? {
        guard let rest = text.dropping("** ("), let end = rest.firstIndex(of: UInt8(ascii: ")")), end > rest.startIndex
        else { return nil }
        var name = rest.upTo(end)
        if name.begins(with: "EXIT from ") {
            name = name.prefix(4)
        } else if !name.allSatisfy({ $0.isWord || $0 == UInt8(ascii: ".") }) {
            return nil
        }
        let message = rest.from(end + 1).trimmed
        return (name, message.isEmpty ? nil : message)
    }

    private static func frame(_ text: Bytes) -> Self? {
        var (rest, app): (Bytes, Bytes?) = (text, nil)
        if rest.first == UInt8(ascii: "("), let end = rest.find(") ") {
            app = rest[(rest.startIndex + 1)..<end].prefix { $0 != 0x20 }
            rest = rest.from(end + 2)
        }
        if let place = SourcePlace(rest), place.column == nil, let name = rest.from(place.end).dropping(": ") {
            return function(name).map { .frame(make($0, place, app), hasPlace: true) }
        }
        guard rest.first == UInt8(ascii: ":") || rest.first?.isUpper == true, let found = function(rest),
            found.type != nil
        else { return nil }
        return .frame(make(found, nil, app), hasPlace: false)
    }

    /// `MODULE.FUNCTION/ARITY`, `:module.function(ARGS)`, `anonymous fn/1 in MODULE.FUNCTION/ARITY`
    private static func function(_ name: Bytes) -> (type: Bytes?, method: Bytes)? {
        if name.begins(with: "anonymous fn/") { return (nil, name) }
        let isCall = name.last == UInt8(ascii: ")")
        let end: Int
        if isCall {
            guard let paren = name.firstIndex(of: UInt8(ascii: "(")) else { return nil }
            end = paren
        } else {
            guard let slash = name.lastIndex(of: UInt8(ascii: "/")), name.from(slash + 1).decimal != nil else {
                return name.equals("(file)") || name.equals("(module)") ? (nil, name) : nil
            }
            end = slash
        }
        let head = name.upTo(end)
        let quoted = head.find(".\"")
        guard !head.isEmpty, quoted != nil || !head.contains(0x20) else { return nil }
        guard let dot = quoted ?? head.dropLast().lastIndex(of: UInt8(ascii: ".")), dot > head.startIndex else {
            return (nil, name)
        }
        return (name.upTo(dot), name.from(dot + 1))
    }

    private static let apps: [StaticString] = [
        "elixir", "stdlib", "kernel", "mix", "ex_unit", "logger", "iex", "eex", "compiler", "erts", "ecto", "ecto_sql",
        "phoenix", "plug", "plug_cowboy", "cowboy", "bandit", "db_connection", "postgrex", "telemetry", "oban",
    ]

    private static func make(_ name: (type: Bytes?, method: Bytes), _ place: SourcePlace?, _ app: Bytes?) -> Frame {
        let isRuntime = name.type.map { type in
            type.equals(":erlang") || type.equals(":gen_server") || type.equals(":proc_lib") || type.equals(":lists")
        }
        return Frame(
            method: name.method.text, type: name.type?.text, file: place?.file.text, line: place?.line,
            isApplication: isRuntime != true && !(app.map { app in apps.contains { app.equals($0) } } == true))
    }
}

/// Elixir's traces: `** (CLASS) MESSAGE`, further text indented, frames, and what a logger adds.
struct ElixirGrammar: TraceGrammar {
    private enum State {
        case closed
        /// Below the lines about a request, which stand above the header.
        case request
        /// Below a header; its message, and what the runtime tells about it, may go on.
        case header(lineCount: Int)
        case frames
        /// Below what a logger adds, which may have several lines.
        case trailer
    }

    private var state = State.closed

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { " *S".utf8.contains(first) }
    static var loneWords: LoneWords { LoneWords(opening: ["** ("]) }

    mutating func step(_ line: Bytes) -> Verdict {
        if isOpen, line.isBlank { return .pending }
        switch ElixirLine(line) {
        case .header(_, _, let isNested):
            if isNested, !isOpen { return .none }
            if case .frames = state, !isNested { return open(line) }
            defer { state = .header(lineCount: 0) }
            if case .request = state { return .continues }
            return isNested ? .continues : .opens
        case .frame(_, let hasPlace):
            guard hasPlace || isOpen else { return .none }
            state = .frames
            return .continues
        case .trailer:
            guard isOpen else { return .none }
            state = .trailer
            return .continues
        case nil: return stepUnknown(line)
        }
    }

    private mutating func open(_ line: Bytes) -> Verdict {
        if ElixirLine.isServer(line) {
            state = .request
            return .opens
        }
        guard ElixirLine.header(line) != nil else {
            state = .closed
            return .none
        }
        state = .header(lineCount: 0)
        return .opens
    }

    private mutating func stepUnknown(_ line: Bytes) -> Verdict {
        switch state {
        case .header(let count):
            guard count < TraceLimits.messageLinesMax * 2, !LogHead.begins(line) else { return open(line) }
            state = .header(lineCount: count + 1)
            return .pending
        case .trailer: return line.first == 0x20 ? .continues : open(line)
        case .request: return line.begins(with: "Request: ") ? .continues : open(line)
        case .closed, .frames: return open(line)
        }
    }
}
