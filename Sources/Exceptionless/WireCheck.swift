import WireFormat

/// Looks at an event's JSON as the server will, for bytes that lay somewhere since they were made.
public enum WireCheck {
    /// What would make the server refuse, misread or throw away the event; empty for one that it takes whole.
    public static func faults(in body: [UInt8]) -> [String] {
        guard let event = try? JSONReader.parse(body), let members = event.object?.members else {
            return ["it is no JSON object"]
        }
        if body.contains(where: { $0 < 0x20 }) { return ["it is not on one line"] }
        var faults = members.compactMap { member in typeFault(member).map { "'\(member.name)' must be \($0)" } }
        guard faults.isEmpty else { return faults }
        for (name, limit) in [
            ("source", EventLimits.sourceMax), ("message", EventLimits.messageMax), ("type", EventLimits.typeMax),
        ] where (event[name]?.text ?? "").utf16.count > limit {
            faults.append("'\(name)' has more than \(limit) characters")
        }
        if let id = event["reference_id"]?.text, !EventLimits.isReferenceID(id) {
            faults.append(EventFault.referenceID(id).description)
        }
        if let geo = event["geo"]?.text, !EventLimits.isGeo(geo) { faults.append(EventFault.geo.description) }
        if let date = event["date"]?.text, !isDate(date) { faults.append("'\(date)' is no date that the server reads") }
        if body.count > EventLimits.bytesMax { faults.append(EventFault.size(body.count).description) }
        return faults
    }

    /// What a member of the root must be, where it is something else; another type makes the server take the whole
    /// request for plain text.
    private static func typeFault(_ member: JSONObject.Member) -> String? {
        switch (member.name, member.value) {
        case ("type", .string), ("source", .string), ("message", .string), ("date", .string), ("geo", .string): nil
        case ("reference_id", .string), ("count", .integer), ("value", .integer), ("value", .number): nil
        case ("data", .object): nil
        case ("tags", .array(let tags)) where tags.allSatisfy({ $0.text != nil }): nil
        case ("type", _), ("source", _), ("message", _), ("date", _), ("geo", _), ("reference_id", _): "a text"
        case ("count", _): "a whole number"
        case ("value", _): "a number"
        case ("tags", _): "an array of texts"
        case ("data", _): "an object"
        case _: "left out: the server has no such member"
        }
    }

    /// `2026-11-20T10:00:00[.1234567]Z` or with an offset, as `Timestamp.iso8601` writes it.
    private static func isDate(_ text: String) -> Bool {
        var form = ""
        for character in text { form.append(("0"..."9").contains(character) ? "0" : character) }
        for offset in ["Z", "+00:00", "-00:00"] where form.hasSuffix(offset) {
            let rest = form.dropLast(offset.count)
            let fraction = rest.split(separator: ".", omittingEmptySubsequences: false)
            guard fraction[0] == "0000-00-00T00:00:00", fraction.count <= 2 else { return false }
            return fraction.count == 1 || (1...7).contains(fraction[1].count) && fraction[1].allSatisfy { $0 == "0" }
        }
        return false
    }
}
