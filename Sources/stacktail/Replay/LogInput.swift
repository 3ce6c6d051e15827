import Compression
import Model
import Platform
import WireFormat

/// A log that is read once from its beginning to its end: a file, a compressed one, or standard input.
final class LogInput {
    /// As the person named it; `-` for standard input.
    let path: Path
    let fingerprint: Fingerprint
    /// On the disk; nil for what has no end that is known.
    let size: Int64?
    /// Nil for standard input.
    let modified: Timestamp?
    /// Of the source, compressed or not.
    private(set) var bytesRead: Int64 = 0
    private let source: LinuxFiles.Handle?
    private var gunzip: Unpacking?

    private final class Unpacking {
        var stream = Gunzip(pieceBytesMax: 256 << 10)
    }

    private static let chunkBytesMax = 256 << 10

    init(_ name: String) throws(SystemError) {
        path = Path(name)
        guard name != "-" else {
            (source, size, modified) = (nil, nil, nil)
            fingerprint = Fingerprint(device: 0, inode: 0, birthNanoseconds: nil, headBytes: 0, headHash: 0)
            return
        }
        let handle = try LinuxFiles().open(path)
        let status = try handle.status()
        let head = try handle.read(at: .zero, max: Fingerprint.headBytesMax)
        fingerprint = Fingerprint(
            device: status.device, inode: status.inode, birthNanoseconds: status.birthNanoseconds,
            headBytes: head.count, headHash: StableHash.of(head))
        (source, size, modified) = (handle, status.size.value, status.modified)
        if head.starts(with: [0x1F, 0x8B]) { gunzip = Unpacking() }
    }

    /// The next bytes of the log; empty at its end.
    func next() throws(LogInputFault) -> [UInt8] {
        guard let gunzip else { return try raw() }
        do throws(GunzipFault) {
            while true {
                if let piece = try gunzip.stream.next() { return piece }
                let chunk: [UInt8]
                do throws(LogInputFault) { chunk = try raw() } catch { throw .cutShort }
                guard !chunk.isEmpty else {
                    try gunzip.stream.finish()
                    return []
                }
                gunzip.stream.add(chunk)
            }
        } catch {
            throw LogInputFault(text: "\(path): not all of it could be unpacked: \(error.words)")
        }
    }

    /// Passes over a hole, if the next byte lies in one, and tells how many NULs it stands for.
    func skipHole() -> ByteCount {
        let place = ByteOffset(bytesRead)
        guard gunzip == nil, let source, let data = try? source.nextData(from: place) else { return .zero }
        bytesRead = data.value
        return data - place
    }

    /// What follows behind a hole, to see what kind of log it is; it is read again in its turn.
    func sampleBehindHole() -> [UInt8] {
        let place = ByteOffset(bytesRead)
        guard gunzip == nil, let source, let data = try? source.nextData(from: place) else { return [] }
        return (try? source.read(at: data, max: Self.chunkBytesMax)) ?? []
    }

    private func raw() throws(LogInputFault) -> [UInt8] {
        do throws(SystemError) {
            let bytes: [UInt8]
            if let source {
                bytes = try source.read(at: ByteOffset(bytesRead), max: Self.chunkBytesMax)
            } else {
                bytes = try StandardStream.input.read(max: Self.chunkBytesMax)
            }
            bytesRead += Int64(bytes.count)
            return bytes
        } catch { throw LogInputFault(text: error.description) }
    }
}

extension GunzipFault {
    fileprivate var words: String {
        switch self {
        case .notGzip: "it is no gzip data"
        case .damaged(let words): "it is damaged (\(words))"
        case .cutShort: "it ends in the middle; it may still be written, or was not copied whole"
        case .trailingBytes: "something else follows the compressed data"
        case .tooLong: "it is too long"
        }
    }
}

/// Why a log was not read to its end; what came before counts.
struct LogInputFault: Error {
    var text: String
}
