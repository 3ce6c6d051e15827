import WireFormat

extension Publisher {
    /// Types of events that are no occurrence of an error, in small letters. The official client knows nothing like
    /// them, and a 404 was a framework's own case at the server.
    package static let typesNotTaken: Set<String> = ["usage", "404", "session", "sessionend", "heartbeat"]
}

/// An event as its JSON tells it.
struct ToldEvent {
    let json: JSONValue
    let type: String
    /// When it happened, as it was written.
    let date: String
    let time: Timestamp

    init(_ body: [UInt8]) throws(PublishRefusal) {
        do throws(JSONFault) { json = try JSONReader.parse(body) } catch { throw .unreadable(error.description) }
        guard let type = json["type"]?.told else { throw .unreadable("it has no type") }
        guard !Publisher.typesNotTaken.contains(type.lowercased()) else { throw .notTaken(type: type) }
        // A late event's own date stands beside the one that it was given for another kind of server.
        let dates = [json["data"]?["original_date"]?.text, json["date"]?.text].compactMap(\.self)
        guard let date = dates.first(where: { Timestamp(iso8601: $0) != nil }), let time = Timestamp(iso8601: date)
        else { throw .unreadable("it has no date") }
        (self.type, self.date, self.time) = (type, date, time)
    }

    subscript(data name: String) -> JSONValue? { json["data"]?[name] }
    subscript(log name: String) -> JSONValue? { json["data"]?["log"]?[name] }

    /// The block of the exception, whichever there is.
    var error: JSONValue? { self[data: "@error"] ?? self[data: "@simple_error"] }
    var level: String? { self[data: "@level"]?.told }
    /// The message of the event itself, whole.
    var message: String? { self[data: "full_message"]?.told ?? json["message"]?.told }
    var file: String? { self[log: "file"]?.told }

    /// The class of the error, or what stands for one; it groups, so it is never the same for all.
    var exceptionClass: String { error?["type"]?.told ?? (level ?? type).uppercased() }

    /// Without the class in front of it.
    var exceptionMessage: String { error?["message"]?.told ?? message ?? exceptionClass }

    /// What wrote it: a logger, else the file, else the rule.
    var source: String {
        json["source"]?.told ?? file.flatMap(\.stem) ?? self[log: "rule"]?.told ?? type
    }
}

extension JSONValue {
    /// The text, if there is more than white space in it.
    var told: String? {
        guard let text, !text.unicodeScalars.allSatisfy(\.properties.isWhitespace) else { return nil }
        return text
    }
}

extension String {
    /// A path's last name without its extension; nil if that leaves nothing.
    fileprivate var stem: String? {
        guard let name = split(separator: "/").last else { return nil }
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return String(name) }
        return String(name[..<dot])
    }

    /// A path's directory; the root for what names none.
    var directory: String {
        guard let slash = lastIndex(of: "/"), slash > startIndex else { return "/" }
        return String(self[..<slash])
    }
}
