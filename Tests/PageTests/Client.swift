import Glibc

/// One request over a socket of its own, read to the end of the connection.
///
/// The page's room brings no HTTP client, and a test of `Host` must be able to lie.
func ask(port: Int, _ path: String, host: String = "localhost", method: String = "GET") throws(SocketFault) -> String {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw SocketFault(call: "socket", code: errno) }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafeBytes(of: &address) { bytes in
        connect(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(bytes.count))
    }
    guard connected == 0 else { throw SocketFault(call: "connect", code: errno) }
    let request = Array("\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n".utf8)
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
        throw SocketFault(call: "send", code: errno)
    }
    var answer: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4_096)
    while true {
        let count = recv(descriptor, &piece, piece.count, 0)
        guard count >= 0 else { throw SocketFault(call: "recv", code: errno) }
        if count == 0 { return String(decoding: answer, as: UTF8.self) }
        answer += piece[..<count]
    }
}

struct SocketFault: Error {
    var call: String
    var code: Int32
}
