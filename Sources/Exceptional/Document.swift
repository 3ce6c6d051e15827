import WireFormat

/// One event as the server reads it: a JSON object whose six mandatory members are always there. It has texts,
/// integers, arrays and objects only, as the official client never sends anything else; what is not known is left out.
struct Document {
    let body: [UInt8]
    /// For the query; nil if the backtrace is made up.
    let hash: String?

    init(of event: [UInt8], from publisher: Publisher) throws(PublishRefusal) {
        let event = try ToldEvent(event)
        var bytes = 0
        for limits in [DocumentLimits.whole, .shortened] {
            let backtrace = Backtrace(of: event, limits)
            let members = event.document(backtrace, from: publisher, limits)
            let body = JSONValue.object(members).encoded()
            bytes = body.count
            guard bytes > DocumentLimits.documentBytesMax else {
                (self.body, hash) = (body, backtrace.hash)
                return
            }
        }
        throw .tooLarge(bytes: bytes)
    }
}

extension ToldEvent {
    fileprivate func document(
        _ backtrace: Backtrace, from publisher: Publisher, _ limits: DocumentLimits
    ) -> JSONObject {
        var document = JSONObject()
        document["exception"] = exception(backtrace, limits)
        document["application_environment"] = applicationEnvironment(publisher.application, limits)
        document["client"] = publisher.client
        document["request"] = request(limits).map { .object($0) }
        document["rescue_block"] = ["name": .string((self[log: "rule"]?.told ?? source).fitting(limits.nameBytesMax))]
        document["context"] = .object(
            context(limits, isSynthetic: backtrace.isSynthetic, showsRaw: publisher.sendsRaw))
        return document
    }

    private func exception(_ backtrace: Backtrace, _ limits: DocumentLimits) -> JSONValue {
        // In whole seconds, and UTC: the fraction is cut, never rounded into the future.
        let occurred = Timestamp(seconds: time.seconds)
        return [
            "occurred_at": .string(occurred.iso8601),
            "exception_class": .string(exceptionClass.fitting(limits.nameBytesMax)),
            "message": .string(exceptionMessage.fitting(limits.messageBytesMax)),
            "backtrace": .array(backtrace.lines.map { .string($0) }),
        ]
    }

    private func applicationEnvironment(
        _ application: Publisher.Application, _ limits: DocumentLimits
    ) -> JSONValue {
        func text(_ text: String) -> JSONValue { .string(text.fitting(limits.contextBytesMax)) }
        var variables = JSONObject()
        variables["log_file"] = file.map(text)
        for variable in application.environment { variables[variable.name] = text(variable.value) }
        var members = JSONObject()
        members["application_root_directory"] = text(application.root ?? file?.directory ?? "/")
        members["env"] = .object(variables)
        members["environment"] = application.stage.map(text)
        members["host"] = (self[log: "host"]?.told ?? self[data: "@environment"]?["machine_name"]?.told).map(text)
        if let language = application.language {
            members["language"] = text(language)
            members["framework"] = ""
        }
        return .object(members)
    }

    /// Nil unless a rule found an address: most logged errors are of no request.
    private func request(_ limits: DocumentLimits) -> JSONObject? {
        guard let request = self[data: "@request"], let path = request["path"]?.told else { return nil }
        var members = JSONObject()
        members["url"] = .string((request.origin + path).fitting(limits.contextBytesMax))
        members["request_method"] = request["http_method"]?.told.map { .string($0.lowercased()) }
        members["remote_ip"] = request["client_ip_address"]?.told.map { .string($0) }
        members["parameters"] = request["query_string"]?.plain(limits)
        var headers = JSONObject()
        for header in request["headers"]?.object?.members ?? [] {
            let values = (header.value.elements ?? [header.value]).compactMap(\.text)
            headers[header.name] = .string(values.joined(separator: ", "))
        }
        headers["User-Agent"] = request["user_agent"] ?? headers["User-Agent"]
        headers["Referer"] = request["referrer"] ?? headers["Referer"]
        members["headers"] = headers.isEmpty ? nil : JSONValue.object(headers).plain(limits)
        return members
    }
}

extension Publisher {
    fileprivate var client: JSONValue {
        let parts = userAgent.split(separator: "/", maxSplits: 1)
        var client: JSONObject = ["name": .string(String(parts.first ?? ""))]
        client["version"] = .string(parts.count == 2 ? String(parts[1]) : "")
        client["protocol_version"] = .integer(Int64(version.rawValue))
        return .object(client)
    }
}

extension DocumentLimits {
    /// Of what is mostly a name.
    fileprivate var nameBytesMax: Int { backtraceLineBytesMax }
}

extension JSONValue {
    /// Scheme, host and port of a request, where the host is known.
    fileprivate var origin: String {
        guard let host = self["host"]?.told else { return "" }
        let port = self["port"]?.integer.map { ":\($0)" } ?? ""
        return (self["is_secure"] == .bool(true) ? "https://" : "http://") + host + port
    }
}
