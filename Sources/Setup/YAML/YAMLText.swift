/// A YAML text that was read: its root and what is wrong with it.
package struct YAMLText: Sendable {
    /// A file larger than this is no settings file; it is not read.
    package static let bytesMax = 1 << 20

    /// Nil if the text is no YAML at all. An empty text is an empty mapping.
    package let root: YAMLNode?
    /// Faults of the form: syntax, encoding, repeated keys, aliases.
    package let diagnostics: [Diagnostic]

    /// `secretKeys`: the values of these keys never appear in a diagnostic's quoted line, nor do URLs that have one of
    /// them in their query.
    package init(_ bytes: [UInt8], name: String, secretKeys: Set<String> = []) {
        var findings: [Diagnostic] = []
        guard let text = Self.decoded(bytes, name: name, findings: &findings) else {
            (root, diagnostics) = (nil, findings)
            return
        }
        let plain = SourceText(name: name, text: text)
        var builder = YAMLBuilder(text, quoting: plain, secretKeys: secretKeys)
        var result = builder.build()
        if !builder.secrets.isEmpty {
            builder = YAMLBuilder(text, quoting: plain.masking(builder.secrets), secretKeys: [])
            result = builder.build()
        }
        (root, diagnostics) = (result, builder.findings)
    }

    private static func decoded(_ bytes: [UInt8], name: String, findings: inout [Diagnostic]) -> String? {
        guard bytes.count <= bytesMax else {
            findings.append(Diagnostic(.error, file: name, "it is larger than 1 MiB and was not read"))
            return nil
        }
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        if let text = String(validating: body, as: UTF8.self) { return text }
        findings.append(notUTF8(body, name: name))
        return nil
    }

    private static func notUTF8(_ bytes: [UInt8], name: String) -> Diagnostic {
        let help = "save the file as UTF-8"
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return Diagnostic(.error, file: name, "it is UTF-16, not UTF-8", help: help)
        }
        let mark = SourceText.mark(ofByte: firstInvalid(bytes), in: bytes)
        let source = SourceText(name: name, text: String(decoding: bytes, as: UTF8.self))
        let place = Diagnostic.Place(mark: mark, length: 1, quoted: source.line(mark.line))
        return Diagnostic(.error, file: name, place: place, "this byte is not UTF-8", help: help)
    }

    /// The offset of the first byte that is no part of a character.
    private static func firstInvalid(_ bytes: [UInt8]) -> Int {
        var decoder = UTF8()
        var input = bytes.makeIterator()
        var offset = 0
        while case .scalarValue(let scalar) = decoder.decode(&input) { offset += UTF8.width(scalar) }
        return offset
    }
}
