public import WireFormat

/// `@simple_error`: an exception whose stack is one text. The server stacks it by the verbatim text, in which a line
/// number or an address makes one stack of each build, so it should come with `@stack`.
public struct SimpleErrorInfo: Hashable, Sendable {
    /// The exception's full name.
    public var type: String?
    public var message: String?
    /// One text, where `@error` has an array.
    public var stackTrace: String?
    public var data = JSONObject()
    /// None or one, as in `ErrorInfo`.
    private var causes: [SimpleErrorInfo] = []

    /// What caused it, one level deeper; the server does not stack by it.
    public var inner: SimpleErrorInfo? {
        get { causes.first }
        set { causes = newValue.map { [$0] } ?? [] }
    }

    public init(type: String? = nil, message: String? = nil, stackTrace: String? = nil) {
        (self.type, self.message, self.stackTrace) = (type, message, stackTrace)
    }
}

extension SimpleErrorInfo {
    /// The exception and its causes, outermost first.
    public var chain: [SimpleErrorInfo] {
        var chain: [SimpleErrorInfo] = []
        var next: SimpleErrorInfo? = self
        while let error = next {
            chain.append(error)
            next = error.inner
        }
        return chain
    }

    /// Each exception of the chain changed by `change`, which leaves `inner` alone; no more than `countMax` of them.
    func mapChain(countMax: Int = .max, _ change: (inout SimpleErrorInfo) -> Void) -> SimpleErrorInfo {
        var nested: SimpleErrorInfo?
        for var error in chain.prefix(max(1, countMax)).reversed() {
            change(&error)
            error.inner = nested
            nested = error
        }
        return nested ?? self
    }
}
