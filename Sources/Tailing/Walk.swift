import Model

/// One walk, while it goes on.
struct Walk<Failure: Error> {
    var scan: Scan<Failure>
    let limits: ScanLimits
    let wanted: [(name: String, globs: GlobSet)]
    private var pending: [Path] = []
    /// Directories that a link led to: a link back up would make the walk endless.
    private var linkedTo: Set<Place> = []

    private struct Place: Hashable {
        var device: UInt64
        var inode: UInt64
    }

    init(scan: Scan<Failure>, limits: ScanLimits, wanted: [(name: String, globs: GlobSet)]) {
        (self.scan, self.limits, self.wanted) = (scan, limits, wanted)
    }

    mutating func run(
        from starts: [Path], known: Set<Path>,
        list: (Path) throws(Failure) -> [DirectoryEntry]?, status: (Path) throws(Failure) -> FileStatus?
    ) {
        pending = starts.reversed()
        while let directory = pending.popLast() {
            guard !scan.listed.contains(directory), scan.troubles[directory] == nil else { continue }
            guard scan.listed.count < limits.directoriesMax else {
                scan.isCut = true
                break
            }
            do throws(Failure) {
                guard let entries = try list(directory) else {
                    addAnchor(above: directory, status: status)
                    continue
                }
                scan.listed.insert(directory)
                for entry in entries { take(entry, in: directory, known: known, status: status) }
            } catch { scan.troubles[directory] = error }
        }
        scan.files.sort { $0.path < $1.path }
    }

    private mutating func take(
        _ entry: DirectoryEntry, in directory: Path, known: Set<Path>, status: (Path) throws(Failure) -> FileStatus?
    ) {
        let path = directory.appending(entry.name)
        switch entry.kind {
        case .directory: descend(path, known: known)
        case .regular, .fifo, .socket, .device, .symbolicLink, .unknown:
            let readers = readers(of: path)
            let mayLeadOn = entry.kind == .symbolicLink || entry.kind == .unknown
            guard !readers.isEmpty || (mayLeadOn && mayMatchBelow(path)) else { return }
            let isLink = entry.kind == .symbolicLink
            look(at: path, for: readers, isLink: isLink, known: known, status: status)
        }
    }

    private mutating func look(
        at path: Path, for readers: [String], isLink: Bool, known: Set<Path>,
        status: (Path) throws(Failure) -> FileStatus?
    ) {
        do throws(Failure) {
            guard let found = try status(path) else { return }
            switch found.kind {
            case .directory:
                let place = Place(device: found.device, inode: found.inode)
                if !isLink || linkedTo.insert(place).inserted { descend(path, known: known) }
            case .regular: add(SeenFile(path: path, status: found, wantedBy: readers, isLink: isLink))
            case .fifo, .socket, .device, .symbolicLink, .unknown:
                if !readers.isEmpty { scan.otherKinds[path] = found.kind }
            }
        } catch { scan.troubles[path] = error }
    }

    private mutating func add(_ file: SeenFile) {
        guard !file.wantedBy.isEmpty else { return }
        guard scan.files.count < limits.filesMax else {
            scan.isCut = true
            return
        }
        scan.files.append(file)
    }

    private mutating func descend(_ directory: Path, known: Set<Path>) {
        guard !known.contains(directory), mayMatchBelow(directory) else { return }
        guard directory.bytes.count(where: { $0 == slash }) <= limits.depthMax else {
            scan.isCut = true
            return
        }
        pending.append(directory)
    }

    private mutating func addAnchor(above directory: Path, status: (Path) throws(Failure) -> FileStatus?) {
        scan.missing.insert(directory)
        var above = directory
        while above.directory != above {
            above = above.directory
            do throws(Failure) {
                guard let found = try status(above) else { continue }
                if found.kind == .directory { scan.anchors.insert(above) }
                return
            } catch {
                scan.troubles[directory] = error
                return
            }
        }
    }

    private func readers(of path: Path) -> [String] {
        let names = PathNames(path)
        return wanted.filter { $0.globs.verdict(on: path, names) == .tailed }.map(\.name)
    }

    private func mayMatchBelow(_ path: Path) -> Bool {
        let names = PathNames(path)
        return wanted.contains { $0.globs.mayMatchBelow(names) }
    }
}
