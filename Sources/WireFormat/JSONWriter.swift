/// Writes compact JSON, always valid and always UTF-8.
///
/// Commas come by themselves; the caller sees to it that a name stands in front of each member's value and that what is
/// begun is ended. Names are written as they come: the caller sees to it that none stands twice in an object.
public struct JSONWriter {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []
    /// Whether a value stands in front, so that a comma must come before the next one.
    private var followsValue = false

    /// `capacity` in bytes, where the caller can guess it.
    public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Begins an object, as a value; names and values follow.
    public mutating func beginObject() { open(UInt8(ascii: "{")) }
    /// Ends the innermost object, which must be what is open.
    public mutating func endObject() { close(UInt8(ascii: "}")) }
    /// Begins an array, as a value; values follow.
    public mutating func beginArray() { open(UInt8(ascii: "[")) }
    /// Ends the innermost array, which must be what is open.
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// A member's name with its colon; its value comes next.
    public mutating func name(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        followsValue = false
    }

    /// Control characters, `"` and `\` are escaped, all else stands as it is.
    public mutating func string(_ text: String) {
        beginValue()
        quote(text)
    }

    /// Bytes of a log: what is no UTF-8 becomes U+FFFD.
    public mutating func string(utf8 text: ArraySlice<UInt8>) {
        beginValue()
        // Most logs are ASCII, which needs no check beyond this one and no copy.
        if text.allSatisfy({ $0 < 0x80 }) {
            text.withUnsafeBytes { quoteValid($0) }
        } else {
            quote(String(decoding: text, as: UTF8.self))
        }
    }

    /// See `string(utf8:)` for slices.
    public mutating func string(utf8 text: [UInt8]) { string(utf8: text[...]) }

    /// All digits, though readers that know only `Double` lose the last of more than fifteen.
    public mutating func integer(_ value: Int64) {
        beginValue()
        bytes.append(contentsOf: String(value).utf8)
    }

    /// See `integer(_:)` for 64 bits.
    public mutating func integer(_ value: Int) { integer(Int64(value)) }

    /// The shortest digits that read back as `value`, without `.0`; `null` for what JSON cannot say (NaN, infinity).
    public mutating func number(_ value: Double) {
        beginValue()
        guard value.isFinite else { return bytes.append(contentsOf: "null".utf8) }
        let digits = value.description.utf8
        bytes.append(contentsOf: digits.suffix(2).elementsEqual(".0".utf8) ? digits.dropLast(2) : digits[...])
    }

    /// `true` or `false`.
    public mutating func bool(_ value: Bool) {
        beginValue()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// `null`; what is absent is better left out.
    public mutating func null() {
        beginValue()
        bytes.append(contentsOf: "null".utf8)
    }

    /// A whole value that is JSON already; it is not looked at.
    public mutating func raw(_ json: some Collection<UInt8>) {
        beginValue()
        bytes.append(contentsOf: json)
    }

    /// Any value, members in their order.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let bool): self.bool(bool)
        case .integer(let integer): self.integer(integer)
        case .number(let number): self.number(number)
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let object):
            beginObject()
            for member in object.members {
                name(member.name)
                self.value(member.value)
            }
            endObject()
        }
    }
}

extension JSONValue {
    /// The value as compact JSON.
    public func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}

// MARK: - Structure

extension JSONWriter {
    private mutating func beginValue() {
        if followsValue { bytes.append(UInt8(ascii: ",")) }
        followsValue = true
    }

    private mutating func open(_ bracket: UInt8) {
        beginValue()
        bytes.append(bracket)
        followsValue = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        followsValue = true
    }
}

// MARK: - Strings

extension JSONWriter {
    private mutating func quote(_ text: String) {
        var text = text
        text.withUTF8 { quoteValid(UnsafeRawBufferPointer($0)) }
    }

    /// `text` is valid UTF-8.
    private mutating func quoteValid(_ text: UnsafeRawBufferPointer) {
        bytes.append(UInt8(ascii: "\""))
        var rest = 0
        while rest < text.count {
            let plainEnd = plainEnd(of: text, from: rest)
            bytes.append(contentsOf: text[rest..<plainEnd])
            if plainEnd < text.count { escape(text[plainEnd]) }
            rest = plainEnd + 1
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(UInt8(ascii: "0") + byte >> 4)
            bytes.append(hexDigits[Int(byte & 0xF)])
        }
    }
}

private let hexDigits = Array("0123456789abcdef".utf8)

/// Where the first byte from `start` on stands that must be escaped, or the end.
///
/// Eight bytes at a time: in `word - 0x20…`, and in the differences for the two characters, a byte's high bit is set if
/// the byte is below its bound. A borrow can spoil only bytes behind the first hit, and only the first counts.
private func plainEnd(of text: UnsafeRawBufferPointer, from start: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    var place = start
    while place + 8 <= text.count {
        let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        let quote = word ^ ones &* UInt64(UInt8(ascii: "\""))
        let backslash = word ^ ones &* UInt64(UInt8(ascii: "\\"))
        let hits =
            ((word &- ones &* 0x20) & ~word | (quote &- ones) & ~quote | (backslash &- ones) & ~backslash) & highs
        if hits != 0 { return place + hits.trailingZeroBitCount / 8 }
        place += 8
    }
    while place < text.count {
        let byte = text[place]
        if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return place }
        place += 1
    }
    return place
}
