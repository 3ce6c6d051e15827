/// How lines of values in columns are written: W3C extended logs, comma-separated values and their kin.
package struct ColumnForm: Hashable, Sendable {
    /// What stands between two values.
    package enum Separator: Hashable, Sendable {
        case byte(UInt8)
        /// Tabs in a line that has one, else any number of blanks.
        case blanks
    }

    package var separator: Separator
    /// What the values are called, in their order; nil where a header line tells.
    package var names: [String]?
    /// Whether the file's first line is no entry but names the columns.
    package var isFirstLineHeader = false
    /// Whether a quoted value may hold line feeds, so that an entry goes on while a quote is open.
    package var spansLines: Bool
    /// Whether `-` is no value, and in some columns `+` a blank.
    var isW3C = false

    /// With values in quotes as RFC 4180 has them; without names the file's first line gives them.
    package static func csv(delimiter: UInt8 = UInt8(ascii: ","), names: [String]? = nil) -> ColumnForm {
        ColumnForm(
            separator: .byte(delimiter), names: names, isFirstLineHeader: names == nil, spansLines: true, isW3C: false)
    }

    /// What its `#Fields:` line names.
    package static let w3c = ColumnForm(separator: .blanks, spansLines: false, isW3C: true)

    /// The values of an entry, in their order; a value that is absent is nil.
    func values(of entry: ArraySlice<UInt8>) -> [[UInt8]?] {
        var row = ColumnRow(entry, delimiter: delimiter(in: entry), joins: joins(entry))
        var values: [[UInt8]?] = []
        while values.count < Self.valuesMax, let value = row.next() {
            values.append(isW3C && value.elementsEqual([UInt8(ascii: "-")]) ? nil : value)
        }
        return values
    }

    /// The names that a header line gives: small letters, digits and `_`, each once. `cs(User-Agent)` is
    /// `cs_user_agent`.
    func names(of header: ArraySlice<UInt8>) -> [String] {
        var names: [String] = []
        for value in values(of: header) {
            names.append(Self.name(value ?? [], at: names.count, beside: names))
        }
        return names
    }

    /// As a capture in rules: other bytes than letters, digits and those beyond ASCII become one `_`.
    package static func name(_ written: [UInt8], at index: Int, beside others: [String]) -> String {
        var name: [UInt8] = []
        for byte in written {
            if byte.isLetter {
                name.append(byte | 0x20)
            } else if byte.isDigit || byte >= 0x80 {
                name.append(byte)
            } else if name.last != UInt8(ascii: "_"), !name.isEmpty {
                name.append(UInt8(ascii: "_"))
            }
        }
        if name.last == UInt8(ascii: "_") { name.removeLast() }
        let plain = name.isEmpty ? unnamed(index) : String(decoding: name, as: UTF8.self)
        guard others.contains(plain) else { return plain }
        var count = 2
        while others.contains("\(plain)_\(count)") { count += 1 }
        return "\(plain)_\(count)"
    }

    /// A column that has no name.
    static func unnamed(_ index: Int) -> String { "column_\(index + 1)" }

    /// As JSON's members; no log has as many.
    private static let valuesMax = 256

    private func delimiter(in entry: ArraySlice<UInt8>) -> UInt8 {
        switch separator {
        case .byte(let byte): byte
        case .blanks: entry.contains(0x09) ? 0x09 : 0x20
        }
    }

    private func joins(_ entry: ArraySlice<UInt8>) -> Bool { separator == .blanks && !entry.contains(0x09) }
}

/// The values of an entry, one after the other.
struct ColumnRow {
    private let bytes: ArraySlice<UInt8>
    private let delimiter: UInt8
    /// Several delimiters are one.
    private let joins: Bool
    private var place: Int
    private var isOver = false

    init(_ bytes: ArraySlice<UInt8>, delimiter: UInt8, joins: Bool = false) {
        (self.bytes, self.delimiter, self.joins, place) = (bytes, delimiter, joins, bytes.startIndex)
        if joins { skipDelimiters() }
    }

    /// Nil behind the last. A quote that is never closed is one of the value's letters.
    mutating func next() -> [UInt8]? {
        guard !isOver, !(joins && place == bytes.endIndex) else { return nil }
        var value: [UInt8] = []
        if let end = quotedEnd() {
            value = unquoted(place + 1..<end)
            place = end + 1
        }
        let end = bytes[place...].firstIndex(of: delimiter) ?? bytes.endIndex
        value += bytes[place..<end]
        place = min(end + 1, bytes.endIndex)
        isOver = end == bytes.endIndex
        if joins { skipDelimiters() }
        return value
    }

    private mutating func skipDelimiters() {
        while place < bytes.endIndex, bytes[place] == delimiter { place += 1 }
    }

    /// Where the quote ends that begins here.
    private func quotedEnd() -> Int? {
        guard place < bytes.endIndex, bytes[place] == UInt8(ascii: "\"") else { return nil }
        var index = place + 1
        while index < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "\"") {
                guard index + 1 < bytes.endIndex, bytes[index + 1] == UInt8(ascii: "\"") else { return index }
                index += 1
            }
            index += 1
        }
        return nil
    }

    private func unquoted(_ range: Range<Int>) -> [UInt8] {
        var value: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            value.append(bytes[index])
            index += bytes[index] == UInt8(ascii: "\"") ? 2 : 1
        }
        return value
    }
}
