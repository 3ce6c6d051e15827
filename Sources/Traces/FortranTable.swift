import Model

/// A line of the table of frames that Intel's compilers print: `Image PC Routine Line Source`.
struct FortranTable {
    /// Nil for the table's head and for what ends it.
    var row: Frame?

    init?(_ line: Bytes) {
        if line.begins(with: "Image ") {
            guard line.contains(" PC "), line.contains(" Routine ") else { return nil }
            return
        }
        if line.begins(with: "Stack trace terminated abnormally") { return }
        guard let frame = Self.frame(line) else { return nil }
        row = frame
    }

    /// `IMAGE ADDRESS ROUTINE LINE SOURCE`; what is not known is `Unknown`.
    private static func frame(_ line: Bytes) -> Frame? {
        let words = line.trimmedEnd.split(separator: 0x20, maxSplits: 4)
        guard words.count == 5, words[1].count == 16 || words[1].count == 8, words[1].allSatisfy(isHex) else {
            return nil
        }
        let number = words[3].decimal
        guard number != nil || words[3].equals("Unknown") else { return nil }
        let source = words[4].trimmed
        let isKnown = !words[2].equals("Unknown")
        return Frame(
            method: words[2].text, file: source.equals("Unknown") ? nil : source.text, line: number,
            isApplication: isKnown && !words[0].begins(with: "lib") && !words[2].begins(with: "for_"))
    }

    private static func isHex(_ byte: UInt8) -> Bool { byte.isDigit || (byte | 0x20) &- 0x61 < 6 }
}
