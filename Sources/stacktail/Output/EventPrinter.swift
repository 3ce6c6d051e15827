import WireFormat

/// Shows events to a person: a line with time, level, source and message, and for an exception a second one with its
/// class and the frame that stands for it. It reads the event's wire form, so `replay`, `demo` and `events` show the
/// same.
struct EventPrinter {
    let ansi: Ansi
    /// Columns of the terminal.
    let width: Int

    func lines(for event: JSONValue) -> [String] {
        var lines = [head(event)]
        if let exception = exception(event) { lines.append(exception) }
        return lines
    }

    private func head(_ event: JSONValue) -> String {
        let time = clock(event["date"]?.text ?? "")
        let type = event["type"]?.text ?? ""
        let level = event["data"]?["@level"]?.text?.uppercased()
        let label = level ?? type.uppercased()
        let source = (event["source"]?.text ?? "").safeForTerminal.fitted(to: 32)
        let message = (event["message"]?.text ?? "").split(separator: "\n").first.map(String.init) ?? ""
        let count = event["count"]?.integer.map { " ×\($0)" } ?? ""
        let used = time.count + 2 + max(5, label.count) + 2 + source.count + 2 + count.count
        let room = max(20, width - used)
        return ansi(.grey, time) + "  " + ansi(colour(label), padded(label, to: 5)) + "  " + ansi(.cyan, source) + "  "
            + message.safeForTerminal.fitted(to: room) + count
    }

    private func exception(_ event: JSONValue) -> String? {
        guard let error = event["data"]?["@error"] ?? event["data"]?["@simple_error"] else { return nil }
        let type = shortName(error["type"]?.text ?? "error")
        let chain = self.chain(of: error)
        let frame = signatureFrame(in: chain) ?? chain.last?["stack_trace"]?.elements?.first
        var text = "              " + ansi(.red, "└ " + type)
        if chain.count > 1, let cause = chain.last?["type"]?.text {
            text += ansi(.grey, " ← ") + ansi(.red, shortName(cause))
        }
        if let frame { text += ansi(.grey, " at ") + place(frame) }
        return text
    }

    /// Without its namespace, so that the line fits; the event has the whole name.
    private func shortName(_ type: String) -> String {
        let name = type.split(whereSeparator: { $0 == "." || $0 == "\\" }).last.map(String.init) ?? type
        return name.safeForTerminal.fitted(to: 48)
    }

    /// The exception and its causes, outermost first.
    private func chain(of error: JSONValue) -> [JSONValue] {
        var chain = [error]
        while let inner = chain.last?["inner"], chain.count < 64 { chain.append(inner) }
        return chain
    }

    private func signatureFrame(in chain: [JSONValue]) -> JSONValue? {
        for error in chain.reversed() {
            if let frame = error["stack_trace"]?.elements?.first(where: { $0["is_signature_target"] == true }) {
                return frame
            }
        }
        return nil
    }

    private func place(_ frame: JSONValue) -> String {
        let type = frame["declaring_type"]?.text.map { $0 + "." } ?? ""
        let name = (type + (frame["name"]?.text ?? "?")).safeForTerminal
        guard let file = frame["file_name"]?.text else { return name }
        let base = file.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? file
        let line = frame["line_number"]?.integer.map { ":\($0)" } ?? ""
        return name + ansi(.grey, " (\(base.safeForTerminal)\(line))")
    }

    /// `10:00:01.123` of an ISO 8601 date, in the zone it was written with.
    private func clock(_ date: String) -> String {
        guard let day = date.firstIndex(of: "T") else { return padded(date, to: 12) }
        let time = date[date.index(after: day)...].prefix { $0.isNumber || $0 == ":" || $0 == "." }
        return padded(String(time.prefix(12)), to: 12)
    }

    private func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private func colour(_ label: String) -> Ansi.Colour {
        switch label {
        case "FATAL": .boldRed
        case "ERROR": .red
        case "WARN", "404": .yellow
        case "INFO": .green
        case "DEBUG", "TRACE": .grey
        default: .magenta
        }
    }
}
