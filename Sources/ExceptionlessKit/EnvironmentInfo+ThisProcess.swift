public import Exceptionless
import Glibc

extension EnvironmentInfo {
    /// This host and this process. Command line and addresses are left out: the one may hold secrets, the others the
    /// server sees for itself.
    public static var thisProcess: EnvironmentInfo {
        var info = EnvironmentInfo()
        var names = utsname()
        if uname(&names) == 0 {
            info.machineName = text(names.nodename)
            info.osName = text(names.sysname)
            info.osVersion = text(names.release)
            info.architecture = text(names.machine)
        }
        info.processorCount = positive(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        if let pages = positive(sysconf(Int32(_SC_PHYS_PAGES))), let size = positive(sysconf(Int32(_SC_PAGESIZE))) {
            info.totalPhysicalMemory = Int64(pages) * Int64(size)
        }
        info.processID = String(getpid())
        info.processName = CommandLine.arguments.first?.split(separator: "/").last.map(String.init)
        return info
    }

    private static func positive(_ number: Int) -> Int? { number > 0 ? number : nil }

    /// A C array of characters, up to its zero.
    private static func text<Characters>(_ characters: Characters) -> String {
        withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
