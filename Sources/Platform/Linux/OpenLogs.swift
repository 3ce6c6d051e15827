package import Model

/// The regular files that running processes hold open for writing, as far as this process may see.
package enum OpenLogs {
    /// More than a host has; a list without end must end.
    private static let descriptorsMax = 500_000

    /// Without the names of deleted files, in order and each once. Empty without a `/proc`.
    package static func paths(proc: Path = Path("/proc")) -> [Path] {
        let files = LinuxFiles()
        var (paths, count): (Set<Path>, Int) = ([], 0)
        for process in (try? files.entries(of: proc)) ?? [] where process.name.allSatisfy(isDigit) {
            let home = proc.appending(process.name)
            let descriptors = home.appending("fd")
            for entry in (try? files.entries(of: descriptors)) ?? [] {
                count += 1
                guard count <= descriptorsMax else { return paths.sorted() }
                guard let target = LinuxFiles.target(ofLink: descriptors.appending(entry.name)),
                    target.first == UInt8(ascii: "/"), !target.suffix(10).elementsEqual(" (deleted)".utf8),
                    isForWriting(home.appending("fdinfo").appending(entry.name), files)
                else { continue }
                paths.insert(Path(bytes: target))
            }
        }
        return paths.sorted()
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// `flags:` of proc_pid_fdinfo(5), octal; its last two bits are the access mode.
    private static func isForWriting(_ path: Path, _ files: LinuxFiles) -> Bool {
        guard let bytes = try? files.open(path).read(at: .zero, max: 4 << 10) else { return false }
        for line in bytes.split(separator: UInt8(ascii: "\n")) where line.starts(with: "flags:".utf8) {
            let digits = String(decoding: line.dropFirst(6), as: UTF8.self).filter { $0.isNumber }
            return Int(digits, radix: 8).map { $0 & 3 != 0 } ?? false
        }
        return false
    }
}
