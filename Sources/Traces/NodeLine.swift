import Model

/// The lines of Node's and Deno's traces that are no frames.
enum NodeLine {
    /// `FILE:LINE`, above the source line that threw.
    static func excerptPlace(_ line: Bytes) -> Thrown.Location? {
        guard let first = line.first,
            "/nf<e[".utf8.contains(first) || (first.isUpper && line.has(":\\", at: line.startIndex + 1))
        else { return nil }
        guard let (path, number) = line.trimmedEnd.splitLast(":"), let line = number.decimal, mayBeScript(path) else {
            return nil
        }
        return Thrown.Location(file: path.text, line: line)
    }

    private static func mayBeScript(_ path: Bytes) -> Bool {
        if path.begins(with: "node:") || path.begins(with: "file://") || path.begins(with: "evalmachine.<") {
            return true
        }
        if path.equals("<anonymous_script>") || path.begins(with: "[eval") || path.begins(with: "[stdin") {
            return true
        }
        let endings: [StaticString] = [
            ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx", ".json", ".coffee",
        ]
        guard
            path.first == UInt8(ascii: "/") || path.has(":\\", at: path.startIndex + 1)
                || path.begins(with: "internal/")
        else { return false }
        return endings.contains { path.ends(with: $0) } || path.contains("/bin/")
    }

    /// `12 | SOURCE`
    static func isNumbered(_ line: Bytes) -> Bool {
        let text = line.trimmedStart
        let digits = text.prefix(while: \.isDigit)
        let rest = text.dropFirst(digits.count)
        return (1...6).contains(digits.count) && (rest.begins(with: " | ") || rest.trimmedEnd.equals(" |"))
    }

    /// Blanks and marks that point into the source line above.
    static func isCaret(_ line: Bytes) -> Bool {
        line.contains(UInt8(ascii: "^"))
            && line.allSatisfy { $0.isBlank || $0 == UInt8(ascii: "^") || $0 == UInt8(ascii: "~") }
    }

    /// `Node.js v20.20.2` and the hint about a further option, behind an uncaught error.
    static func isTrailer(_ line: Bytes) -> Bool {
        line.begins(with: "Node.js v") || line.begins(with: "Bun v") || line.begins(with: "(Use `node --trace-")
    }

    /// `... N lines matching cause stack trace ...`
    static func elided(_ line: Bytes) -> Int? {
        let text = line.trimmed
        guard let rest = text.dropping("... "), text.ends(with: " ..."), rest.contains(" lines matching ") else {
            return nil
        }
        return rest.prefix(while: \.isDigit).decimal
    }

    /// What follows Deno's `error: ` and the like of an uncaught error.
    static func uncaught(_ line: Bytes) -> Bytes? {
        guard
            let rest = line.dropping("error: Uncaught ") ?? line.dropping("error: (in promise) ")
                ?? line.dropping("Uncaught ")
        else { return nil }
        return rest.dropping("(in promise) ") ?? rest
    }

    static func isDeno(_ line: Bytes) -> Bool { line.begins(with: "error: ") && uncaught(line) != nil }

    /// What a crash of the engine begins with.
    static func opensFatal(_ line: Bytes) -> Bool {
        line.begins(with: "<--- Last few GCs --->") || line.begins(with: "FATAL ERROR: ")
    }

    /// A line in the report of such a crash.
    static func isFatal(_ line: Bytes) -> Bool {
        let known: [StaticString] = ["FATAL ERROR: ", "<--- ", "----- ", "==== ", "Aborted", "#"]
        return known.contains { line.begins(with: $0) } || isCollection(line) || NativeFrame(line) != nil
    }

    /// `[PID:0xADDRESS] N ms: Mark-Compact ...`
    private static func isCollection(_ line: Bytes) -> Bool {
        guard line.first == UInt8(ascii: "[") else { return false }
        let digits = line.dropFirst().prefix(while: \.isDigit)
        return !digits.isEmpty && line.has(":0x", at: digits.endIndex)
    }
}

/// ` 1: 0xADDRESS FUNCTION [IMAGE]`
struct NativeFrame {
    private var function: Bytes

    init?(_ line: Bytes) {
        let text = line.trimmed
        let number = text.prefix(while: \.isDigit)
        guard (1...4).contains(number.count), let rest = text.dropFirst(number.count).dropping(": 0x") else {
            return nil
        }
        let call = rest.drop { $0.isDigit || $0.isLetter }
        function = call.splitLast("[")?.before.trimmed ?? call.trimmed
    }

    var frame: Frame { Frame(method: function.isEmpty ? "??" : function.text, isApplication: false) }
}

/// `NAME[ [CODE]][: MESSAGE]`
struct NodeHeader {
    var name: Bytes
    var message: Bytes?

    /// Nil unless a name begins the text; `needsTelling`: one that ends as errors' names do.
    init?(_ text: Bytes, needsTelling: Bool) {
        let name = text.prefix { $0.isWord || $0 == UInt8(ascii: ".") }
        guard let first = name.first, !first.isDigit, !needsTelling || TypeName.tells(name) else { return nil }
        var rest = text.dropFirst(name.count)
        if let code = rest.dropping(" ["), let end = code.firstIndex(of: UInt8(ascii: "]")), end - code.startIndex <= 64
        {
            rest = code.from(end + 1)
        }
        if let message = rest.dropping(":") {
            guard message.isEmpty || message.first == 0x20 else { return nil }
            self.message = message.dropping(" ") ?? message
        } else {
            guard rest.isBlank || rest.equals(" {") else { return nil }
        }
        self.name = name
    }

    /// The first one within a line.
    static func within(_ line: Bytes) -> (start: Int, header: Self)? {
        var index = line.startIndex
        while index < line.endIndex {
            guard line[index].isWord, index == line.startIndex || " \t[\"|(>".utf8.contains(line[index - 1]) else {
                index += 1
                continue
            }
            let end = line.from(index).prefix { $0.isWord || $0 == UInt8(ascii: ".") }.endIndex
            if TypeName.tells(line[index..<end]), let header = Self(line.from(index), needsTelling: true) {
                return (index, header)
            }
            index = end
        }
        return nil
    }
}
