import CZlib

/// Reads gzip data piece by piece: any number of members one after the other, as `gzip -c >>` and `logrotate` leave
/// them.
///
/// Add input, then take output until there is none, and so on; at the end of the file call `finish`:
///
///     var gunzip = Gunzip(pieceBytesMax: 256 << 10)
///     while let chunk = read() {
///         gunzip.add(chunk)
///         while let piece = try gunzip.next() { use(piece) }
///     }
///     try gunzip.finish()
///
/// How the input was cut does not show in the joined output. What was good in front of a fault is handed out before the
/// fault is thrown; from then on every call throws it again.
package struct Gunzip: ~Copyable {
    /// On the heap, since zlib keeps a pointer back to it.
    private let stream: UnsafeMutablePointer<z_stream>
    private var state = State.betweenMembers(done: 0)
    private var input: [UInt8] = []
    /// How much of `input` is used up.
    private var inputUsed = 0
    private let pieceBytesMax: Int
    private let outputMax: Int

    private enum State {
        /// `done` members have ended; the next byte begins another, or is padding.
        case betweenMembers(done: Int)
        case inMember(done: Int)
        /// Zero bytes follow the last member, as tapes and block devices leave them.
        case padding
        case failed(GunzipFault)
    }

    /// `pieceBytesMax` limits one piece of output, `outputMax` all of them together; both are at least 1.
    package init(pieceBytesMax: Int, outputMax: Int = .max) {
        precondition(pieceBytesMax >= 1 && outputMax >= 1)
        (self.pieceBytesMax, self.outputMax) = (pieceBytesMax, outputMax)
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let started = inflateInit2_(stream, gzipWindowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(started == Z_OK, "zlib has no memory for its window, or is another version than its header")
    }

    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// How many bytes have come out so far.
    package private(set) var outputCount = 0

    /// More of the file. What is left of earlier input is kept in front of it.
    package mutating func add(_ chunk: some Sequence<UInt8>) {
        input.removeFirst(inputUsed)
        inputUsed = 0
        input.append(contentsOf: chunk)
    }

    /// The next piece, never empty; nil when more input is needed.
    package mutating func next() throws(GunzipFault) -> [UInt8]? {
        while true {
            if case .failed(let fault) = state { throw fault }
            guard try enterMember() else { return nil }
            let piece = inflatePiece()
            outputCount += piece.count
            if !piece.isEmpty { return piece }
            if case .inMember = state, inputUsed == input.count { return nil }
        }
    }

    /// To be called when the file has no more bytes and `next` has answered nil.
    package func finish() throws(GunzipFault) {
        switch state {
        case .failed(let fault): throw fault
        case .inMember, .betweenMembers(done: 0): throw .cutShort
        case .betweenMembers, .padding: return
        }
    }

    /// Whether there is a member to go on with, and input for it.
    private mutating func enterMember() throws(GunzipFault) -> Bool {
        switch state {
        case .failed(let fault): throw fault
        case .inMember: return true
        case .padding:
            guard input[inputUsed...].allSatisfy({ $0 == 0 }) else { throw fail(.trailingBytes) }
            inputUsed = input.count
            return false
        case .betweenMembers(let done):
            guard inputUsed < input.count else { return false }
            switch input[inputUsed] {
            case 0x1F: state = .inMember(done: done)
            case 0 where done > 0: state = .padding
            default: throw fail(done > 0 ? .trailingBytes : .notGzip)
            }
            return try enterMember()
        }
    }

    private mutating func fail(_ fault: GunzipFault) -> GunzipFault {
        state = .failed(fault)
        return fault
    }

    /// One call of zlib. A fault it finds waits in `state` until what was good is handed out.
    private mutating func inflatePiece() -> [UInt8] {
        // One byte more than allowed, to see whether there is more.
        let room = min(pieceBytesMax, min(outputMax - outputCount, 1 << 30) + 1)
        let offered = min(input.count - inputUsed, 1 << 30)
        var code = Z_OK
        let (stream, start) = (stream, inputUsed)
        var piece = [UInt8](unsafeUninitializedCapacity: room) { output, count in
            input.withUnsafeBufferPointer { input in
                stream.pointee.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0 + start) }
                stream.pointee.avail_in = UInt32(offered)
                stream.pointee.next_out = output.baseAddress
                stream.pointee.avail_out = UInt32(room)
                code = inflate(stream, Z_NO_FLUSH)
            }
            count = room - Int(stream.pointee.avail_out)
        }
        inputUsed += offered - Int(stream.pointee.avail_in)
        settle(code)
        if outputCount + piece.count > outputMax {
            piece.removeLast(outputCount + piece.count - outputMax)
            state = .failed(.tooLong(outputMax: outputMax))
        }
        return piece
    }

    private mutating func settle(_ code: Int32) {
        switch (code, state) {
        case (Z_STREAM_END, .inMember(let done)):
            inflateReset(stream)
            state = .betweenMembers(done: done + 1)
        case (Z_OK, _), (Z_BUF_ERROR, _): break
        case (_, .inMember(done: 0)) where stream.pointee.total_out == 0 && stream.pointee.total_in <= 10:
            state = .failed(.notGzip)
        default: state = .failed(.damaged(stream.pointee.msg.map { String(cString: $0) } ?? "code \(code)"))
        }
    }
}

/// What is wrong with gzip data. What came out before it is good.
package enum GunzipFault: Error, Hashable {
    /// It does not begin as gzip data does.
    case notGzip
    /// zlib's words, such as `incorrect data check`.
    case damaged(String)
    /// The data ends inside a member: the file is still being written, or was not written whole.
    case cutShort
    /// Something other than another member or zero bytes follows the last member.
    case trailingBytes
    /// More than `outputMax` bytes would come out.
    case tooLong(outputMax: Int)
}

/// All of `bytes` at once, at most `outputMax` bytes of output.
package func gunzip(_ bytes: [UInt8], outputMax: Int) throws(GunzipFault) -> [UInt8] {
    var gunzip = Gunzip(pieceBytesMax: min(outputMax, 256 << 10), outputMax: outputMax)
    var output: [UInt8] = []
    gunzip.add(bytes)
    while let piece = try gunzip.next() { output += piece }
    try gunzip.finish()
    return output
}
