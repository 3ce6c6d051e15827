import Model

/// What the Java machine prints when it fails itself, each line behind a `#`; the stack is in a file of its own.
enum JavaCrash {
    static func opens(_ line: Bytes) -> Bool {
        line.begins(with: "# A fatal error has been detected by the Java Runtime Environment")
            || line.begins(with: "# There is insufficient memory for the Java Runtime Environment")
    }

    /// The first text below says what it was; the frame stands below its title.
    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        guard let first = lines.firstIndex(where: opens) else { return nil }
        let end = lines[first...].firstIndex { $0.first != UInt8(ascii: "#") } ?? lines.count
        let texts = lines[first..<end].map { $0.dropFirst().trimmed }
        var thrown = Thrown()
        if let text = texts.dropFirst().first(where: { !$0.isEmpty }) {
            thrown.message = text.text
            if let name = text.find(" (") { thrown.className = text.upTo(name).text }
        }
        if let title = texts.firstIndex(where: { $0.begins(with: "Problematic frame:") }), title + 1 < texts.count {
            thrown.append(frame(texts[title + 1]))
        }
        return ParsedTrace(
            trace: Trace(language: TraceLanguage.java.rawValue, exception: thrown), firstLine: first, column: 0,
            lastLine: end - 1, evidence: 4)
    }

    /// `C  [libc.so.6+0x12345]  strlen+0x1`, `J 1234 c2 com.acme.A.b(I)V (12 bytes) @ 0x00007f [0x00007e+0x3]`
    private static func frame(_ text: Bytes) -> Frame {
        let isJava = text.first == UInt8(ascii: "J") || text.first == UInt8(ascii: "j")
        if isJava, let open = text.firstIndex(of: UInt8(ascii: "(")) {
            let name = text.upTo(open).split(separator: 0x20).last ?? text
            let parts = name.splitLast(".")
            return Frame(method: (parts?.after ?? name).text, type: parts?.before.text)
        }
        let behind = text.firstIndex(of: UInt8(ascii: "]")).map { text.from($0 + 1).trimmed } ?? text
        let name = behind.findLast("+0x").map { behind.upTo($0) } ?? behind
        return Frame(method: name.isEmpty ? "??" : name.text, isApplication: false)
    }
}
