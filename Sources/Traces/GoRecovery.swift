import Model

/// What Gin prints of a panic that it recovered from: a title, perhaps the request, the panic's text, and frames.
enum GoRecovery {
    /// `[Recovery] TIME panic recovered:`, behind a log's time or not.
    static func isTitle(_ line: Bytes) -> Bool {
        let line = line.trimmedEnd
        return line.ends(with: " panic recovered:") && line.contains("[Recovery] ")
    }

    /// `FILE.go:N (0xADDRESS)`, above the line with the function.
    static func place(_ line: Bytes) -> (file: Bytes, line: Int)? {
        guard line.last == UInt8(ascii: ")"), let open = line.findLast(" (0x"),
            let (file, number) = line.upTo(open).splitLast(":"), let row = number.decimal
        else { return nil }
        return (file, row)
    }

    /// `\tFUNCTION: SOURCE`; without the package's path.
    static func function(_ line: Bytes) -> Bytes? {
        guard line.first == 0x09 else { return nil }
        return line.trimmed.splitFirst(": ")?.before
    }

    static func parse(_ lines: [Bytes], title: Int, index: Int) -> ParsedTrace? {
        var (thrown, evidence, last) = (Thrown(className: "panic"), 2, title)
        var above: [Bytes] = []
        var waiting: (file: Bytes, line: Int)?
        for number in (title + 1)..<max(title + 1, lines.count) {
            let line = lines[number]
            if let place = place(line) {
                (waiting, evidence, last) = (place, evidence + 2, number)
            } else if let found = waiting, let function = function(line) {
                thrown.append(frame(function, found))
                (waiting, last) = (nil, number)
            } else if evidence == 2 {
                if above.count < TraceLimits.messageLinesMax * 4 { above.append(line) }
            } else if !line.isBlank {
                break
            }
        }
        guard evidence > 2 else { return nil }
        // The request's lines end with an empty one.
        while above.last?.isBlank == true { above.removeLast() }
        let request = above.lastIndex(where: \.isBlank)
        let message = above.dropFirst(request.map { $0 + 1 } ?? 0)
        thrown.message = message.isEmpty ? nil : joinedLines(Array(message))
        let trace = Trace(language: TraceLanguage.go.rawValue, exception: thrown)
        return ParsedTrace(trace: trace, firstLine: title, column: index, lastLine: last, evidence: evidence)
    }

    private static func frame(_ function: Bytes, _ place: (file: Bytes, line: Int)) -> Frame {
        let isFetched = place.file.contains("/pkg/mod/") || place.file.contains("/vendor/")
        let isStandard =
            place.file.begins(with: "/usr/local/go/src/") || place.file.begins(with: "/usr/lib/go")
            || place.file.contains("/libexec/src/")
        return Frame(
            method: function.text, file: place.file.text, line: place.line, isApplication: !isFetched && !isStandard)
    }
}
