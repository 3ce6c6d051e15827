import Agent
import Model
import Platform

/// A log that is read once from its beginning to its end: a file, a compressed one, or standard input.
final class LogInput {
    /// As the person named it; `-` for standard input.
    let path: Path
    let fingerprint: Fingerprint
    /// On the disk; nil for what has no end that is known.
    let size: Int64?
    /// Of the source, compressed or not.
    private(set) var bytesRead: Int64 = 0
    private let source: LinuxFiles.Handle?
    private let unpacker: Unpacker?
    private var isAtEnd = false

    private static let chunkBytesMax = 256 << 10

    init(_ name: String) throws(SystemError) {
        path = Path(name)
        guard name != "-" else {
            (source, size, unpacker) = (nil, nil, nil)
            fingerprint = Fingerprint(device: 0, inode: 0, birthNanoseconds: nil, headBytes: 0, headHash: 0)
            return
        }
        let handle = try LinuxFiles().open(path)
        let status = try handle.status()
        let head = try handle.read(at: .zero, max: Fingerprint.headBytesMax)
        fingerprint = Fingerprint(
            device: status.device, inode: status.inode, birthNanoseconds: status.birthNanoseconds,
            headBytes: head.count, headHash: StableHash.of(head))
        (source, size) = (handle, status.size.value)
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
