import Glibc
import Synchronization

/// Lines of one encoding to UTF-8. It never fails: what is no text becomes U+FFFD, a code unit at a time.
///
/// Its copies may be used by several threads; each call waits for the others. Every piece of text is read from the
/// encoding's first state, so nothing of one shows in the next.
package final class TextConverter: Sendable {
    private let descriptor: Mutex<Descriptor>
    private let unitBytes: Int

    /// Nil if iconv cannot read the encoding: its module was there when the rule file was checked, and is gone.
    package init?(from encoding: TextEncoding) {
        guard let descriptor = Descriptor(from: encoding.name, to: "UTF-8") else { return nil }
        self.descriptor = Mutex(descriptor)
        unitBytes = encoding.lineFeed.count
    }

    /// Appends the UTF-8 of each piece to `output` and answers with where each lies there: at most three bytes for one
    /// of the input, for an encoding whose letters need no more.
    package func convert(_ bytes: [UInt8], pieces: [Range<Int>], into output: inout [UInt8]) -> [Range<Int>] {
        descriptor.withLock { descriptor in
            bytes.withUnsafeBytes { buffer in
                pieces.map { piece in
                    let start = output.count
                    descriptor.convert(
                        UnsafeRawBufferPointer(rebasing: buffer[piece]), unitBytes: unitBytes, into: &output)
                    return start..<output.count
                }
            }
        }
    }
}

/// An open conversion of iconv.
struct Descriptor: ~Copyable {
    private let raw: iconv_t

    /// Nil if iconv does not know one of the names.
    init?(from: String, to: String) {
        let opened = iconv_open(to, from)
        guard let opened, opened != iconv_t(bitPattern: -1) else { return nil }
        raw = opened
    }

    deinit { iconv_close(raw) }

    /// All of `bytes`; nil if something of it has no counterpart.
    borrowing func converted(_ bytes: [UInt8]) -> [UInt8]? {
        var output: [UInt8] = []
        let isWhole = bytes.withUnsafeBytes { convert($0, unitBytes: 1, into: &output) }
        return isWhole ? output : nil
    }

    /// Appends what comes out, with U+FFFD for each unit that has no counterpart; false if there was one.
    @discardableResult
    borrowing func convert(_ bytes: UnsafeRawBufferPointer, unitBytes: Int, into output: inout [UInt8]) -> Bool {
        var (isWhole, isOver) = (true, false)
        var done = 0
        while !isOver {
            let (before, room) = (done, 64 + 3 * (bytes.count - done))
            // With no input left, one more call writes what returns to the first state: the next text begins there.
            let (made, status) = step(bytes, &done, room: room, isOver: &isOver)
            output += made
            guard status != 0 else { continue }
            if status == E2BIG, done > before || !made.isEmpty { continue }
            // No text, or only its beginning. Whatever iconv says, a unit is gone with each round.
            output += replacement
            isWhole = false
            done = min(bytes.count, done + unitBytes)
        }
        return isWhole
    }

    /// One call of iconv: what it wrote and its error, 0 for none.
    private borrowing func step(
        _ bytes: UnsafeRawBufferPointer, _ done: inout Int, room: Int, isOver: inout Bool
    ) -> (made: [UInt8], error: Int32) {
        var status: Int32 = 0
        let (left, start, raw) = (bytes.count - done, done, raw)
        var taken = 0
        let made = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            buffer.withMemoryRebound(to: CChar.self) { letters in
                var output = letters.baseAddress
                var outputLeft = room
                var inputLeft = left
                var result = 0
                if left > 0, let base = bytes.baseAddress {
                    let letters = base.advanced(by: start).assumingMemoryBound(to: CChar.self)
                    var input: UnsafeMutablePointer<CChar>? = UnsafeMutablePointer(mutating: letters)
                    result = iconv(raw, &input, &inputLeft, &output, &outputLeft)
                } else {
                    result = iconv(raw, nil, nil, &output, &outputLeft)
                }
                if result == -1 { status = errno }
                (taken, count) = (left - inputLeft, room - outputLeft)
            }
        }
        isOver = left == 0
        done += taken
        return (made, status)
    }
}

/// U+FFFD.
private let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]
