import Model

/// `    at [async ]FUNCTION[ [as NAME]] (LOCATION)` or `    at [async ]LOCATION`; ` {` behind it opens properties, `,`
/// ends an element of a list. Firefox and Safari print `FUNCTION@LOCATION`.
struct NodeFrame {
    private var function: Bytes?
    private var file: Bytes?
    private var line: Int?
    private var column: Int?
    let indent: Int
    /// Whether the exception's properties follow.
    let opensProperties: Bool

    /// Nil unless the whole line is one.
    init?(_ text: Bytes) {
        indent = text.indent
        if let at = Self.browserMark(text) {
            opensProperties = false
            let name = text.upTo(at).trimmedStart
            function = name.isEmpty ? nil : name
            guard takeLocation(text.from(at + 1).trimmedEnd, hasFunction: false) else { return nil }
            return
        }
        guard indent > 0, var call = text.from(text.startIndex + indent).dropping("at ") else { return nil }
        call = call.trimmedEnd
        opensProperties = call.ends(with: " {")
        if opensProperties { call = call.dropLast(2) } else if call.last == UInt8(ascii: ",") { call = call.dropLast() }
        // Winston prints the entry's other fields behind the last frame.
        if call.last == UInt8(ascii: "}"), let fields = call.find(" {\"") { call = call.upTo(fields).trimmedEnd }
        call = call.dropping("async ") ?? call
        if call.last == UInt8(ascii: ")"), let paren = call.find(" (") {
            function = Self.withoutAlias(call.upTo(paren))
            guard takeLocation(call.from(paren + 2).dropLast(), hasFunction: true) else { return nil }
        } else {
            guard takeLocation(call, hasFunction: false) else { return nil }
        }
    }

    /// Where the `@` of a browser's frame stands, in front of an address of the web or of a file.
    private static func browserMark(_ text: Bytes) -> Int? {
        guard text.last?.isDigit == true || text.last == 0x0D, let scheme = text.find("://"),
            let at = text.upTo(scheme).findLast("@"), !text.from(at).contains(0x20)
        else { return nil }
        let known: [StaticString] = ["http", "https", "file", "resource", "moz-extension", "safari-extension", "app"]
        return known.contains { text[(at + 1)..<scheme].equals($0) } ? at : nil
    }

    private static func withoutAlias(_ function: Bytes) -> Bytes {
        guard function.last == UInt8(ascii: "]"), let mark = function.find(" [as ") else { return function }
        return function.upTo(mark)
    }

    private mutating func takeLocation(_ location: Bytes, hasFunction: Bool) -> Bool {
        if location.equals("<anonymous>") { return true }
        if hasFunction,
            location.equals("native") || location.begins(with: "index ") || location.equals("unknown location")
        {
            return true
        }
        var location = location
        // The place in the evaluated text stands behind the place of the call.
        if location.begins(with: "eval at "), let (_, place) = location.splitLast(", ") { location = place }
        // What Bun itself is made of has no file.
        if hasFunction, indent == 6, function?.contains(0x20) != true || function?.begins(with: "new ") == true,
            let place = location.splitFirst(":"), let line = place.before.decimal, let column = place.after.decimal
        {
            (self.line, self.column) = (line, column)
            return true
        }
        guard let (rest, columnText) = location.splitLast(":"), let (path, lineText) = rest.splitLast(":"),
            let line = lineText.decimal
        else { return false }
        guard let column = columnText.decimal ?? (columnText.begins(with: "0x") ? 0 : nil) else { return false }
        guard hasFunction || Self.mayBePath(path), !path.isEmpty else { return false }
        (file, self.line, self.column) = (path, line, column)
        return true
    }

    /// Not a time of day, as in `at 10:15:30`.
    private static func mayBePath(_ path: Bytes) -> Bool {
        path.contains { "/\\.<[".utf8.contains($0) } || path.begins(with: "node:") || path.begins(with: "REPL")
    }

    var frame: Frame {
        var (type, method): (Bytes?, Bytes?) = (nil, function)
        if let function, !function.contains(0x20), let dot = function.firstIndex(of: UInt8(ascii: ".")),
            dot > function.startIndex, dot + 1 < function.endIndex
        {
            (type, method) = (function.upTo(dot), function.from(dot + 1))
        }
        return Frame(
            method: method?.text ?? "<anonymous>", type: type?.text, file: file?.text, line: line, column: column,
            isApplication: isApplication)
    }

    private var isApplication: Bool {
        guard let file else { return false }
        if file.begins(with: "node:") || file.begins(with: "internal/") || file.begins(with: "ext:") { return false }
        if file.begins(with: "bootstrap_node.js") || file.begins(with: "https://deno.land/") { return false }
        // Before Node 16 its own files have no directory.
        let isBare = !file.contains { "/\\<[".utf8.contains($0) } && file.ends(with: ".js")
        return !isBare && !file.contains("node_modules")
    }
}
