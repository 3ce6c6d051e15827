/// Text of which each character has its colour, so that it can be cut to a terminal's width and still be painted.
struct PaintedText {
    private(set) var characters: [Character] = []
    private var colours: [Ansi.Colour?] = []

    var count: Int { characters.count }

    /// Control characters are made visible.
    mutating func append(_ text: String, _ colour: Ansi.Colour? = nil) {
        let safe = text.safeForTerminal
        characters += safe
        colours += Array(repeating: colour, count: safe.count)
    }

    mutating func append(_ bytes: some Sequence<UInt8>, _ colour: Ansi.Colour? = nil) {
        append(String(decoding: Array(bytes), as: UTF8.self), colour)
    }

    func rendered(_ ansi: Ansi) -> String {
        var (text, start) = ("", 0)
        while start < count {
            let end = colours[start...].firstIndex { $0 != colours[start] } ?? count
            let piece = String(characters[start..<end])
            text += colours[start].map { ansi($0, piece) } ?? piece
            start = end
        }
        return text
    }

    /// In pieces of `width` characters.
    func wrapped(to width: Int) -> [PaintedText] {
        stride(from: 0, to: max(1, count), by: max(1, width)).map { self[$0..<min(count, $0 + max(1, width))] }
    }

    /// What stands around the character at `place`, `width` of them at most; and where in it that character is.
    func window(around place: Int, width: Int) -> (text: PaintedText, place: Int) {
        guard count > width else { return (self, place) }
        let first = max(0, min(place - width * 2 / 3, count - width))
        var cut = self[first..<min(count, first + width)]
        if first > 0 { cut.put("…", at: 0) }
        if first + width < count { cut.put("…", at: cut.count - 1) }
        return (cut, place - first)
    }

    private mutating func put(_ character: Character, at place: Int) {
        guard characters.indices.contains(place) else { return }
        (characters[place], colours[place]) = (character, .grey)
    }

    private subscript(range: Range<Int>) -> PaintedText {
        var part = PaintedText()
        (part.characters, part.colours) = (Array(characters[range]), Array(colours[range]))
        return part
    }
}
