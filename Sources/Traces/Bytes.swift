/// A line, or a part of one.
typealias Bytes = ArraySlice<UInt8>

extension UInt8 {
    var isBlank: Bool { self == 0x20 || self == 0x09 }
    var isDigit: Bool { self &- 0x30 < 10 }
    var isUpper: Bool { self &- 0x41 < 26 }
    var isLower: Bool { self &- 0x61 < 26 }
    var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
    /// Of a name in any of the languages; all of UTF-8 beyond ASCII counts as letters.
    var isWord: Bool { isLetter || isDigit || self == UInt8(ascii: "_") || self == UInt8(ascii: "$") || self >= 0x80 }
}

extension Bytes {
    var text: String { String(decoding: self, as: UTF8.self) }

    var isBlank: Bool { allSatisfy { $0.isBlank || $0 == 0x0D } }

    var trimmedStart: Bytes { drop(while: \.isBlank) }

    var trimmedEnd: Bytes {
        var end = endIndex
        while end > startIndex, self[end - 1].isBlank || self[end - 1] == 0x0D { end -= 1 }
        return self[startIndex..<end]
    }

    var trimmed: Bytes { trimmedStart.trimmedEnd }

    /// How many blanks it begins with.
    var indent: Int { trimmedStart.startIndex - startIndex }

    /// Without so many blanks at its start; nil if there are fewer.
    func withoutIndent(_ blanks: Int) -> Bytes? {
        guard count >= blanks, prefix(blanks).allSatisfy(\.isBlank) else { return nil }
        return dropFirst(blanks)
    }

    func begins(with prefix: StaticString) -> Bool { has(prefix, at: startIndex) }

    func ends(with suffix: StaticString) -> Bool {
        count >= suffix.utf8CodeUnitCount && has(suffix, at: endIndex - suffix.utf8CodeUnitCount)
    }

    func equals(_ other: StaticString) -> Bool { count == other.utf8CodeUnitCount && begins(with: other) }

    func has(_ wanted: StaticString, at index: Int) -> Bool {
        wanted.withUTF8Buffer { wanted in
            guard index >= startIndex, endIndex - index >= wanted.count else { return false }
            for offset in 0..<wanted.count where self[index + offset] != wanted[offset] { return false }
            return true
        }
    }

    /// What follows `prefix`, if it begins so.
    func dropping(_ prefix: StaticString) -> Bytes? {
        begins(with: prefix) ? dropFirst(prefix.utf8CodeUnitCount) : nil
    }

    func find(_ wanted: StaticString) -> Int? { find(wanted, from: startIndex) }

    /// Where `wanted` stands first at or behind `start`; no text is nowhere.
    func find(_ wanted: StaticString, from start: Int) -> Int? {
        search(for: wanted) { bytes, wanted, first in
            var index = Swift.max(start, startIndex) - startIndex
            let last = bytes.count - wanted.count
            while index <= last {
                if bytes[index] == first, wanted.elementsEqual(bytes[index..<(index + wanted.count)]) { return index }
                index += 1
            }
            return nil
        }
    }

    func findLast(_ wanted: StaticString) -> Int? { findLast(wanted, before: endIndex) }

    /// Where `wanted` stands last and ends at or before `end`; no text is nowhere.
    func findLast(_ wanted: StaticString, before end: Int) -> Int? {
        search(for: wanted) { bytes, wanted, first in
            var index = Swift.min(end, endIndex) - startIndex - wanted.count
            while index >= 0 {
                if bytes[index] == first, wanted.elementsEqual(bytes[index..<(index + wanted.count)]) { return index }
                index -= 1
            }
            return nil
        }
    }

    /// Looks at the memory itself: frames are searched for a dozen of texts each, byte after byte. `body` gets the
    /// first byte of `wanted` too, and answers with a place that counts from 0.
    private func search(
        for wanted: StaticString, _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>, UInt8) -> Int?
    ) -> Int? {
        wanted.withUTF8Buffer { wanted in
            guard let first = wanted.first else { return nil }
            return withUnsafeBufferPointer { body($0, wanted, first) }.map { $0 + startIndex }
        }
    }

    func contains(_ wanted: StaticString) -> Bool { find(wanted) != nil }

    /// The number it consists of; nil for anything else, also for one that no source line has.
    var decimal: Int? {
        guard !isEmpty, count <= 10 else { return nil }
        var value = 0
        for byte in self {
            guard byte.isDigit else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }

    /// What `separator` divides at its last place.
    func splitLast(_ separator: StaticString) -> (before: Bytes, after: Bytes)? {
        findLast(separator).map { (self[startIndex..<$0], self[($0 + separator.utf8CodeUnitCount)...]) }
    }

    /// What `separator` divides at its first place.
    func splitFirst(_ separator: StaticString) -> (before: Bytes, after: Bytes)? {
        find(separator).map { (self[startIndex..<$0], self[($0 + separator.utf8CodeUnitCount)...]) }
    }

    func upTo(_ index: Int) -> Bytes { self[startIndex..<index] }
    func from(_ index: Int) -> Bytes { self[index..<endIndex] }
}

/// Texts joined by LF, as a message of several lines.
func joinedLines(_ lines: some Sequence<Bytes>) -> String {
    lines.map(\.text).joined(separator: "\n")
}
