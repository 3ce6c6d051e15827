/// Why a text is no JSON, and where.
public struct JSONFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was expected or is not allowed, in a few words.
    public var message: String
    /// Bytes from the beginning of the text to the fault.
    public var offset: Int

    /// `offset` counts from the beginning of the whole text, 0 or more.
    public init(message: String, offset: Int) { (self.message, self.offset) = (message, offset) }

    /// One line, for people.
    public var description: String { "\(message) at byte \(offset)" }
}

/// Reads one JSON text (RFC 8259), strictly in its grammar and forgiving in its content.
///
/// Invalid UTF-8 and lone surrogates become U+FFFD, a number beyond 64 bits becomes the nearest finite `Double`, and
/// the last of several members with one name counts. Time is proportional to the text; the stack is bounded by
/// `depthMax`.
public struct JSONReader {
    private let bytes: ArraySlice<UInt8>
    private var place: Int
    private var depthLeft: Int

    /// The value that `bytes` spell, with blanks around it and nothing else.
    ///
    /// Deeper nesting than `depthMax` is a fault, as a hostile log line could otherwise exhaust the stack.
    public static func parse(_ bytes: ArraySlice<UInt8>, depthMax: Int = 64) throws(JSONFault) -> JSONValue {
        var reader = JSONReader(bytes: bytes, depthMax: depthMax)
        let value = try reader.value()
        reader.skipBlanks()
        guard reader.place == bytes.endIndex else { throw reader.fault("text behind the value") }
        return value
    }

    /// See `parse(_:depthMax:)` for slices.
    public static func parse(_ bytes: [UInt8], depthMax: Int = 64) throws(JSONFault) -> JSONValue {
        try parse(bytes[...], depthMax: depthMax)
    }

    /// See `parse(_:depthMax:)` for slices; offsets count UTF-8 bytes.
    public static func parse(_ text: String, depthMax: Int = 64) throws(JSONFault) -> JSONValue {
        try parse(Array(text.utf8)[...], depthMax: depthMax)
    }

    private init(bytes: ArraySlice<UInt8>, depthMax: Int) {
        self.bytes = bytes
        place = bytes.startIndex
        depthLeft = depthMax
    }
}

// MARK: - Values

extension JSONReader {
    private mutating func value() throws(JSONFault) -> JSONValue {
        skipBlanks()
        switch current {
        case UInt8(ascii: "{"): return try nested { (reader) throws(JSONFault) in try reader.object() }
        case UInt8(ascii: "["): return try nested { (reader) throws(JSONFault) in try reader.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return try number()
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case nil: throw fault("the text ends where a value is expected")
        case _?: throw fault("a value is expected")
        }
    }

    private mutating func nested(
        _ body: (inout JSONReader) throws(JSONFault) -> JSONValue
    ) throws(JSONFault) -> JSONValue {
        guard depthLeft > 0 else { throw fault("nested too deeply") }
        depthLeft -= 1
        place += 1
        let value = try body(&self)
        depthLeft += 1
        return value
    }

    private mutating func object() throws(JSONFault) -> JSONValue {
        var members = MemberList()
        skipBlanks()
        if take(UInt8(ascii: "}")) { return .object(JSONObject()) }
        while true {
            skipBlanks()
            guard current == UInt8(ascii: "\"") else { throw fault("a member's name is expected") }
            let name = try string()
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw fault("':' is expected") }
            members.set(name, to: try value())
            skipBlanks()
            if take(UInt8(ascii: "}")) { return .object(JSONObject(uniqueMembers: members.members)) }
            guard take(UInt8(ascii: ",")) else { throw fault("',' or '}' is expected") }
        }
    }

    private mutating func array() throws(JSONFault) -> JSONValue {
        var elements: [JSONValue] = []
        skipBlanks()
        if take(UInt8(ascii: "]")) { return .array([]) }
        while true {
            elements.append(try value())
            skipBlanks()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw fault("',' or ']' is expected") }
        }
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONFault) -> JSONValue {
        let end = place + word.utf8CodeUnitCount
        let matches = word.withUTF8Buffer { end <= bytes.endIndex && bytes[place..<end].elementsEqual($0) }
        guard matches else { throw fault("'\(word)' is expected") }
        place = end
        return value
    }
}

// MARK: - Numbers

extension JSONReader {
    private mutating func number() throws(JSONFault) -> JSONValue {
        let start = place
        let isNegative = take(UInt8(ascii: "-"))
        let firstDigit = place
        let magnitude = try digits()
        if bytes[firstDigit] == UInt8(ascii: "0"), place > firstDigit + 1 {
            throw JSONFault(message: "a number has no leading zero", offset: firstDigit - bytes.startIndex)
        }
        var isInteger = true
        if take(UInt8(ascii: ".")) {
            isInteger = false
            _ = try digits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            isInteger = false
            place += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { place += 1 }
            _ = try digits()
        }
        if isInteger, let integer = Int64(exactly: isNegative ? -magnitude : magnitude) { return .integer(integer) }
        return .number(double(from: start))
    }

    /// Passes over at least one digit; their value, stopping to count where it cannot be a 64-bit integer any more.
    private mutating func digits() throws(JSONFault) -> Int128 {
        guard let first = current, first.isDigit else { throw fault("a digit is expected") }
        var value: Int128 = 0
        while let digit = current, digit.isDigit {
            if value <= Int128(Int64.max) { value = value * 10 + Int128(digit - UInt8(ascii: "0")) }
            place += 1
        }
        return value
    }

    private func double(from start: Int) -> Double {
        let value = Double(String(decoding: bytes[start..<place], as: UTF8.self)) ?? 0
        guard value.isInfinite else { return value }
        return value < 0 ? -Double.greatestFiniteMagnitude : .greatestFiniteMagnitude
    }
}

// MARK: - Strings

extension JSONReader {
    private mutating func string() throws(JSONFault) -> String {
        place += 1
        let start = place
        skipPlain()
        if take(UInt8(ascii: "\"")) { return String(decoding: bytes[start..<place - 1], as: UTF8.self) }
        var text = Array(bytes[start..<place])
        while true {
            switch current {
            case UInt8(ascii: "\""):
                place += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                place += 1
                try escape(into: &text)
            case nil: throw fault("the text ends within a string")
            case _?: throw fault("a control character stands in a string")
            }
            let plain = place
            skipPlain()
            text.append(contentsOf: bytes[plain..<place])
        }
    }

    private mutating func skipPlain() {
        while let byte = current, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { place += 1 }
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONFault) {
        guard let letter = current else { throw fault("the text ends within a string") }
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            place += 1
            return text.append(contentsOf: try unicodeEscape().utf8CodeUnits)
        default: throw fault("an unknown escape")
        }
        place += 1
    }

    /// Reads the four digits behind `\u`, and the second half of a surrogate pair where one follows.
    private mutating func unicodeEscape() throws(JSONFault) -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let afterFirst = place
        guard first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            place = afterFirst
            return replacement
        }
        let second = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(second) else {
            place = afterFirst
            return replacement
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? replacement
    }

    private mutating func hexadecimal() throws(JSONFault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw fault("four hexadecimal digits are expected")
            }
            value = value << 4 | UInt32(digit)
            place += 1
        }
        return value
    }
}

// MARK: - Bytes

extension JSONReader {
    private var current: UInt8? { place < bytes.endIndex ? bytes[place] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        place += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    private func fault(_ message: String) -> JSONFault {
        JSONFault(message: message, offset: place - bytes.startIndex)
    }
}

/// Members by name in time proportional to their number: a list, and an index once it is long.
private struct MemberList {
    private(set) var members: [JSONObject.Member] = []
    private var places: [String: Int] = [:]
    private static let listMax = 16

    mutating func set(_ name: String, to value: JSONValue) {
        if let place = place(of: name) {
            members[place].value = value
            return
        }
        members.append(JSONObject.Member(name: name, value: value))
        if members.count == Self.listMax + 1 {
            for (place, member) in members.enumerated() { places[member.name] = place }
        } else if members.count > Self.listMax {
            places[name] = members.count - 1
        }
    }

    private func place(of name: String) -> Int? {
        members.count > Self.listMax ? places[name] : members.firstIndex { $0.name == name }
    }
}

private let replacement: Unicode.Scalar = "\u{FFFD}"

extension UInt8 {
    fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}

extension Unicode.Scalar {
    fileprivate var utf8CodeUnits: Unicode.UTF8.EncodedScalar {
        Unicode.UTF8.encode(self) ?? Unicode.UTF8.encodedReplacementCharacter
    }
}
