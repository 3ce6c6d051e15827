import WireFormat

// The known blocks of an event's data, in the server's names and types. One wrong type makes it ignore a whole block.

extension SimpleErrorInfo {
    func encode(into json: inout JSONWriter) {
        json.member("type", type)
        json.member("message", message)
        json.member("stack_trace", stackTrace)
        if let inner { json.object("inner", inner.encode) }
        json.member("data", data)
    }
}

extension StackInfo {
    func encode(into json: inout JSONWriter) {
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
    func encode(into json: inout JSONWriter) {
        json.member("machine_name", machineName)
        json.member("o_s_name", osName)
        json.member("o_s_version", osVersion)
        json.member("architecture", architecture)
        json.member("processor_count", processorCount)
        json.member("total_physical_memory", totalPhysicalMemory)
        json.member("available_physical_memory", availablePhysicalMemory)
        json.member("runtime_version", runtimeVersion)
        json.member("ip_address", ipAddress)
        json.member("command_line", commandLine)
        json.member("process_name", processName)
        json.member("process_id", processID)
        json.member("process_memory_size", processMemorySize)
        json.member("thread_name", threadName)
        json.member("thread_id", threadID)
        json.member("install_id", installID)
        json.member("data", data)
    }
}

extension RequestInfo {
    func encode(into json: inout JSONWriter) {
        json.member("user_agent", userAgent)
        json.member("http_method", httpMethod)
        json.member("is_secure", isSecure)
        json.member("host", host)
        json.member("port", port)
        json.member("path", path)
        json.member("referrer", referrer)
        json.member("client_ip_address", clientIPAddress)
        json.member("headers", headers) { json, name, values in
            json.name(name)
            json.beginArray()
            for value in values { json.string(value) }
            json.endArray()
        }
        json.member("cookies", cookies) { json, name, value in json.member(name, value) }
        if let postData {
            json.name("post_data")
            json.value(postData)
        }
        json.member("query_string", queryString.mapValues { .string($0.plainText) })
        json.member("data", data)
    }
}

extension JSONValue {
    /// A text as it is, anything else as its JSON.
    var plainText: String { text ?? String(decoding: encoded(), as: UTF8.self) }
}

extension UserInfo {
    func encode(into json: inout JSONWriter) {
        json.member("identity", identity)
        json.member("name", name)
        json.member("data", data)
    }
}

extension UserDescription {
    func encode(into json: inout JSONWriter) {
        json.member("email_address", emailAddress)
        json.member("description", description)
        json.member("data", data)
    }
}
