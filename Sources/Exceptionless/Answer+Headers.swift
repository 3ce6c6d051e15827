extension Answer {
    /// The version of the project's settings at the server; only successful submissions tell it.
    public var configVersion: Int? { header("X-Exceptionless-ConfigVersion").flatMap { Int($0) } }

    /// How many requests the server takes in this quarter of an hour; 0 means to wait for the next.
    public var requestsRemaining: Int? { header("X-RateLimit-Remaining").flatMap { Int($0) } }
}
