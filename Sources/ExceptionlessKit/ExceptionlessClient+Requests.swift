import Compression
public import Exceptionless
import Model

// Every endpoint by itself: made at once, answered or failed, never tried again. `submit` is for all that can wait.

extension ExceptionlessClient {
    /// Sends events past the queue and the duplicate window, and waits for the server's 202: for a program that ends
    /// right after, or that must know.
    ///
    /// Plugins and settings decide as for `submit`; the result tells of each event in its place. A repeat after a
    /// failure is no duplicate if the events have reference IDs of their own. More than one request's worth goes in
    /// several; when one fails, `SendFault` does not tell of those that were accepted before it.
    public func send(_ events: [Event]) async throws(SendFault) -> [Submission] {
        var submissions: [Submission] = []
        var bodies: [[UInt8]] = []
        for event in events {
            switch intake.prepare(event) {
            case .failure(let dropped):
                intake.count { $0.count(dropped.reason) }
                submissions.append(.dropped(dropped.reason))
            case .success(let fitted):
                submissions.append(.accepted(referenceID: fitted.event.referenceID ?? ""))
                bodies.append(fitted.body)
            }
        }
        for batch in Self.batches(of: bodies) {
            let request = collector.submit(events: batch)
            let isLong = request.body.count > RequestLimits.plainBytesMax
            try await accept(isLong ? request.gzipped(gzip(request.body)) : request)
            intake.count { $0.accepted += batch.count }
        }
        return submissions
    }

    /// Sends one event past the queue; see `send(_:)` for several.
    public func send(_ event: Event) async throws(SendFault) -> Submission {
        try await send([event]).first ?? .dropped(.closed)
    }

    /// Sends one event as a query, past the queue: see `Collector.submitByQuery` for what a query can carry. The
    /// client's `environment` does not go along.
    public func sendByQuery(_ event: Event) async throws(SendFault) -> Submission {
        let request: Request
        let id: String
        switch intake.prepare(event) {
        case .failure(let dropped):
            intake.count { $0.count(dropped.reason) }
            return .dropped(dropped.reason)
        case .success(let fitted):
            var plain = fitted.event
            plain.environment = event.environment
            do throws(EventFault) {
                request = try collector.submitByQuery(plain)
            } catch {
                throw .dropped(.malformed(error))
            }
            id = plain.referenceID ?? ""
        }
        try await accept(request)
        intake.count { $0.accepted += 1 }
        return .accepted(referenceID: id)
    }

    /// Adds what a user says to the event with that reference ID, which may still be on its way to the server's store.
    public func describe(_ referenceID: String, _ description: UserDescription) async throws(SendFault) {
        let request: Request
        do throws(EventFault) {
            request = try collector.describe(referenceID: referenceID, description)
        } catch {
            throw .dropped(.malformed(error))
        }
        try await accept(request)
    }

    /// Asks for the project's settings, whatever is known. They hold from now on.
    @discardableResult
    public func fetchSettings() async throws(SendFault) -> ProjectSettings {
        if let settings = try await fetchSettings(ofProject: nil, version: nil) { intake.apply(settings) }
        return settings
    }

    /// Asks for the settings of any project that the key may see; nil: of the client's own. They change nothing here.
    ///
    /// With a version the answer is nil if it is the current one. Requests that name a project count against the
    /// server's budget.
    public func fetchSettings(
        ofProject id: String?, version: Int?
    ) async throws(SendFault) -> ProjectSettings? {
        let collector = id.map { self.collector.project($0) } ?? self.collector
        switch SettingsAnswer(for: try await exchange(collector.settings(version: version))) {
        case .settings(let settings): return settings
        case .unchanged: return nil
        case .failed(let reason): throw .noSettings(reason)
        }
    }

    func accept(_ request: Request) async throws(SendFault) {
        let verdict = Verdict(for: try await exchange(request), at: clock.now().wall)
        if case .accepted = verdict { return }
        throw .refused(verdict)
    }

    /// Each of no more than the server takes even uncompressed; an event is never as large by itself.
    private static func batches(of bodies: [[UInt8]]) -> [[[UInt8]]] {
        var batches: [[[UInt8]]] = []
        var bytes = RequestLimits.bodyBytesMax
        for body in bodies {
            if bytes + body.count + 1 > RequestLimits.bodyBytesMax {
                batches.append([])
                bytes = 2
            }
            batches[batches.count - 1].append(body)
            bytes += body.count + 1
        }
        return batches
    }
}

private enum RequestLimits {
    /// The server takes 200,000 on the wire.
    static let bodyBytesMax = 180_000
    /// Below this, compressing gains no packet.
    static let plainBytesMax = 4_096
}
