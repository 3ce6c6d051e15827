import Exceptionless
import WireFormat

extension Event {
    /// The event with the redactions applied to every text that came from the log: message, source, trace, tags, data,
    /// and whatever else a template may have put a capture into.
    ///
    /// What the agent itself says stays as it is: host facts, the file's path, the rule's name.
    func redacted(by redactions: [Redaction]) -> Event {
        guard !redactions.isEmpty else { return self }
        let redact = Redactor(redactions: redactions)
        var event = self
        event.type = redact(type)
        event.source = redact(source)
        event.message = redact(message)
        event.tags = tags.map { redact($0) }
        event.level = redact(level)
        event.version = redact(version)
        event.geo = redact(geo)
        event.error = error.flatMap { ErrorInfo(chain: $0.chain.map { redact($0) }) }
        event.simpleError = simpleError.map { redact($0) }
        event.stack = stack.map { redact($0) }
        event.request = request.map { redact($0) }
        event.user = user.map { redact($0) }
        // An id with something of the secret cut out of it would link to nothing.
        event.references = references.filter { redact($0.value) == $0.value }
        event.precedingLines = precedingLines.map { redact($0) }
        event.data = redact(data, except: "log")
        if var log = data["log"]?.object, let thread = log["thread"]?.text {
            log["thread"] = .string(redact(thread))
            event.data["log"] = .object(log)
        }
        return event
    }
}

private struct Redactor {
    let redactions: [Redaction]

    func callAsFunction(_ text: String) -> String { redactions.applied(to: text) }

    func callAsFunction(_ text: String?) -> String? { text.map { redactions.applied(to: $0) } }

    func callAsFunction(_ object: JSONObject, except own: String? = nil) -> JSONObject {
        var members = object.members
        for place in members.indices where members[place].name != own {
            members[place].value = self(members[place].value)
        }
        return JSONObject(uniqueMembers: members)
    }

    func callAsFunction(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .integer, .number: value
        case .string(let text): .string(self(text))
        case .array(let elements): .array(elements.map { self($0) })
        case .object(let object): .object(self(object))
        }
    }

    func callAsFunction(_ error: ErrorInfo) -> ErrorInfo {
        var error = error
        (error.type, error.message, error.code) = (self(error.type), self(error.message), self(error.code))
        error.frames = error.frames.map { self($0) }
        error.targetMethod = error.targetMethod.map { self($0) }
        error.data = self(error.data)
        return error
    }

    func callAsFunction(_ frame: StackFrame) -> StackFrame {
        var frame = frame
        (frame.declaringNamespace, frame.declaringType) = (self(frame.declaringNamespace), self(frame.declaringType))
        (frame.name, frame.fileName) = (self(frame.name), self(frame.fileName))
        frame.genericArguments = frame.genericArguments.map { self($0) }
        for place in frame.parameters.indices {
            let parameter = frame.parameters[place]
            (frame.parameters[place].type, frame.parameters[place].name) = (self(parameter.type), self(parameter.name))
        }
        return frame
    }

    func callAsFunction(_ error: SimpleErrorInfo) -> SimpleErrorInfo {
        var error = error
        (error.type, error.message, error.stackTrace) = (self(error.type), self(error.message), self(error.stackTrace))
        error.data = self(error.data)
        if let inner = error.inner { error.inner = self(inner) }
        return error
    }

    func callAsFunction(_ user: UserInfo) -> UserInfo {
        var user = user
        (user.identity, user.name, user.data) = (self(user.identity), self(user.name), self(user.data))
        return user
    }

    func callAsFunction(_ stack: StackInfo) -> StackInfo {
        StackInfo(
            title: self(stack.title), signature: stack.signature.map { .init($0.name, self($0.value)) },
            stackTrace: self(stack.stackTrace))
    }

    func callAsFunction(_ request: RequestInfo) -> RequestInfo {
        var request = request
        for member in [
            \RequestInfo.userAgent, \.httpMethod, \.host, \.path, \.referrer, \.clientIPAddress,
        ] {
            request[keyPath: member] = self(request[keyPath: member])
        }
        request.headers = request.headers.mapValues { $0.map { self($0) } }
        request.cookies = request.cookies.mapValues { self($0) }
        request.postData = request.postData.map { self($0) }
        (request.queryString, request.data) = (self(request.queryString), self(request.data))
        return request
    }
}
