import WireFormat

extension Event {
    /// The event as the server reads it: one compact JSON object on one line.
    ///
    /// The order of the members is fixed, so that the same event always gives the same bytes. Nothing is checked here;
    /// `fitted()` does that. Members of `data` that begin with `@` are left out, as they would pass for the protocol's
    /// own.
    public func encoded() -> [UInt8] {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        json.member("type", type)
        json.member("source", source)
        json.member("date", date.iso8601)
        json.member("message", message)
        json.member("geo", geo)
        if let value {
            json.name("value")
            json.number(value)
        }
        json.member("count", count)
        json.member("reference_id", referenceID)
        json.member("tags", tags)
        if hasData { json.object("data", encodeData) }
        json.endObject()
        return json.bytes
    }

    private var hasData: Bool {
        error != nil || simpleError != nil || stack != nil || level != nil || version != nil || submissionMethod != nil
            || environment != nil || request != nil || user != nil || userDescription != nil || !references.isEmpty
            || !precedingLines.isEmpty || !data.isEmpty
    }

    private func encodeData(into json: inout JSONWriter) {
        if let error { json.object("@error", error.encode) }
        if let simpleError { json.object("@simple_error", simpleError.encode) }
        if let stack { json.object("@stack", stack.encode) }
        json.member("@level", level)
        json.member("@trace", precedingLines)
        json.member("@version", version)
        json.member("@submission_method", submissionMethod)
        if let environment { json.object("@environment", environment.encode) }
        if let request { json.object("@request", request.encode) }
        if let user { json.object("@user", user.encode) }
        if let userDescription { json.object("@user_description", userDescription.encode) }
        for (name, id) in references.sorted(by: { $0.key < $1.key }) { json.member("@ref:" + name, id) }
        for member in data.members where !member.name.hasPrefix("@") {
            json.name(member.name)
            json.value(member.value)
        }
    }
}
