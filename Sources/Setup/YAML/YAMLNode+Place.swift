extension YAMLNode {
    /// Its place, for a diagnostic; of a node over several lines the first.
    package var place: Diagnostic.Place {
        let quoted = source.line(start.line)
        let length =
            end.line == start.line ? end.column - start.column : quoted.unicodeScalars.count - start.column + 1
        return Diagnostic.Place(mark: start, length: length, quoted: quoted)
    }

    /// A fault of this value, underlined whole.
    package func diagnostic(
        _ severity: Diagnostic.Severity, _ message: String, help: String? = nil
    ) -> Diagnostic {
        Diagnostic(severity, file: source.name, place: place, message, help: help)
    }

    /// See `diagnostic`.
    package func error(_ message: String, help: String? = nil) -> Diagnostic {
        diagnostic(.error, message, help: help)
    }

    /// The place of the character at a UTF-8 `offset` into the scalar's text, as it stands in the file; the whole
    /// node's place where that cannot be told (folded texts, quotes over several lines).
    package func place(ofByte offset: Int, length: Int = 1) -> Diagnostic.Place {
        guard case .scalar(let text, let style) = content else { return place }
        let before = String(decoding: text.utf8.prefix(max(0, offset)), as: UTF8.self)
        let mark: Mark? =
            switch style {
            case .plain, .singleQuoted, .doubleQuoted: markInline(behind: before, style)
            case .literal: markInBlock(behind: before)
            case .folded: nil
            }
        guard let mark else { return place }
        return Diagnostic.Place(mark: mark, length: length, quoted: source.line(mark.line))
    }

    /// Nil if the scalar takes more than a line, or does not begin with its own first character but with an anchor.
    private func markInline(behind before: String, _ style: YAMLStyle) -> Mark? {
        guard start.line == end.line else { return nil }
        let written = Array(source.line(start.line).unicodeScalars.dropFirst(start.column - 1))
        let opening: Unicode.Scalar? =
            switch style {
            case .singleQuoted: "'"
            case .doubleQuoted: "\""
            case .plain, .literal, .folded: nil
            }
        if let opening, written.first != opening { return nil }
        if opening == nil, ["&", "!"].contains(written.first) { return nil }
        var column = opening == nil ? 0 : 1
        for _ in before.unicodeScalars where written.indices.contains(column) {
            column += Self.writtenLength(written[column...], style)
        }
        return Mark(line: start.line, column: start.column + min(column, written.count))
    }

    /// How many characters of the file stand for the next one of the text.
    private static func writtenLength(_ rest: ArraySlice<Unicode.Scalar>, _ style: YAMLStyle) -> Int {
        guard let first = rest.first, let second = rest.dropFirst().first else { return 1 }
        switch (style, first, second) {
        case (.singleQuoted, "'", "'"): return 2
        case (.doubleQuoted, "\\", "x"): return 4
        case (.doubleQuoted, "\\", "u"): return 6
        case (.doubleQuoted, "\\", "U"): return 10
        case (.doubleQuoted, "\\", _): return 2
        default: return 1
        }
    }

    /// A literal block keeps its lines; only the indentation is gone.
    private func markInBlock(behind before: String) -> Mark? {
        guard case .scalar(let text, _) = content else { return nil }
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        let number = start.line + lines.count
        let wanted = text.split(separator: "\n", omittingEmptySubsequences: false)[lines.count - 1]
        let written = source.line(number)
        guard written.hasSuffix(wanted) else { return nil }
        let indentation = written.unicodeScalars.count - wanted.unicodeScalars.count
        return Mark(line: number, column: indentation + (lines.last?.unicodeScalars.count ?? 0) + 1)
    }
}
