/// Colours for a terminal; plain text everywhere else.
struct Ansi: Sendable {
    /// Whether escape sequences are written at all.
    let isOn: Bool

    enum Colour: String {
        case red = "31"
        case green = "32"
        case yellow = "33"
        case blue = "34"
        case magenta = "35"
        case cyan = "36"
        case grey = "90"
        case bold = "1"
        case boldRed = "1;31"
    }

    func callAsFunction(_ colour: Colour, _ text: String) -> String {
        isOn && !text.isEmpty ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }
}

extension String {
    /// Control characters made visible, so that a log's own escape sequences cannot act on the terminal.
    var safeForTerminal: String {
        guard unicodeScalars.contains(where: Self.isControl) else { return self }
        return unicodeScalars.map { Self.isControl($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
    }

    /// Cut to `width` characters, the last of them an ellipsis if anything was cut.
    func fitted(to width: Int) -> String {
        count <= width ? self : String(prefix(max(0, width - 1))) + "…"
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
    }
}
