import NIOCore
import NIOHTTP1

/// Gathers a connection's requests, one at a time, and hands each over whole.
final class StandInConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let core: StandInCore
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(core: StandInCore) { self.core = core }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): (self.head, body) = (head, [])
        case .body(let part): body.append(contentsOf: part.readableBytesView)
        case .end:
            guard let head else { return }
            let request = SeenRequest(
                method: head.method.rawValue, target: head.uri,
                headers: head.headers.map { (name: $0.name, value: $0.value) }, body: body)
            (self.head, body) = (nil, [])
            core.take(request, on: context.channel)
        }
    }

    /// A client that resets or breaks TLS off is what some tests are about.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

extension SeenRequest {
    /// HTTP/1.1 keeps a connection unless told otherwise.
    var keepsAlive: Bool { header("Connection")?.lowercased() != "close" }
}

extension Channel {
    func send(_ answer: StandInAnswer, keepsAlive: Bool) {
        writeHead(of: answer, keepsAlive: keepsAlive)
        writeBody(answer.body[...])
        let sent = writeAndFlush(HTTPServerResponsePart.end(nil))
        if !keepsAlive { sent.whenComplete { _ in self.close(promise: nil) } }
    }

    /// The head, which promises the whole body, and the body's first bytes.
    func sendPart(of answer: StandInAnswer, bodyBytes: Int) {
        writeHead(of: answer, keepsAlive: true)
        writeBody(answer.body.prefix(bodyBytes))
        flush()
    }

    func sendRest(of answer: StandInAnswer, from bodyBytes: Int) {
        writeBody(answer.body.dropFirst(bodyBytes))
        writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
    }

    private func writeHead(of answer: StandInAnswer, keepsAlive: Bool) {
        var headers = HTTPHeaders(answer.headers)
        // RFC 9110 forbids a length with these two unless it tells of a body that stays away.
        if answer.status != 304, answer.status != 204 {
            headers.add(name: "Content-Length", value: String(answer.body.count))
        }
        if !keepsAlive { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
        write(HTTPServerResponsePart.head(head), promise: nil)
    }

    private func writeBody(_ bytes: ArraySlice<UInt8>) {
        guard !bytes.isEmpty else { return }
        write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes))), promise: nil)
    }
}
