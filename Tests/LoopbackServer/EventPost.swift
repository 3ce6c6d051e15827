import Compression
import WireFormat

/// A post's body as the server's background job reads it, long after the 202: what is wrong here, no client is told.
enum EventPost {
    /// The server's own bounds, in bytes: on the wire (413), and decompressed (thrown away in silence).
    static let wireBytesMax = 200_000
    static let plainBytesMax = 2_000_000

    /// Why the job throws a post away, or takes it for plain text.
    struct Discard: Error {
        var reason: String
    }

    static func events(in body: [UInt8], encoding: String?) throws(Discard) -> [ReceivedEvent] {
        let plain = try decompressed(body, encoding: encoding)
        var events: [ReceivedEvent] = []
        for element in try elements(of: plain) {
            guard let json = try? JSONReader.parse(element) else { throw Discard(reason: "malformed JSON") }
            if let fault = typeFault(in: json) { throw Discard(reason: fault) }
            events.append(
                ReceivedEvent(referenceID: json["reference_id"]?.text, bytes: Array(element), json: json))
        }
        return events
    }

    private static func decompressed(_ body: [UInt8], encoding: String?) throws(Discard) -> [UInt8] {
        switch encoding {
        case nil: return body
        case "gzip":
            do {
                return try gunzip(body, outputMax: plainBytesMax)
            } catch {
                throw Discard(reason: "gzip: \(error)")
            }
        case let other?: throw Discard(reason: "content encoding '\(other)'")
        }
    }

    /// Cuts an array's text into its elements' texts, so that each event's bytes can be compared with a repeat's.
    private static func elements(of text: [UInt8]) throws(Discard) -> [ArraySlice<UInt8>] {
        guard let first = text.firstIndex(where: { $0 > 0x20 }) else { return [] }
        if text[first] == UInt8(ascii: "{") { return [text[first...]] }
        guard text[first] == UInt8(ascii: "["), let last = text.lastIndex(of: UInt8(ascii: "]")) else {
            throw Discard(reason: "plain text")
        }
        var scanner = ElementScanner()
        return scanner.split(text[(first + 1)..<last])
    }

    /// A value of another type makes the server take the whole post for plain text.
    private static func typeFault(in event: JSONValue) -> String? {
        guard case .object(let members) = event else { return "an element is no object" }
        for member in members.members where !hasExpectedType(member) { return "the type of '\(member.name)'" }
        if let type = event["type"]?.text, type.utf16.count > 100 { return "a type longer than 100 characters" }
        return nil
    }

    private static func hasExpectedType(_ member: JSONObject.Member) -> Bool {
        switch (member.name, member.value) {
        case ("type", .string), ("source", .string), ("message", .string), ("date", .string), ("geo", .string): true
        case ("reference_id", .string), ("data", .object), ("count", .integer): true
        case ("value", .integer), ("value", .number): true
        case ("tags", .array(let tags)): tags.allSatisfy { $0.text != nil }
        case ("type", _), ("source", _), ("message", _), ("date", _), ("geo", _), ("reference_id", _): false
        case ("data", _), ("count", _), ("value", _), ("tags", _): false
        case _: true
        }
    }
}

/// Finds the commas between an array's elements without reading what the elements say.
private struct ElementScanner {
    private var depth = 0
    private var isInString = false
    private var isEscaped = false

    mutating func split(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        text.split(omittingEmptySubsequences: true) { separates($0) }
    }

    private mutating func separates(_ byte: UInt8) -> Bool {
        guard !isInString else {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
            }
            return false
        }
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        case UInt8(ascii: ","): return depth == 0
        case _: break
        }
        return false
    }
}
