import CLinux
import Glibc
package import Model

/// Asks whoever answers on a Unix socket of this host.
package enum LocalSocket {
    /// Sends `request` and a newline; what comes back until the other end closes, at most `answerBytesMax`.
    ///
    /// Waits at most `patience` for each piece. The error `isNobodyThere` where nobody listens; `.denied` where the
    /// socket's mode keeps this user out.
    package static func ask(
        _ path: Path, _ request: [UInt8], patience: Duration = .seconds(10), answerBytesMax: Int = 64 << 20
    ) throws(SystemError) -> [UInt8] {
        let connection = OwnedDescriptor(owning: try connect(path, patience: patience))
        try send(request + [UInt8(ascii: "\n")], to: connection.raw, path)
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = uninterrupted { recv(connection.raw, &piece, piece.count, 0) }
            if count == 0 { return answer }
            // Whoever refuses before it has read all of the request resets the connection behind its answer.
            if count < 0, errno == ECONNRESET, !answer.isEmpty { return answer }
            guard count > 0 else { throw .last("recv", path) }
            answer += piece[..<count]
            guard answer.count <= answerBytesMax else { throw .tooLarge(path, max: ByteCount(answerBytesMax)) }
        }
    }

    /// Whether somebody listens there; a socket whose owner died is only a name.
    package static func isListening(_ path: Path) -> Bool {
        do throws(SystemError) {
            _ = OwnedDescriptor(owning: try connect(path, patience: .seconds(1)))
            return true
        } catch {
            return error.reason == .busy || error.reason == .denied
        }
    }

    private static func connect(_ path: Path, patience: Duration) throws(SystemError) -> Int32 {
        let milliseconds = Int32(clamping: patience.components.seconds * 1_000)
        let raw = uninterrupted { Int(path.withCString { stacktail_connect_local($0, milliseconds) }) }
        guard raw >= 0 else { throw .last("connect", path) }
        return Int32(raw)
    }

    private static func send(_ bytes: [UInt8], to descriptor: Int32, _ path: Path) throws(SystemError) {
        var position = 0
        while position < bytes.count {
            let sent = bytes.withUnsafeBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[position...])
                return uninterrupted { Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL)) }
            }
            guard sent > 0 else { throw .last("send", path) }
            position += sent
        }
    }
}

extension SystemError {
    /// Of `LocalSocket.ask`: there is no socket, or the process that made it is dead.
    package var isNobodyThere: Bool { reason == .notFound || errno == ECONNREFUSED }
}

/// Who is at the other end of a Unix socket, by the kernel's word.
struct LocalPeer {
    /// Root, this process's own user, and the members of its group.
    let isAllowed: Bool

    init(of descriptor: Int32) {
        var user: UInt32 = 0
        var group: UInt32 = 0
        guard stacktail_peer_user(descriptor, &user, &group) == 0 else {
            isAllowed = false
            return
        }
        let isOwner = user == 0 || user == geteuid() || group == getegid()
        isAllowed = isOwner || Self.groups(of: descriptor).contains(getegid())
    }

    private static func groups(of descriptor: Int32) -> [UInt32] {
        var groups = [UInt32](repeating: 0, count: 1_024)
        let count = Int(stacktail_peer_groups(descriptor, &groups, Int32(groups.count)))
        return count > 0 ? Array(groups[..<min(count, groups.count)]) : []
    }
}
