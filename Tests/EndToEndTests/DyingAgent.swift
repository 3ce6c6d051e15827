import Foundation
import Synchronization

/// What remains of an agent that is killed amid a request: it hears the first, and is gone without an answer.
final class DyingAgent: Sendable {
    private let text = Mutex("")

    /// What was asked.
    var heard: String { text.withLock { $0 } }

    struct NoSocket: Error {}

    /// Listens in that state directory, which is made.
    init(at state: String) throws {
        try FileManager.default.createDirectory(
            atPath: state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let path = state + "/stacktail.sock"
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isBound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) == 0 }
        }
        guard listener >= 0, isBound, listen(listener, 4) == 0 else { throw NoSocket() }
        Thread { [self] in
            let client = accept(listener, nil, nil)
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = read(client, &bytes, bytes.count)
            text.withLock { $0 = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) }
            unlink(path)
            close(listener)
            close(client)
        }.start()
    }
}
