import WireFormat

extension Answer {
    /// The pause that a server or a proxy asks for: seconds, or a date. Zero for none, and for one that is over.
    func retryAfter(at now: Timestamp, atMost most: Duration) -> Duration {
        guard let text = header("Retry-After") else { return .zero }
        let pause = Int(text).map { Duration.seconds($0) } ?? Timestamp(httpDate: text).map { now.duration(to: $0) }
        return min(max(pause ?? .zero, .zero), most)
    }
}
