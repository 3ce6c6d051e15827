import CZlib

/// One gzip member. The same bytes always give the same result: the header carries no date and no name.
///
/// Level 1 is the default because event JSON shrinks to a fifth with it at twice the speed of level 3.
/// `level` is 1...9; `bytes` are at most 1 GiB, far above any batch.
package func gzip(_ bytes: [UInt8], level: Int = 1) -> [UInt8] {
    precondition((1...9).contains(level), "zlib's levels are 1 to 9")
    precondition(bytes.count <= 1 << 30, "a batch is never that long")
    var stream = z_stream()
    let started = deflateInit2_(
        &stream, Int32(level), Z_DEFLATED, gzipWindowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size))
    precondition(started == Z_OK, "zlib has no memory for its window, or is another version than its header")
    defer { deflateEnd(&stream) }
    let capacity = Int(deflateBound(&stream, UInt(bytes.count)))
    return [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
        bytes.withUnsafeBufferPointer { input in
            stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.avail_in = UInt32(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(capacity)
            let ended = deflate(&stream, Z_FINISH)
            precondition(ended == Z_STREAM_END, "deflateBound promised enough room")
        }
        count = capacity - Int(stream.avail_out)
    }
}

/// The largest window, in gzip's frame instead of zlib's own.
let gzipWindowBits: Int32 = 15 + 16
