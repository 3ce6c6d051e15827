/// Something about an event that the server would refuse, cut, misread, or lose the whole batch for.
public enum EventFault: Error, Hashable, Sendable {
    /// Blank, or longer than 100 UTF-16 units: the server would throw away every event of the request.
    case type
    /// A text longer than the server keeps; the member's name.
    case tooLong(String)
    /// More than 50 tags, a blank one, one of more than 100 units, or the same one twice.
    case tags
    /// Not 8–100 of letters, digits and `-`: the server would not know the event again.
    case referenceID(String)
    /// Not `latitude,longitude` in decimal degrees.
    case geo
    /// An offset beyond 14 hours or not in whole minutes, or a date at the end of what nanoseconds count.
    case date
    /// Not finite, or beyond the server's decimal: it would read the request as plain text.
    case value
    /// Not 1...2,147,483,647.
    case count
    /// A member of `data` whose name begins with `@`, as only the protocol's own may; in a query also one that is named
    /// like a parameter of the protocol.
    case dataName(String)
    /// A link of `references` whose name or ID the server would not find; the name.
    case reference(String)
    /// A user description that says nothing, or has no e-mail address where one should be.
    case userDescription
    /// A block that no query can carry; its name.
    case notInQuery(String)
    /// Nested more deeply than the server reads JSON.
    case nesting
    /// A number beyond the server's 32 bits, which would make it ignore the whole block; the member's name.
    case number(String)
    /// More than `EventLimits.bytesMax` as JSON.
    case size(Int)
}

extension EventFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .type: "type must have 1 to \(EventLimits.typeMax) characters"
        case .tooLong(let name): "\(name) is longer than the server takes"
        case .tags: "tags must be at most \(EventLimits.tagsMax), each of 1 to \(EventLimits.tagMax) characters"
        case .referenceID(let id):
            "reference_id '\(id.cut(toUTF16: 40))' must be 8 to 100 letters, digits and '-'"
        case .geo: "geo must be 'latitude,longitude' in decimal degrees"
        case .date: "date must have an offset of whole minutes within 14 hours"
        case .value: "value must be a finite number below 7.9e28"
        case .count: "count must be 1 to 2147483647"
        case .dataName(let name):
            """
            data may not have a member '\(name.cut(toUTF16: 40))': \(name.hasPrefix("@") ? "'@'" : "it") is the \
            protocol's own
            """
        case .reference(let name):
            """
            @ref:\(name.cut(toUTF16: 40)) must have a name of 1 to \(EventLimits.referenceNameMax) letters, digits, \
            '-', '_' and '.', and a reference_id
            """
        case .userDescription: "a user description needs a text or an e-mail address, and that must be one"
        case .notInQuery(let name): "\(name) cannot be submitted by query"
        case .nesting: "data is nested more deeply than the server reads"
        case .number(let name): "\(name) does not fit into 32 bits"
        case .size(let bytes): "the event takes \(bytes) bytes, more than \(EventLimits.bytesMax)"
        }
    }
}

/// What the server takes of an event. Texts are counted in UTF-16 units, as it counts them.
public enum EventLimits {
    public static let typeMax = 100
    public static let sourceMax = 2_000
    public static let messageMax = 2_000
    public static let tagMax = 100
    public static let tagsMax = 50
    /// The server cuts a stack's title here.
    public static let titleMax = 1_000
    /// Texts without a limit of their own, such as a user's name or a path.
    public static let textMax = 2_000
    /// UTF-8 bytes of the raw stack that goes along in `@stack`; the whole of it is elsewhere in the event.
    public static let stackTextMax = 8_192
    /// Bytes of a whole event: the server takes 200,000 on the wire for all events of a request.
    public static let bytesMax = 150_000
    /// Levels of `data`, and of causes within causes. The server reads 64 levels of JSON in all.
    public static let dataDepthMax = 20
    public static let causesMax = 30
    /// Lines of `@trace`, as many as the official clients keep.
    public static let precedingLinesMax = 25
    /// What a user may say about an event; our own limit, the server has none.
    public static let userTextMax = 20_000
    /// Links to other events, and the length of their names.
    public static let referencesMax = 20
    public static let referenceNameMax = 100
    /// Bytes of a request's path and query; web servers refuse lines of more than 8 KiB.
    public static let targetMax = 7_000
    /// The greatest number that the server's decimal holds, a little below 2 to the 96th.
    public static let valueMax = 7.9e28

    /// Whether the server can tell an event by this `reference_id`.
    public static func isReferenceID(_ text: String) -> Bool {
        (8...100).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-")
            }
    }

    /// Whether a link to another event may have that name.
    public static func isReferenceName(_ text: String) -> Bool {
        (1...referenceNameMax).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                $0 < 0x80 && Character(UnicodeScalar($0)).isLetter || $0.isDigit || "-_.".utf8.contains($0)
            }
    }

    /// Whether the text may pass for an e-mail address: something on both sides of one `@`, and nothing blank.
    public static func isEmailAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= 254
            && !text.unicodeScalars.contains { $0.properties.isWhitespace }
    }

    /// Whether the text is `latitude,longitude`: degrees of -90...90 and -180...180.
    public static func isGeo(_ text: String) -> Bool {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, let latitude = Double(String(parts[0]).trimmed),
            let longitude = Double(String(parts[1]).trimmed)
        else { return false }
        return (-90...90).contains(latitude) && (-180...180).contains(longitude)
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
