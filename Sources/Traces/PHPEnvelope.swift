/// What servers make of the lines that PHP writes.
enum PHPEnvelope {
    /// What a worker of PHP-FPM wrote: `[TIME] WARNING: [pool www] child 12 said into stderr: "TEXT"`, and the like of
    /// stdout.
    static func workersText(_ line: Bytes) -> Bytes {
        guard line.first == UInt8(ascii: "["), line.last == UInt8(ascii: "\""),
            let mark = line.prefix(160).find(" said into std"), line.upTo(mark).contains("] child "),
            let quote = line.from(mark).find(": \"")
        else { return line }
        return line.from(quote + 3).dropLast()
    }

    /// The lines of a trace that Apache wrote in one, with the line ends as `\n` and each backslash twice.
    static func apachesLines(_ line: Bytes) -> [Bytes]? {
        guard line.first == UInt8(ascii: "["), line.contains("\\nStack trace:\\n#0 ") else { return nil }
        var lines: [[UInt8]] = [[]]
        var index = line.startIndex
        while index < line.endIndex {
            var byte = line[index]
            if byte == UInt8(ascii: "\\"), index + 1 < line.endIndex {
                index += 1
                byte = line[index]
                if byte == UInt8(ascii: "n") {
                    lines.append([])
                    index += 1
                    continue
                }
            }
            lines[lines.count - 1].append(byte)
            index += 1
        }
        return lines.map { $0[...] }
    }
}
