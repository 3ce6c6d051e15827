package import Logging
package import Model
import Platform
import ServiceLifecycle
package import WireFormat

/// The control socket as a service of the process. That it cannot be had is told once and harms nobody.
package struct ControlSocket: Service {
    private let places: [Path]
    private let answer: @Sendable (ControlRequest) async -> JSONValue
    private let logger: Logger

    /// At the first of `places` that can be had.
    package init(
        at places: [Path], logger: Logger, answer: @escaping @Sendable (ControlRequest) async -> JSONValue
    ) {
        (self.places, self.logger, self.answer) = (places, logger, answer)
    }

    /// Answers until the process shuts down.
    package func run() async throws {
        let server = open()
        try await gracefulShutdown()
        server?.stop()
    }

    /// An event of `EventLimits.bytesMax` fits, whatever its texts are made of.
    private static let bounds: LocalServer.Bounds = {
        var bounds = LocalServer.Bounds()
        bounds.requestBytesMax = ControlRequest.bytesMax
        return bounds
    }()

    private func open() -> LocalServer? {
        let refusal = StatusDocument.refusal(
            "you are neither root, nor the agent's user '\(Ownership.user)', nor in its group: use sudo")
        var faults: [String] = []
        for place in places {
            do throws(SystemError) {
                // Others may come as far as the socket, whose mode keeps them out.
                try OwnFiles.makeDirectories(place.directory, mode: 0o755)
                return try LocalServer(
                    at: place, bounds: Self.bounds, refusal: refusal.encoded() + [UInt8(ascii: "\n")]
                ) { [answer] line in
                    await Self.answer(line, by: answer).encoded() + [UInt8(ascii: "\n")]
                }
            } catch {
                let isOthers = error.reason == .busy
                faults.append(isOthers ? "\(place) is another agent's" : error.description)
            }
        }
        logger.error(
            """
            'stacktail status' cannot ask this agent: \(faults.joined(separator: "; ")); \
            choose another 'status.socket'
            """)
        return nil
    }

    private static func answer(
        _ line: [UInt8], by answer: @Sendable (ControlRequest) async -> JSONValue
    ) async -> JSONValue {
        do throws(ControlFault) { return await answer(try ControlRequest(line)) } catch {
            return StatusDocument.refusal(error.text)
        }
    }
}
