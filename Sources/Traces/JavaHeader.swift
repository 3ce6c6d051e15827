import Model

/// Where a trace of the JVM begins, and what its header says.
struct JavaHeader {
    var piece: Int
    /// Where its text begins in the piece.
    var start: Int
    var className: Bytes?
    var message: Bytes?
    var thread: Bytes?

    /// The class and message of the text behind `Caused by: ` and its likes. An exception that prints itself can hide
    /// its class; then all is message.
    static func parts(_ header: Bytes) -> (className: Bytes?, message: Bytes?) {
        let start = header.startIndex
        let named = TypeName.at(start, in: header) ?? TypeName.slashed(start, in: header)
        guard let found = named ?? plainName(header) else { return (nil, header) }
        return (header[found.name], found.message.map { header.from($0) })
    }

    /// A class without a package.
    private static func plainName(_ header: Bytes) -> TypeName.Found? {
        let name = header.prefix(while: TypeName.isPart)
        guard let first = name.first, first.isUpper || TypeName.tells(name) else { return nil }
        let end = name.endIndex
        if end == header.endIndex {
            return TypeName.Found(name: name.startIndex..<end, message: nil, strength: .weak)
        }
        guard header.has(": ", at: end) || header[end...].count == 1 && header[end] == UInt8(ascii: ":") else {
            return nil
        }
        return TypeName.Found(name: name.startIndex..<end, message: min(end + 2, header.endIndex), strength: .weak)
    }

    /// The header above piece `frame`, the first frame's; without a frame, one that needs none.
    static func find(_ pieces: [JavaFolding.Piece], above frame: Int?) -> Self? {
        let end = frame ?? pieces.count
        for index in pieces.indices.prefix(end) {
            if let header = threadHeader(pieces[index].text, index) { return header }
        }
        for index in pieces.indices.prefix(end) {
            guard let header = lineHeader(pieces[index].text, index, needsStrength: frame == nil) else { continue }
            return header
        }
        guard frame != nil else { return told(pieces) }
        for index in pieces.indices.prefix(end) {
            if let found = TypeName.within(pieces[index].text) {
                return Self(pieces[index].text, index, found)
            }
        }
        return plainHeader(pieces, above: end)
    }

    private init(piece: Int, start: Int, className: Bytes? = nil, message: Bytes? = nil, thread: Bytes? = nil) {
        (self.piece, self.start, self.className, self.message, self.thread) = (piece, start, className, message, thread)
    }

    private init(_ text: Bytes, _ piece: Int, _ found: TypeName.Found) {
        self.init(
            piece: piece, start: found.name.lowerBound, className: text[found.name],
            message: found.message.map { text.from($0) })
    }

    private static func threadHeader(_ text: Bytes, _ piece: Int) -> Self? {
        guard let start = text.find("Exception in thread \"") else { return nil }
        let name = text.from(start + 21)
        // A thread's name may hold anything, also the quote.
        guard let quote = name.find("\" ") else { return nil }
        let (className, message) = parts(name.from(quote + 2))
        return Self(piece: piece, start: start, className: className, message: message, thread: name.upTo(quote))
    }

    private static func lineHeader(_ text: Bytes, _ piece: Int, needsStrength: Bool) -> Self? {
        let start = text.startIndex + text.indent
        let name = text.from(start).dropping("Caught: ")?.startIndex ?? start
        let named = TypeName.at(name, in: text) ?? TypeName.slashed(name, in: text)
        guard let found = named, !needsStrength || found.strength == .strong else { return nil }
        var header = Self(text, piece, found)
        header.start = start
        return header
    }

    /// In the line of a logger that calls it an error: `... ERROR ... - order 17 failed: java.io.IOException: reset`.
    private static func told(_ pieces: [JavaFolding.Piece]) -> Self? {
        guard let text = pieces.first?.text, LogText.alarms(text), let found = TypeName.within(text),
            found.strength == .strong, text[found.name.lowerBound].isLower
        else { return nil }
        return Self(text, 0, found)
    }

    /// The line right above the frames, if it names a class without a package or no class at all.
    private static func plainHeader(_ pieces: [JavaFolding.Piece], above frame: Int) -> Self? {
        guard frame > 0 else { return nil }
        let text = pieces[frame - 1].text
        guard !LogHead.begins(text) else { return Self(piece: frame, start: pieces[frame].text.startIndex) }
        let (className, message) = parts(text)
        return Self(piece: frame - 1, start: text.startIndex, className: className, message: message)
    }
}
