import Logging
import Model
import Page
import ServiceLifecycle
import Testing
import WireFormat

@Suite("The page as a service", .timeLimit(.minutes(10)))
struct ServiceTests {
    @Test func itShowsWhatIsOnTheBoardAndStopsWhenTold() async throws {
        let board = StatusBoard(emptySnapshot)
        try await withPage(at: PageAddress(host: "127.0.0.1", port: 0), showing: board) { port in
            #expect(try ask(port: port, "/readyz").hasPrefix("HTTP/1.1 503 "))
            var snapshot = emptySnapshot
            (snapshot.isReady, snapshot.tails.filesTailed) = (true, 12)
            board.publish(snapshot)
            #expect(try ask(port: port, "/readyz").hasPrefix("HTTP/1.1 200 "))
            let metrics = try ask(port: port, "/metrics?x=1")
            #expect(metrics.contains("stacktail_files_tailed 12\n"))
            #expect(metrics.lowercased().contains("content-type: text/plain; version=0.0.4"))
            #expect(try ask(port: port, "/metrics", host: "evil.example").hasPrefix("HTTP/1.1 421 "))
            let head = try ask(port: port, "/healthz", method: "HEAD")
            #expect(head.hasPrefix("HTTP/1.1 200 ") && head.hasSuffix("\r\n\r\n"))
        }
    }

    /// The second page finds its port taken, says so, and is there to be stopped like the first.
    @Test func aPortThatIsTakenHarmsNobody() async throws {
        let board = StatusBoard(emptySnapshot)
        try await withPage(at: PageAddress(host: "127.0.0.1", port: 0), showing: board) { port in
            let (lines, continuation) = AsyncStream.makeStream(of: String.self)
            let logger = Logger(label: "test") { _ in LineHandler(continuation: continuation) }
            let page = StatusPage(
                at: PageAddress(host: "127.0.0.1", port: port), showing: board, now: { Timestamp(seconds: 0) },
                logger: logger)
            let group = ServiceGroup(configuration: .init(services: [page], logger: quiet))
            async let end: Void = group.run()
            var line = lines.makeAsyncIterator()
            let said = try #require(await line.next())
            #expect(said.hasPrefix("the page cannot listen on 127.0.0.1:\(port)"))
            await group.triggerGracefulShutdown()
            try await end
        }
    }

    private func withPage(
        at address: PageAddress, showing board: StatusBoard, _ body: (Int) async throws -> Void
    ) async throws {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let page = StatusPage(at: address, showing: board, now: { Timestamp(seconds: 2_000) }, logger: quiet) {
            continuation.yield($0)
        }
        let group = ServiceGroup(configuration: .init(services: [page], logger: quiet))
        async let end: Void = group.run()
        var port = ports.makeAsyncIterator()
        try await body(try #require(await port.next()))
        await group.triggerGracefulShutdown()
        try await end
    }

    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

private struct LineHandler: LogHandler {
    let continuation: AsyncStream<String>.Continuation
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.error

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { continuation.yield("\(event.message)") }
}
