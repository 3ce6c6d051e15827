import Agent
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
    private let unpacker: Unpacker?
    private var isAtEnd = false

    private static let chunkBytesMax = 256 << 10

    init(_ name: String) throws(SystemError) {
        path = Path(name)
        guard name != "-" else {
            (source, size, modified, unpacker) = (nil, nil, nil, nil)
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
        guard let packing = Packing(magic: head) else {
            unpacker = nil
            return
        }
        guard packing.isAvailable else { throw .missingTool(packing, path) }
        unpacker = try Unpacker(packing)
    }

    /// The next bytes of the log; empty at its end.
    func next() throws(LogInputFault) -> [UInt8] {
        guard let unpacker else { return try raw() }
        while true {
            do throws(UnpackFault) {
                if let piece = try unpacker.next(isLast: isAtEnd) { return piece }
            } catch {
                throw LogInputFault(text: "\(path): not all of it could be unpacked: \(error.words)")
            }
            if isAtEnd { return [] }
            let chunk = try raw()
            isAtEnd = chunk.isEmpty
            unpacker.add(chunk)
        }
    }

    /// Passes over a hole, if the next byte lies in one, and tells how many NULs it stands for.
    func skipHole() -> ByteCount {
        let place = ByteOffset(bytesRead)
        guard unpacker == nil, let source, let data = try? source.nextData(from: place) else { return .zero }
        bytesRead = data.value
        return data - place
    }

    /// What follows behind a hole, to see what kind of log it is; it is read again in its turn.
    func sampleBehindHole() -> [UInt8] {
        let place = ByteOffset(bytesRead)
        guard unpacker == nil, let source, let data = try? source.nextData(from: place) else { return [] }
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

/// Why a log was not read to its end; what came before counts.
struct LogInputFault: Error {
    var text: String
}
