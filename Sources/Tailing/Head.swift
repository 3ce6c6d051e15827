import Encodings
import Model

/// A file's first bytes, up to `Fingerprint.headBytesMax`, as hashes. It grows as the file does.
struct Head: Sendable {
    private var hash = StableHash()
    private(set) var byteCount = 0
    /// The first of them, as they are: they tell the file's encoding.
    private(set) var beginning: [UInt8] = []
    /// `rungs[k]` is of the hash of the first 2^k bytes, so that a file cut short can still be compared with what it
    /// was; half of each is enough, and every tail has some.
    private var rungs: [UInt64] = []

    /// Takes what of `bytes` follows on the bytes so far; the rest is known or too far on.
    mutating func extend(with bytes: [UInt8], at offset: ByteOffset) {
        guard offset.value <= byteCount, byteCount < Fingerprint.headBytesMax else { return }
        let start = byteCount - Int(offset.value)
        let end = min(bytes.count, start + Fingerprint.headBytesMax - byteCount)
        guard start < end else { return }
        if beginning.count < EncodingChoice.markBytesMax {
            beginning += bytes[start..<end].prefix(EncodingChoice.markBytesMax - beginning.count)
        }
        var rest = bytes[start..<end]
        while !rest.isEmpty {
            let piece = rest.prefix(1 << rungs.count - byteCount)
            hash.combine(piece)
            byteCount += piece.count
            rest = rest.dropFirst(piece.count)
            if byteCount == 1 << rungs.count { rungs.append(Self.rung(hash.value)) }
        }
    }

    private static func rung(_ hash: UInt128) -> UInt64 { UInt64(truncatingIfNeeded: hash) }

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
        return Self.rung(StableHash.of(bytes.prefix(1 << rung))) == rungs[rung]
    }
}
