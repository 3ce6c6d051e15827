import Model
import Tailing
import WireFormat

struct Refused: Error, Hashable { var reason: String }

/// Directories in memory, as a walk asks for them.
struct Directories {
    var entries: [Path: [(name: String, status: FileStatus)]]
    /// Names that are links; their status is of what they lead to.
    var links: Set<Path> = []
    var unreadable: Set<Path> = []

    init(_ entries: [String: [(String, FileStatus)]]) {
        self.entries = Dictionary(uniqueKeysWithValues: entries.map { (Path($0), $1.map { (name: $0, status: $1) }) })
    }

    func list(_ directory: Path) throws(Refused) -> [DirectoryEntry]? {
        if unreadable.contains(directory) { throw Refused(reason: "denied") }
        return entries[directory]?.map { name, status in
            let isLink = links.contains(directory.appending(name))
            return DirectoryEntry(
                name: Array(name.utf8), kind: isLink ? .symbolicLink : status.kind, inode: status.inode)
        }
    }

    func status(_ path: Path) throws(Refused) -> FileStatus? {
        if unreadable.contains(path) { throw Refused(reason: "denied") }
        if let found = entries[path.directory]?.first(where: { path.name.elementsEqual($0.name.utf8) }) {
            return found.status
        }
        return entries[path] == nil ? nil : directory(1)
    }

    func scan(_ wanted: [String: [String]], exclude: [String] = []) -> Scan<Refused> {
        Scanner(wanted: globSets(wanted, exclude)).scan(list: list, status: status)
    }

    func scan(_ wanted: [String: [String]], changed: Set<Path>, known: Set<Path>) -> Scan<Refused> {
        Scanner(wanted: globSets(wanted, [])).scan(changed: changed, known: known, list: list, status: status)
    }

    private func globSets(_ wanted: [String: [String]], _ exclude: [String]) -> [String: GlobSet] {
        wanted.mapValues {
            GlobSet(include: $0.compactMap { try? Glob($0) }, exclude: exclude.compactMap { try? Glob($0) })
        }
    }
}

func file(_ inode: UInt64, kind: FileKind = .regular, modified: Int64 = 0, birth: Int64? = nil) -> FileStatus {
    FileStatus(
        kind: kind, device: 1, inode: inode, birthNanoseconds: birth, size: .zero,
        modified: Timestamp(nanoseconds: modified), linkCount: 1)
}

func directory(_ inode: UInt64) -> FileStatus { file(inode, kind: .directory) }
