package import Model
import Platform

/// The host's own files.
package struct DiskFiles: TextFiles {
    package init() {}

    /// Refuses what is no regular file; never waits.
    package func contents(of path: Path, bytesMax: Int) throws(Unreadable) -> [UInt8] {
        do throws(SystemError) {
            return try LinuxFiles().contents(of: path, max: ByteCount(bytesMax))
        } catch {
            throw Unreadable(error)
        }
    }

    package func isOpenToAll(_ path: Path) -> Bool { Ownership(of: path)?.othersRead ?? false }

    /// Names that are no UTF-8 come with U+FFFD, and then cannot be opened.
    package func names(in directory: Path) throws(Unreadable) -> [String] {
        do throws(SystemError) {
            return try LinuxFiles().entries(of: directory).map { String(decoding: $0.name, as: UTF8.self) }
        } catch {
            throw Unreadable(error)
        }
    }
}

extension Unreadable {
    /// The kernel's words without the call and the path, which the diagnostic gives.
    fileprivate init(_ error: SystemError) {
        guard error.reason != .notFound else {
            self = .missing
            return
        }
        self.init(reason: error.reasonText)
    }
}

extension SystemError {
    /// The kernel's words without the call and the path.
    var reasonText: String {
        let head = call + (path.map { " \($0)" } ?? "") + ": "
        return description.hasPrefix(head) ? String(description.dropFirst(head.count)) : description
    }
}
