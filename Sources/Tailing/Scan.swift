package import Model

/// A regular file that a rule file wants, as a walk saw it.
package struct SeenFile: Hashable, Sendable {
    /// By which the walk came to it.
    package var path: Path
    /// Of the file, through a link.
    package var status: FileStatus
    /// The names of the rule files that want it, sorted.
    package var wantedBy: [String]
    /// Whether its name is a link, so that the directory's watch does not tell of writes: watch the file itself.
    package var isLink: Bool

    package init(path: Path, status: FileStatus, wantedBy: [String], isLink: Bool = false) {
        (self.path, self.status, self.wantedBy, self.isLink) = (path, status, wantedBy, isLink)
    }
}

/// What a walk found.
package struct Scan<Failure: Error>: Sendable {
    /// Sorted by path.
    package internal(set) var files: [SeenFile] = []
    /// The directories that were listed. Watch them all; walk again if one was not watched before it was listed.
    package internal(set) var listed: Set<Path> = []
    /// Existing directories above ones that are named and missing: watch them to see those come.
    package internal(set) var anchors: Set<Path> = []
    /// What could not be read, with the reason; the rest went on.
    package internal(set) var troubles: [Path: Failure] = [:]
    /// What a pattern names and is no file to read.
    package internal(set) var otherKinds: [Path: FileKind] = [:]
    /// Whether a limit ended the walk: there is more than was seen.
    package internal(set) var isCut = false
    /// Directories that are gone.
    var missing: Set<Path> = []
    /// Of these it is known what is in them, or that they are gone.
    package var answered: Set<Path> { listed.union(missing) }
    /// Whether it began at all the patterns' beginnings.
    let isFull: Bool

    init(isFull: Bool) { self.isFull = isFull }

    /// Whether a file with this path, had it been there, would have been seen. Nothing follows from a path's absence
    /// otherwise: its directory may have been unreadable, or not looked at.
    package func covers(_ path: Path) -> Bool {
        guard !isCut, troubles[path] == nil else { return false }
        let directory = path.directory
        if !isFull { return listed.contains(directory) || missing.contains(directory) }
        return troubles.isEmpty || !troubles.keys.contains { path.isAt(orBelow: $0) }
    }
}

/// Walks directories for the files that rule files want.
package struct Scanner: Sendable {
    private let wanted: [(name: String, globs: GlobSet)]
    private let limits: ScanLimits

    /// `wanted`: the files of each rule file, by its name.
    package init(wanted: [String: GlobSet], limits: ScanLimits = ScanLimits()) {
        self.wanted = wanted.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        self.limits = limits
    }

    /// Walks everything.
    ///
    /// `list` and `status` answer nil for what does not exist, and throw for what cannot be read.
    package func scan<Failure: Error>(
        list: (Path) throws(Failure) -> [DirectoryEntry]?, status: (Path) throws(Failure) -> FileStatus?
    ) -> Scan<Failure> {
        let bases = Set(wanted.flatMap(\.globs.literalBases)).sorted()
        var walk = Walk(scan: Scan<Failure>(isFull: true), limits: limits, wanted: wanted)
        walk.run(from: bases, known: [], list: list, status: status)
        return walk.scan
    }

    /// Lists only the `changed` directories, and walks what in them is not among the `known` ones.
    package func scan<Failure: Error>(
        changed: Set<Path>, known: Set<Path>,
        list: (Path) throws(Failure) -> [DirectoryEntry]?, status: (Path) throws(Failure) -> FileStatus?
    ) -> Scan<Failure> {
        var walk = Walk(scan: Scan<Failure>(isFull: false), limits: limits, wanted: wanted)
        walk.run(from: changed.sorted(), known: known.subtracting(changed), list: list, status: status)
        return walk.scan
    }
}

/// What a walk may cost.
package struct ScanLimits: Hashable, Sendable {
    /// More files than these are not seen; each costs a status.
    package var filesMax = 100_000
    /// More directories than these are not listed.
    package var directoriesMax = 50_000
    /// Names in a path; deeper directories are not listed.
    package var depthMax = 64

    package init() {}
}
