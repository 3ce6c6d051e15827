import Glibc
package import Model

/// Whose a file is and who may what, in words for people.
package struct Ownership: Hashable, Sendable {
    /// As `ls` shows it: `-rw-r-----`.
    package var mode: String
    package var owner: String
    package var group: String
    /// What the group's members may.
    package var groupReads: Bool
    package var groupSearches: Bool
    /// What everybody may.
    package var othersRead: Bool

    /// Of what `path` names, through links; nil if it cannot be asked.
    package init?(of path: Path) {
        var answer = stat()
        guard path.withCString({ stat($0, &answer) }) == 0 else { return nil }
        let bits = answer.st_mode
        let letters = zip("rwxrwxrwx", (0..<9).reversed()).map { letter, bit in bits & (1 << bit) != 0 ? letter : "-" }
        mode = (bits & S_IFMT == S_IFDIR ? "d" : "-") + String(letters)
        owner = Self.userName(answer.st_uid)
        group = getgrgid(answer.st_gid).map { String(cString: $0.pointee.gr_name) } ?? String(answer.st_gid)
        (groupReads, groupSearches) = (bits & S_IRGRP != 0, bits & S_IXGRP != 0)
        othersRead = bits & S_IROTH != 0
    }

    /// Whose permissions this process has.
    package static var user: String { userName(geteuid()) }

    private static func userName(_ id: uid_t) -> String {
        getpwuid(id).map { String(cString: $0.pointee.pw_name) } ?? String(id)
    }
}

extension StandardStream {
    /// Of what the stream leads to; nil if it is closed.
    package var status: FileStatus? { try? LinuxFiles.status(ofDescriptor: rawValue) }
}
