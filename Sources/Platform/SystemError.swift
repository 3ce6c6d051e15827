import Glibc
package import Model

/// A call that the kernel refused, with its reason.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call's name, such as `open`.
    package var call: String
    /// Nil for a call without one.
    package var path: Path?
    /// The kernel's number; `reason` is what callers look at.
    package var errno: Int32
    /// Says more than the kernel's word for `errno`, where that alone would mislead.
    package var detail: String?

    package init(call: String, path: Path? = nil, errno: Int32, detail: String? = nil) {
        (self.call, self.path, self.errno, self.detail) = (call, path, errno, detail)
    }

    /// From the calling thread's errno, which the next call may overwrite: make it at once.
    static func last(_ call: String, _ path: Path? = nil) -> SystemError {
        SystemError(call: call, path: path, errno: Glibc.errno)
    }

    /// `open /var/log/x: Permission denied`.
    package var description: String {
        call + (path.map { " \($0)" } ?? "") + ": " + (detail ?? String(cString: strerror(errno)))
    }
}

extension SystemError {
    /// What the caller can do about it.
    package enum Reason: Hashable, Sendable {
        /// There is no such file now; it may come.
        case notFound
        /// The process may not; it can once the owner or mode changes.
        case denied
        /// Not a regular file, or not a directory, where one is needed.
        case wrongKind
        case exists
        /// Another holds it.
        case busy
        /// No descriptor is left: close one first.
        case tooManyOpen
        case noSpace
        /// Nobody reads the other end.
        case brokenPipe
        /// A network file system replaced it: open it anew.
        case stale
        /// Larger than the caller allows.
        case tooLarge
        /// The device or the kernel; try again later.
        case other
    }

    /// From `errno`.
    package var reason: Reason {
        switch errno {
        case ENOENT: .notFound
        case EACCES, EPERM: .denied
        case ENOTDIR, EISDIR, ENOTSUP, ELOOP: .wrongKind
        case EEXIST, ENOTEMPTY: .exists
        case EAGAIN, EBUSY: .busy
        case EMFILE, ENFILE: .tooManyOpen
        case ENOSPC, EDQUOT: .noSpace
        case EPIPE: .brokenPipe
        case ESTALE: .stale
        case EFBIG: .tooLarge
        default: .other
        }
    }

    /// A failure for a double to report, as the kernel would.
    package static func simulated(_ reason: Reason, call: String, path: Path?) -> SystemError {
        let number =
            switch reason {
            case .notFound: ENOENT
            case .denied: EACCES
            case .wrongKind: ENOTSUP
            case .exists: EEXIST
            case .busy: EAGAIN
            case .tooManyOpen: EMFILE
            case .noSpace: ENOSPC
            case .brokenPipe: EPIPE
            case .stale: ESTALE
            case .tooLarge: EFBIG
            case .other: EIO
            }
        return SystemError(call: call, path: path, errno: number)
    }

    /// A server that keeps a call waiting.
    package static func silent(_ mount: ServedMount, call: String, path: Path) -> SystemError {
        SystemError(
            call: call, path: path, errno: ETIMEDOUT,
            detail: "the \(mount.system) server of \(mount.path) does not answer")
    }

    /// Our own limit of descriptors, which is told as the kernel's is.
    package static func noDescriptor(_ path: Path) -> SystemError {
        SystemError(call: "open", path: path, errno: EMFILE, detail: "every descriptor that files may have is in use")
    }

    /// A file that is no log, refused before it was opened.
    package static func notRegular(_ kind: FileKind, _ path: Path) -> SystemError {
        SystemError(call: "open", path: path, errno: ENOTSUP, detail: "a \(kind.rawValue), not a regular file")
    }
}

extension Path {
    /// Calls `body` with the path as the kernel takes it: NUL-terminated bytes.
    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        (bytes + [0]).withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { chars in
                // The array holds at least the terminator, so it has a base address.
                chars.baseAddress.map(body) ?? "".withCString(body)
            }
        }
    }
}

/// Repeats a call that a signal interrupted; its answer otherwise, -1 with errno for a failure.
func uninterrupted(_ call: () -> Int) -> Int {
    while true {
        let answer = call()
        if answer != -1 || errno != EINTR { return answer }
    }
}
