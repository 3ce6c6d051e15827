package import WireFormat

/// An event in its JSON, as far as must be known of it to judge it once more after it has waited.
package struct EncodedEvent {
    private var event: JSONObject

    /// Nil if the bytes are no JSON object.
    package init?(_ body: [UInt8]) {
        guard let event = (try? JSONReader.parse(body))?.object else { return nil }
        self.event = event
    }

    package var bytes: [UInt8] { JSONValue.object(event).encoded() }

    private var data: JSONObject { event["data"]?.object ?? JSONObject() }

    package var submissionMethod: String? { data["@submission_method"]?.text }

    /// As `verdict(for:defaultMinimum:)` of the event itself.
    package func verdict(of settings: ProjectSettings, defaultMinimum: LogLevel) -> SettingsVerdict {
        if let userAgent = data["@request"]?["user_agent"]?.text, settings.isBot(userAgent: userAgent) {
            return .discard(.robot(userAgent))
        }
        return settings.verdict(
            type: event["type"]?.text ?? "", source: event["source"]?.text, level: data["@level"]?.text,
            exceptionTypes: types(of: data["@error"]) + types(of: data["@simple_error"]),
            defaultMinimum: defaultMinimum)
    }

    /// Outermost first.
    private func types(of error: JSONValue?) -> [String] {
        var types: [String] = []
        var error = error
        while let one = error?.object {
            if let type = one["type"]?.text { types.append(type) }
            error = one["inner"]
        }
        return types
    }

    /// As `redated(to:)` of the event itself.
    package mutating func redate(to now: Timestamp) {
        var data = data
        if data["original_date"] == nil { data["original_date"] = event["date"] }
        event["data"] = .object(data)
        event["date"] = .string(now.iso8601)
        let tags = event["tags"]?.elements ?? []
        if !tags.contains(.string("late")) { event["tags"] = .array([.string("late")] + tags) }
    }

    /// It stands for `count` occurrences from `first` to `last`: it bears the date of the last, and those of both in
    /// its data.
    package mutating func count(_ count: Int, from first: Timestamp, to last: Timestamp) {
        guard count > 1 else { return }
        var data = data
        data["first_date"] = .string(first.iso8601)
        data["last_date"] = .string(last.iso8601)
        event["date"] = .string(last.iso8601)
        event["count"] = .integer(Int64(count))
        event["data"] = .object(data)
    }
}
