import CLinux
import Glibc
package import Model

/// What this process costs the host.
package struct ProcessUsage: Hashable, Sendable {
    /// User and system time of all threads since the start.
    package var cpu: Duration
    /// Memory that is in RAM now, mapped program text included; zero where /proc is not mounted.
    package var resident: ByteCount
    /// Zero where /proc is not mounted.
    package var openDescriptors: Int

    /// Reads /proc: some microseconds, more with many descriptors.
    package static func now() -> ProcessUsage {
        let files = LinuxFiles()
        // The second number of statm is the resident set in pages.
        let statm = try? files.contents(of: Path("/proc/self/statm"), max: .kibibytes(4))
        let fields = String(decoding: statm ?? [], as: UTF8.self).split(separator: " ")
        let pages = fields.count > 1 ? Int(fields[1]) ?? 0 : 0
        // The listing itself holds one.
        let descriptors = (try? files.entries(of: Path("/proc/self/fd")).count - 1) ?? 0
        return ProcessUsage(
            cpu: .nanoseconds(stacktail_cpu_nanoseconds()), resident: ByteCount(pages * sysconf(Int32(_SC_PAGESIZE))),
            openDescriptors: descriptors)
    }

    /// Lets up to 2 MiB of freed memory stay with the process. Without it each chunk's buffers come fresh from the
    /// kernel, and clearing their pages costs three times what finding the lines does. Call it once at the start.
    package static func keepFreedMemory() { stacktail_keep_freed_memory(2 << 20) }

    /// This process's number.
    package static var processID: Int32 { getpid() }
}
