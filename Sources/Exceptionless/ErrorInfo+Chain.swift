extension ErrorInfo {
    /// The exception and its causes, outermost first.
    public var chain: [ErrorInfo] {
        var chain: [ErrorInfo] = []
        var next: ErrorInfo? = self
        while let error = next {
            chain.append(error)
            next = error.inner
        }
        return chain
    }

    /// The error whose causes are nested into each other in that order, outermost first; nil for an empty chain.
    public init?(chain: [ErrorInfo]) {
        var nested: ErrorInfo?
        for var error in chain.reversed() {
            error.inner = nested
            nested = error
        }
        guard let nested else { return nil }
        self = nested
    }

    /// At most `causesMax` causes: the outer ones, and the innermost, which tells what went wrong.
    func keepingCauses(_ causesMax: Int) -> ErrorInfo {
        let chain = chain
        guard chain.count > causesMax + 1 else { return self }
        return ErrorInfo(chain: chain.prefix(causesMax) + chain.suffix(1)) ?? self
    }

    /// Each exception of the chain changed by `change`, which leaves `inner` alone.
    func mapChain(_ change: (inout ErrorInfo) -> Void) -> ErrorInfo {
        var chain = chain
        for place in chain.indices { change(&chain[place]) }
        return ErrorInfo(chain: chain) ?? self
    }
}
