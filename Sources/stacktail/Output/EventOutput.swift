import ArgumentParser
import Model
import Platform
import WireFormat

/// Standard output for events: pretty on a terminal, one JSON object a line in a pipe.
struct EventOutput {
    private let printer: EventPrinter?
    private let showsDays: Bool
    /// The day that the last event was shown under, as `2026-11-20`.
    private var day = ""

    /// Columns of the terminal.
    var width: Int { StandardStream.output.columns ?? 100 }

    init(ansi: Ansi, json: Bool) {
        showsDays = true
        let isPretty = !json && StandardStream.output.isTerminal
        printer = isPretty ? EventPrinter(ansi: ansi, width: StandardStream.output.columns ?? 100) : nil
    }

    /// Pretty whatever standard output is, for events of today.
    init(prettyWith ansi: Ansi) {
        showsDays = false
        printer = EventPrinter(ansi: ansi, width: StandardStream.output.columns ?? 100)
    }

    /// All of one event; on a terminal with a member a line.
    ///
    /// Throws as `write` does.
    func write(whole body: [UInt8]) throws {
        guard printer != nil, let event = try? JSONReader.parse(body) else {
            return try write(bytes: body + [UInt8(ascii: "\n")])
        }
        try write(line: event.indented().safeLines)
    }

    /// An event's time is shown without its day, so a new day has a line of its own.
    ///
    /// Throws exit status 0 when nobody reads any more, as `head` does after its lines.
    mutating func write(_ body: [UInt8]) throws {
        guard let printer else { return try write(bytes: body + [UInt8(ascii: "\n")]) }
        guard let event = try? JSONReader.parse(body) else { return }
        let date = event["date"]?.text?.prefix(10) ?? ""
        if showsDays, date != day {
            day = String(date)
            try write(line: printer.ansi(.bold, day.safeForTerminal))
        }
        try write(bytes: Array((printer.lines(for: event).joined(separator: "\n") + "\n").utf8))
    }

    func write(line: String) throws { try write(bytes: Array((line + "\n").utf8)) }

    private func write(bytes: [UInt8]) throws {
        do throws(SystemError) {
            try StandardStream.output.write(bytes)
        } catch {
            if error.reason == .brokenPipe { throw ExitCode.success }
            Tell.error(error.description)
            throw ExitCode.couldNotRun
        }
    }
}

extension JSONValue {
    /// With a member or an element a line, for people.
    func indented(_ depth: Int = 0) -> String {
        let (outer, inner) = (String(repeating: "  ", count: depth), String(repeating: "  ", count: depth + 1))
        switch self {
        case .object(let object) where !object.isEmpty:
            let lines = object.members.map { member in
                inner + String(decoding: JSONValue.string(member.name).encoded(), as: UTF8.self) + ": "
                    + member.value.indented(depth + 1)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
        case .array(let elements) where !elements.isEmpty:
            return "[\n" + elements.map { inner + $0.indented(depth + 1) }.joined(separator: ",\n") + "\n\(outer)]"
        case .object, .array, .string, .integer, .number, .bool, .null:
            return String(decoding: encoded(), as: UTF8.self)
        }
    }
}

extension String {
    /// As `safeForTerminal`, line by line.
    fileprivate var safeLines: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { String($0).safeForTerminal }
            .joined(separator: "\n")
    }
}
