import Encodings
import Model

/// A file's first bytes, up to `Fingerprint.headBytesMax`, as hashes. It grows as the file does.
struct Head: Sendable {
    private var hash = StableHash()
    private(set) var byteCount = 0
    /// The first of them, as they are: they tell the file's encoding.
    private(set) var beginning: [UInt8] = []
    /// `rungs[k]` is the hash of the first 2^k bytes, so that a file cut short can still be compared with what it was.
    private var rungs: [UInt128] = []

    /// Takes what of `bytes` follows on the bytes so far; the rest is known or too far on.
    mutating func extend(with bytes: [UInt8], at offset: ByteOffset) {
        guard offset.value <= byteCount, byteCount < Fingerprint.headBytesMax else { return }
        let start = byteCount - Int(offset.value)
        let end = min(bytes.count, start + Fingerprint.headBytesMax - byteCount)
        guard start < end else { return }
        if beginning.count < EncodingChoice.markBytesMax {
            beginning += bytes[start..<end].prefix(EncodingChoice.markBytesMax - beginning.count)
        }
        for byte in bytes[start..<end] {
            hash.combine(CollectionOfOne(byte))
            byteCount += 1
            if byteCount == 1 << rungs.count { rungs.append(hash.value) }
        }
    }

    func fingerprint(of status: FileStatus) -> Fingerprint {
        Fingerprint(
            device: status.device, inode: status.inode, birthNanoseconds: status.birthNanoseconds,
            headBytes: byteCount, headHash: hash.value)
    }

    /// Whether `bytes`, which begin the file now, are what it began with, as far as the longest rung among them tells:
    /// at least half of them, all of a power of two.
    func isBegun(by bytes: some Collection<UInt8>) -> Bool {
        guard !bytes.isEmpty, !rungs.isEmpty else { return false }
        let rung = min(rungs.count - 1, Int.bitWidth - 1 - bytes.count.leadingZeroBitCount)
        return StableHash.of(bytes.prefix(1 << rung)) == rungs[rung]
    }
}
