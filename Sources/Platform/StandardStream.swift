import CLinux
import Glibc
import Model

/// One of the three descriptors that a process starts with.
package enum StandardStream: Int32, Sendable {
    case input = 0
    case output = 1
    case error = 2

    /// Whether a person sits at it: colours and progress only there.
    package var isTerminal: Bool { isatty(rawValue) == 1 }

    /// The terminal's width; nil if it is none or does not say.
    package var columns: Int? {
        let columns = Int(stacktail_columns(rawValue))
        return columns > 0 ? columns : nil
    }

    /// All of the bytes, waiting where the other end is slow. `.brokenPipe` when nobody reads any more: stop quietly.
    package func write(_ bytes: [UInt8]) throws(SystemError) { try writeAll(bytes, to: rawValue, path: nil) }

    /// UTF-8, all of it.
    package func write(_ text: String) throws(SystemError) { try write(Array(text.utf8)) }

    /// The next bytes, at most `max`, waiting for them; empty at the end.
    package func read(max: Int) throws(SystemError) -> [UInt8] {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: Swift.max(1, max)) { buffer, count in
            var got = uninterrupted { Glibc.read(rawValue, buffer.baseAddress, buffer.count) }
            while got < 0 && errno == EAGAIN {
                waitUntil(rawValue, POLLIN)
                got = uninterrupted { Glibc.read(rawValue, buffer.baseAddress, buffer.count) }
            }
            failed = got < 0
            count = Swift.max(0, got)
        }
        if failed { throw .last("read") }
        return bytes
    }

    /// From now on writing to a closed pipe is an error and not the end of the process. Call it once at the start.
    package static func reportBrokenPipes() { signal(SIGPIPE, SIG_IGN) }
}

func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: Path?) throws(SystemError) {
    var position = 0
    while position < bytes.count {
        let written = bytes.withUnsafeBytes { buffer in
            let rest = UnsafeRawBufferPointer(rebasing: buffer[position...])
            return uninterrupted { Glibc.write(descriptor, rest.baseAddress, rest.count) }
        }
        if written >= 0 {
            position += written
        } else if errno == EAGAIN {
            waitUntil(descriptor, POLLOUT)
        } else {
            throw .last("write", path)
        }
    }
}

private func waitUntil(_ descriptor: Int32, _ event: Int32) {
    var question = pollfd(fd: descriptor, events: Int16(event), revents: 0)
    _ = poll(&question, 1, -1)
}
