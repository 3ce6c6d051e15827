import CZlib

/// The bytes in zlib's own format (RFC 1950): two bytes in front, an Adler-32 behind. The same bytes always give the
/// same result. `level` is 1...9; `bytes` are at most 1 GiB.
package func zlib(_ bytes: [UInt8], level: Int = 1) -> [UInt8] {
    precondition((1...9).contains(level), "zlib's levels are 1 to 9")
    precondition(bytes.count <= 1 << 30, "a batch is never that long")
    let capacity = compressBound(UInt(bytes.count))
    return [UInt8](unsafeUninitializedCapacity: Int(capacity)) { output, count in
        var length = capacity
        let ended = compress2(output.baseAddress, &length, bytes, UInt(bytes.count), Int32(level))
        precondition(ended == Z_OK, "compressBound promised enough room")
        count = Int(length)
    }
}

/// All of `bytes`, which are in zlib's own format; nil if they are not, or hold more than `outputMax` bytes.
package func unzlib(_ bytes: [UInt8], outputMax: Int) -> [UInt8]? {
    var code = Z_OK
    let output = [UInt8](unsafeUninitializedCapacity: outputMax) { output, count in
        var (length, used) = (UInt(outputMax), UInt(bytes.count))
        code = uncompress2(output.baseAddress, &length, bytes, &used)
        if used != UInt(bytes.count) { code = Z_DATA_ERROR }
        count = code == Z_OK ? Int(length) : 0
    }
    return code == Z_OK ? output : nil
}
