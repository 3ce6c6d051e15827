package import Logging
package import Model
import Platform
import ServiceLifecycle
package import WireFormat

/// What is asked over the control socket, on one line: `{"stacktail":1,"command":"status"}`, for a file also
/// `"file":"/var/log/app.log"` (or `"file_bytes":[47,…]`, for a name that is no UTF-8). The answer is one JSON object
/// on one line, a `StatusDocument`; then the connection ends.
package enum ControlRequest: Hashable, Sendable {
    case status(file: Path?)

    /// As a line without its end.
    package var line: [UInt8] {
        var object: JSONObject = ["stacktail": .integer(StatusDocument.version), "command": "status"]
        if case .status(let file?) = self {
            if let text = String(validating: file.bytes, as: UTF8.self) {
                object["file"] = .string(text)
            } else {
                object["file_bytes"] = .array(file.bytes.map { .integer(Int64($0)) })
            }
        }
        return JSONValue.object(object).encoded()
    }

    /// Throws what to tell whoever asked.
    package init(_ line: [UInt8]) throws(ControlFault) {
        guard let request = try? JSONReader.parse(line), request.object != nil else {
            throw ControlFault("the request is no JSON object")
        }
        guard request["stacktail"]?.integer == StatusDocument.version else {
            throw ControlFault("this agent speaks version \(StatusDocument.version) of the control protocol")
        }
        guard request["command"]?.text == "status" else {
            throw ControlFault("unknown command; this agent knows: status")
        }
        let bytes = request["file_bytes"]?.elements?.compactMap { $0.integer.flatMap(UInt8.init(exactly:)) }
        let file = bytes.map { Path(bytes: $0) } ?? request["file"]?.text.map { Path($0) }
        if let file, file.bytes.first != UInt8(ascii: "/") || file.bytes.contains(0) {
            throw ControlFault("'file' must be a whole path")
        }
        self = .status(file: file)
    }
}

/// Why a request is not answered.
package struct ControlFault: Error, Hashable, Sendable {
    package var text: String

    package init(_ text: String) { self.text = text }
}

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

    private func open() -> LocalServer? {
        let refusal = StatusDocument.refusal(
            "you are neither root, nor the agent's user '\(Ownership.user)', nor in its group: use sudo")
        var faults: [String] = []
        for place in places {
            do throws(SystemError) {
                // Others may come as far as the socket, whose mode keeps them out.
                try OwnFiles.makeDirectories(place.directory, mode: 0o755)
                return try LocalServer(at: place, refusal: refusal.encoded() + [UInt8(ascii: "\n")]) { [answer] line in
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
