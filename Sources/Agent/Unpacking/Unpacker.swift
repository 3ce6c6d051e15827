import Compression
package import Platform

/// Packed bytes in, the log's bytes out, piece by piece, whatever packed them.
package final class Unpacker {
    private var gunzip = Gunzip(pieceBytesMax: Unpacker.pieceBytesMax)
    /// What unpacks it instead of `gunzip`.
    private let tool: FilterProcess?

    /// What one piece holds at most.
    package static let pieceBytesMax = 64 << 10

    /// `.notFound` if the tool is not installed.
    package init(_ packing: Packing) throws(SystemError) {
        guard let (name, arguments) = packing.tool else {
            tool = nil
            return
        }
        tool = try FilterProcess(name, arguments: arguments)
    }

    /// More of the packed bytes.
    package func add(_ bytes: [UInt8]) {
        if let tool { tool.add(bytes) } else { gunzip.add(bytes) }
    }

    /// The next piece, never empty; nil when more input is needed, or at the end if it `isLast`.
    package func next(isLast: Bool) throws(UnpackFault) -> [UInt8]? {
        guard let tool else { return try nextOfGzip(isLast: isLast) }
        do throws(SystemError) {
            guard let piece = try tool.next(isLast: isLast), !piece.isEmpty else { return nil }
            return piece
        } catch { throw UnpackFault(words: error.description, isCutShort: false) }
    }

    private func nextOfGzip(isLast: Bool) throws(UnpackFault) -> [UInt8]? {
        do throws(GunzipFault) {
            if let piece = try gunzip.next() { return piece }
            if isLast { try gunzip.finish() }
            return nil
        } catch { throw UnpackFault(words: error.words, isCutShort: error == .cutShort) }
    }
}

/// Why packed bytes do not unpack any further; what came before is good.
package struct UnpackFault: Error, Hashable, Sendable {
    /// What is wrong, for a person.
    package var words: String
    /// More input may mend it.
    package var isCutShort: Bool
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
