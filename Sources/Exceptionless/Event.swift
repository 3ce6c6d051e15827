public import WireFormat

/// One event, as the server's event model has it. Absent members are left out of the wire form, never written as null:
/// a wrong or null type inside a known block makes the server ignore the whole block.
public struct Event: Hashable, Sendable {
    /// `error`, `log`, `usage`, `404`, `session`, `sessionend`, `heartbeat` or a name of one's own; 1–100 characters.
    /// A longer one would make the server throw away the whole batch.
    public var type: String
    /// Logger, component or feature; at most 2,000 characters. Log events stack by it.
    public var source: String?
    public var date: Timestamp
    public var message: String?
    public var tags: [String] = []
    public var value: Double?
    public var count: Int?
    /// `"latitude,longitude"` in decimal degrees (the public guide has the order wrong).
    public var geo: String?
    /// 8–100 of letters, digits and `-`. The server drops a second event with the same one for 24 hours.
    public var referenceID: String?
    public var level: String?
    public var submissionMethod: String?
    public var version: String?
    public var error: ErrorInfo?
    public var simpleError: SimpleErrorInfo?
    public var stack: StackInfo?
    public var environment: EnvironmentInfo?
    public var request: RequestInfo?
    public var user: UserInfo?
    /// `@trace`: what the log said just before, oldest first; shown beside the event.
    public var precedingLines: [String] = []
    /// Extended data. Names that begin with `@` are the protocol's own and are refused here.
    public var data = JSONObject()

    public init(type: String, date: Timestamp) {
        (self.type, self.date) = (type, date)
    }
}

/// `@error`: an exception with parsed frames, and its cause.
public struct ErrorInfo: Hashable, Sendable {
    public var type: String?
    public var message: String?
    public var code: String?
    /// Most recent call first.
    public var frames: [StackFrame] = []
    public var data = JSONObject()
    /// None or one: a struct cannot hold another of its kind, an array of it can.
    private var causes: [ErrorInfo] = []

    /// What caused it, one level deeper.
    public var inner: ErrorInfo? {
        get { causes.first }
        set { causes = newValue.map { [$0] } ?? [] }
    }

    public init(type: String? = nil, message: String? = nil) {
        (self.type, self.message) = (type, message)
    }
}

/// One frame of `@error.stack_trace`.
public struct StackFrame: Hashable, Sendable {
    public var declaringNamespace: String?
    public var declaringType: String?
    public var name: String?
    public var fileName: String?
    public var lineNumber: Int?
    public var column: Int?
    public var isSignatureTarget = false
    public var parameters: [Parameter] = []
    public var genericArguments: [String] = []

    public init(name: String? = nil) { self.name = name }

    /// A parameter as the stack prints it. Its type and name are part of the frame's signature at the server.
    public struct Parameter: Hashable, Sendable {
        public var type: String?
        public var name: String?

        public init(type: String? = nil, name: String? = nil) { (self.type, self.name) = (type, name) }
    }
}

/// `@simple_error`: an exception whose stack is one text. The server stacks it by the verbatim text, so it should come
/// with `@stack`.
public struct SimpleErrorInfo: Hashable, Sendable {
    public var type: String?
    public var message: String?
    public var stackTrace: String?

    public init(type: String? = nil, message: String? = nil, stackTrace: String? = nil) {
        (self.type, self.message, self.stackTrace) = (type, message, stackTrace)
    }
}

/// `@stack`: which events stack together, and under what title. An object on the wire; a plain string has no effect.
public struct StackInfo: Hashable, Sendable {
    public var title: String?
    /// In order; the server hashes the values, not the names. `ExceptionType` and `Method` make its pages look native.
    public var signature: [SignaturePart] = []
    /// The raw text of the stack, an extra member that the server keeps.
    public var stackTrace: String?

    /// One name and value of `signature_data`. Names choose how the server shows the stack, values make it.
    public struct SignaturePart: Hashable, Sendable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    public init(title: String? = nil, signature: [SignaturePart] = [], stackTrace: String? = nil) {
        (self.title, self.signature, self.stackTrace) = (title, signature, stackTrace)
    }
}

/// `@environment`: the host that wrote the log.
public struct EnvironmentInfo: Hashable, Sendable {
    public var machineName: String?
    public var osName: String?
    public var osVersion: String?
    public var architecture: String?
    public var processorCount: Int?
    public var totalPhysicalMemory: Int64?
    public var runtimeVersion: String?
    /// A comma list.
    public var ipAddress: String?
    public var processName: String?
    public var processID: String?
    public var data = JSONObject()

    public init() {}
}

/// `@request`: the HTTP request that a line tells of.
public struct RequestInfo: Hashable, Sendable {
    public var userAgent: String?
    public var httpMethod: String?
    public var isSecure: Bool?
    public var host: String?
    public var port: Int?
    public var path: String?
    public var referrer: String?
    public var clientIPAddress: String?
    public var queryString = JSONObject()
    public var data = JSONObject()

    public init() {}
}

/// `@user`: any event with an identity makes the server keep a session.
public struct UserInfo: Hashable, Sendable {
    public var identity: String?
    public var name: String?

    public init(identity: String? = nil, name: String? = nil) { (self.identity, self.name) = (identity, name) }
}
