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
            || environment != nil || request != nil || user != nil || !precedingLines.isEmpty || !data.isEmpty
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
        for member in data.members where !member.name.hasPrefix("@") {
            json.name(member.name)
            json.value(member.value)
        }
    }
}

extension ErrorInfo {
    fileprivate func encode(into json: inout JSONWriter) {
        json.member("type", type)
        json.member("message", message)
        json.member("code", code)
        json.objects("stack_trace", frames) { frame, json in frame.encode(into: &json) }
        if let inner { json.object("inner", inner.encode) }
        json.member("data", data)
    }
}

extension StackFrame {
    fileprivate func encode(into json: inout JSONWriter) {
        json.member("declaring_namespace", declaringNamespace)
        json.member("declaring_type", declaringType)
        json.member("name", name)
        json.member("file_name", fileName)
        json.member("line_number", lineNumber)
        json.member("column", column)
        if isSignatureTarget { json.member("is_signature_target", true) }
        json.member("generic_arguments", genericArguments)
        json.objects("parameters", parameters) { parameter, json in
            json.member("name", parameter.name)
            json.member("type", parameter.type)
        }
    }
}

extension SimpleErrorInfo {
    fileprivate func encode(into json: inout JSONWriter) {
        json.member("type", type)
        json.member("message", message)
        json.member("stack_trace", stackTrace)
    }
}

extension StackInfo {
    fileprivate func encode(into json: inout JSONWriter) {
        json.member("title", title)
        if !signature.isEmpty {
            json.object("signature_data") { json in
                for part in signature { json.member(part.name, part.value) }
            }
        }
        json.member("stack_trace", stackTrace)
    }
}

extension EnvironmentInfo {
    fileprivate func encode(into json: inout JSONWriter) {
        json.member("machine_name", machineName)
        json.member("o_s_name", osName)
        json.member("o_s_version", osVersion)
        json.member("architecture", architecture)
        json.member("processor_count", processorCount)
        json.member("total_physical_memory", totalPhysicalMemory.map { Int($0) })
        json.member("runtime_version", runtimeVersion)
        json.member("ip_address", ipAddress)
        json.member("process_name", processName)
        json.member("process_id", processID)
        json.member("data", data)
    }
}

extension RequestInfo {
    fileprivate func encode(into json: inout JSONWriter) {
        json.member("user_agent", userAgent)
        json.member("http_method", httpMethod)
        json.member("is_secure", isSecure)
        json.member("host", host)
        json.member("port", port)
        json.member("path", path)
        json.member("referrer", referrer)
        json.member("client_ip_address", clientIPAddress)
        json.member("query_string", queryString)
        json.member("data", data)
    }
}

extension UserInfo {
    fileprivate func encode(into json: inout JSONWriter) {
        json.member("identity", identity)
        json.member("name", name)
    }
}

/// Members that are left out when there is nothing to say: the server takes a null inside a known block for a wrong
/// type.
extension JSONWriter {
    fileprivate mutating func member(_ name: String, _ text: String?) {
        guard let text else { return }
        self.name(name)
        string(text)
    }

    fileprivate mutating func member(_ name: String, _ number: Int?) {
        guard let number else { return }
        self.name(name)
        integer(number)
    }

    fileprivate mutating func member(_ name: String, _ flag: Bool?) {
        guard let flag else { return }
        self.name(name)
        bool(flag)
    }

    fileprivate mutating func member(_ name: String, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        self.name(name)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }

    fileprivate mutating func member(_ name: String, _ object: JSONObject) {
        guard !object.isEmpty else { return }
        self.name(name)
        value(.object(object))
    }

    /// An object member whose members `body` writes.
    fileprivate mutating func object(_ name: String, _ body: (inout JSONWriter) -> Void) {
        self.name(name)
        beginObject()
        body(&self)
        endObject()
    }

    /// An array of objects, one for each element; `body` writes an element's members.
    fileprivate mutating func objects<Element>(
        _ name: String, _ elements: [Element], _ body: (Element, inout JSONWriter) -> Void
    ) {
        guard !elements.isEmpty else { return }
        self.name(name)
        beginArray()
        for element in elements {
            beginObject()
            body(element, &self)
            endObject()
        }
        endArray()
    }
}
