/// The rules of a time zone, from the bytes of a TZif file (RFC 8536, version 2 or later) as the system keeps them.
package struct ZoneRules: Hashable, Sendable {
    /// What holds between two changes.
    struct Period: Hashable, Sendable {
        /// Seconds east of UTC.
        var offset: Int32
        /// `CET`, `CEST`, `-03` and the like.
        var abbreviation: [UInt8]
    }

    /// Seconds since 1970, ascending.
    private let changes: [Int64]
    /// What holds from the change at the same index on.
    private let periodOfChange: [Int]
    private let periods: [Period]
    /// What holds behind the last change, for ever.
    private let footer: ZoneFooter?

    /// Nil if the bytes are no such file, or it contradicts itself.
    package init?(tzif bytes: [UInt8]) {
        // The first block has 32-bit times and is there for old readers; the second one says the same in 64 bits.
        guard let oldHeader = Header(bytes[...]) else { return nil }
        let second = bytes.dropFirst(Header.byteCount + oldHeader.blockBytes(timeBytes: 4))
        guard let header = Header(second), header.periodCount > 0 else { return nil }
        let block = second.dropFirst(Header.byteCount)
        let blockBytes = header.blockBytes(timeBytes: 8)
        guard block.count >= blockBytes else { return nil }

        var reader = BigEndianReader(bytes: block)
        changes = (0..<header.changeCount).map { _ in reader.integer(bytes: 8) }
        periodOfChange = (0..<header.changeCount).map { _ in Int(reader.integer(bytes: 1) & 0xFF) }
        let parts = (0..<header.periodCount).map { _ in
            (
                offset: reader.integer(bytes: 4), isSummer: reader.integer(bytes: 1),
                name: Int(reader.integer(bytes: 1) & 0xFF)
            )
        }
        let names = reader.slice(header.nameBytes)
        periods = parts.map { part in
            Period(offset: Int32(part.offset), abbreviation: Array(names.dropFirst(part.name).prefix { $0 != 0 }))
        }
        footer = ZoneFooter(block.dropFirst(blockBytes))

        let isWhole = periodOfChange.allSatisfy { $0 < header.periodCount }
        guard isWhole, zip(changes, changes.dropFirst()).allSatisfy(<),
            periods.allSatisfy({ (-86_399...86_399).contains($0.offset) })
        else { return nil }
    }

    /// What holds at a point in time, in seconds since 1970.
    func period(at seconds: Int64) -> Period {
        guard let last = changes.last, seconds < last else {
            return footer?.period(at: seconds) ?? periods[periodOfChange.last ?? 0]
        }
        var (low, high) = (0, changes.count)  // the first change behind `seconds` is in low...high
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        // The first period holds before the first change.
        return periods[low == 0 ? 0 : periodOfChange[low - 1]]
    }
}

/// The 44 bytes before a block:
///
///     0  "TZif"   4  version, '2' or later   5  15 reserved   20  six 32-bit counts:
///     UTC indicators, standard-time indicators, leap seconds, changes, periods, bytes of names
private struct Header {
    static let byteCount = 44

    var indicatorCount: Int
    var leapCount: Int
    var changeCount: Int
    var periodCount: Int
    var nameBytes: Int

    /// More than any zone has; a forged count cannot make the reader allocate.
    private static let countMax = 10_000

    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count >= Self.byteCount, bytes.starts(with: "TZif".utf8) else { return nil }
        var reader = BigEndianReader(bytes: bytes.dropFirst(4))
        guard reader.integer(bytes: 1) >= Int64(UInt8(ascii: "2")) else { return nil }
        reader = BigEndianReader(bytes: bytes.dropFirst(20))
        let counts = (0..<6).map { _ in Int(reader.integer(bytes: 4)) }
        guard counts.allSatisfy({ (0...Self.countMax).contains($0) }) else { return nil }
        indicatorCount = counts[0] + counts[1]
        (leapCount, changeCount, periodCount, nameBytes) = (counts[2], counts[3], counts[4], counts[5])
    }

    func blockBytes(timeBytes: Int) -> Int {
        changeCount * (timeBytes + 1) + periodCount * 6 + nameBytes + leapCount * (timeBytes + 4) + indicatorCount
    }
}

/// Reads two's complement numbers, high byte first. Its user has checked that there are enough bytes.
private struct BigEndianReader {
    var bytes: ArraySlice<UInt8>

    mutating func integer(bytes count: Int) -> Int64 {
        let slice = slice(count)
        let start: Int64 = slice.first.map { $0 >= 0x80 } == true ? -1 : 0
        return slice.reduce(start) { $0 << 8 | Int64($1) }
    }

    mutating func slice(_ count: Int) -> ArraySlice<UInt8> {
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count)
    }
}
