import CLinux
import Glibc
package import Model

/// How many descriptors the kernel lets the process have.
package enum OpenFileLimit {
    /// Raises the process's limit as far as it may, and tells how many files may be open for reading at once: what
    /// `wanted` says, or what is left when network, journal and watches have theirs.
    package static func raise(wanted: Int) -> Int {
        var limit = rlimit()
        guard stacktail_raise_open_files(&limit) == 0 else { return wanted }
        return room(of: Int(clamping: limit.rlim_cur), wanted: wanted)
    }

    /// Of a limit of 64, half is for files; of a larger one all but what the rest of the process needs at its busiest.
    package static func room(of limit: Int, wanted: Int) -> Int {
        max(2, min(wanted, limit - min(reserve, limit / 2)))
    }

    /// SQLite's files, an event loop for each core, connections, the page's visitors, the directory being listed.
    private static let reserve = 96
}

extension FileStatus {
    /// The files behind standard output and standard error, where those are files.
    package static var ofStandardStreams: [FileStatus] {
        [STDOUT_FILENO, STDERR_FILENO].compactMap { descriptor in
            let status = try? LinuxFiles.status(ofDescriptor: descriptor)
            return status?.kind == .regular ? status : nil
        }
    }
}
