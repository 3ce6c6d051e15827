public import WireFormat

/// `@error`: an exception with parsed frames, and its cause. The server stacks it by the exception's type and the first
/// frame of one's own code, never by file or line.
public struct ErrorInfo: Hashable, Sendable {
    /// The exception's full name.
    public var type: String?
    public var message: String?
    /// A text, also for what is a number elsewhere: a number here makes the server ignore the whole block.
    public var code: String?
    /// Most recent call first.
    public var frames: [StackFrame] = []
    /// Where no frame is known: what was called. Its file, line and column are not written.
    public var targetMethod: StackFrame?
    /// What was loaded; only the outermost exception's are written.
    public var modules: [LoadedModule] = []
    /// `@ext` in it holds further properties; `Number` and `ErrorCode` in that are part of the stack's signature.
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
    /// Frames whose namespace begins with `System` or `Microsoft` are nobody's own to the server; all others are.
    public var declaringNamespace: String?
    public var declaringType: String?
    public var name: String?
    public var fileName: String?
    /// 1-based; 32 bits.
    public var lineNumber: Int?
    /// 1-based; 32 bits.
    public var column: Int?
    /// The server sets it itself on the frame that it chose.
    public var isSignatureTarget = false
    /// `LoadedModule.id` of where it is from.
    public var moduleID: Int?
    public var parameters: [Parameter] = []
    public var genericArguments: [String] = []
    public var data = JSONObject()

    public init(name: String? = nil) { self.name = name }

    /// A parameter as the stack prints it. Its type and name are part of the frame's signature at the server.
    public struct Parameter: Hashable, Sendable {
        public var type: String?
        public var typeNamespace: String?
        public var name: String?
        public var genericArguments: [String] = []
        public var data = JSONObject()

        public init(type: String? = nil, name: String? = nil) { (self.type, self.name) = (type, name) }
    }
}

/// One of `@error.modules`: a library that was loaded when it happened.
public struct LoadedModule: Hashable, Sendable {
    /// What frames point at; 32 bits.
    public var id: Int
    public var name: String
    public var version: String?
    /// Whether it is the program itself.
    public var isEntry = false
    public var created: Timestamp?
    public var modified: Timestamp?
    public var data = JSONObject()

    public init(id: Int, name: String, version: String? = nil) {
        (self.id, self.name, self.version) = (id, name, version)
    }
}
