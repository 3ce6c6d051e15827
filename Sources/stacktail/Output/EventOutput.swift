import ArgumentParser
import Model
import Platform
import WireFormat

/// Standard output for events: pretty on a terminal, one JSON object a line in a pipe.
struct EventOutput {
    private let printer: EventPrinter?

    init(ansi: Ansi, json: Bool) {
        let isPretty = !json && StandardStream.output.isTerminal
        printer = isPretty ? EventPrinter(ansi: ansi, width: StandardStream.output.columns ?? 100) : nil
    }

    /// Pretty whatever standard output is.
    init(prettyWith ansi: Ansi) {
        printer = EventPrinter(ansi: ansi, width: StandardStream.output.columns ?? 100)
    }

    /// Throws exit status 0 when nobody reads any more, as `head` does after its lines.
    func write(_ body: [UInt8]) throws {
        guard let printer else { return try write(bytes: body + [UInt8(ascii: "\n")]) }
        guard let event = try? JSONReader.parse(body) else { return }
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
