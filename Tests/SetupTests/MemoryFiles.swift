import Model
import Setup

/// A disk in a dictionary; a path in `refused` exists and cannot be read.
struct MemoryFiles: TextFiles {
    var files: [String: [UInt8]] = [:]
    var refused: Set<String> = []

    init(_ files: [String: String] = [:], refused: Set<String> = []) {
        self.files = files.mapValues { Array($0.utf8) }
        self.refused = refused
    }

    func contents(of path: Path, bytesMax: Int) throws(Unreadable) -> [UInt8] {
        if refused.contains(path.description) { throw Unreadable(reason: "permission denied") }
        guard let bytes = files[path.description] else { throw .missing }
        guard bytes.count <= bytesMax else { throw Unreadable(reason: "it is too large") }
        return bytes
    }

    func names(in directory: Path) throws(Unreadable) -> [String] {
        if refused.contains(directory.description) { throw Unreadable(reason: "permission denied") }
        let prefix = directory.appending("").description
        let inside = (Array(files.keys) + Array(refused)).filter { $0.hasPrefix(prefix) }
        guard !inside.isEmpty else { throw .missing }
        return inside.map { String($0.dropFirst(prefix.count)) }
    }
}

extension Surroundings {
    init(_ environment: [String: String] = [:], files: [String: String] = [:]) {
        self.init(variable: { environment[$0] }, files: MemoryFiles(files))
    }
}

/// Time zones are the host's own.
struct DiskBelow: TextFiles {
    let memory: MemoryFiles

    init(_ memory: MemoryFiles) { self.memory = memory }

    func contents(of path: Path, bytesMax: Int) throws(Unreadable) -> [UInt8] {
        if path.description.hasPrefix("/usr/share/zoneinfo/") {
            return try DiskFiles().contents(of: path, bytesMax: bytesMax)
        }
        return try memory.contents(of: path, bytesMax: bytesMax)
    }

    func names(in directory: Path) throws(Unreadable) -> [String] { try memory.names(in: directory) }
}
