package import Model

/// The files of one rule file: `files` without `exclude`, without what editors and package managers leave behind.
package struct GlobSet: Hashable, Sendable {
    /// `files`, absolute.
    package let include: [Glob]
    /// Taken away from those, whatever matches.
    package let exclude: [Glob]

    package init(include: [Glob], exclude: [Glob] = []) { (self.include, self.exclude) = (include, exclude) }

    /// Whether it is one of the files.
    package func matches(_ path: Path) -> Bool { verdict(on: path) == .tailed }

    /// Whether it is one of the files, and if not, why.
    package func verdict(on path: Path) -> Verdict { verdict(on: path, PathNames(path)) }

    func verdict(on path: Path, _ names: PathNames) -> Verdict {
        guard include.contains(where: { $0.matches(names) }) else { return .notNamed }
        if Self.isLeftover(path) { return .leftover }
        return exclude.first { $0.matches(names) }.map(Verdict.excluded) ?? .tailed
    }

    /// Why a path is read or is not.
    package enum Verdict: Hashable, Sendable {
        case tailed
        /// No pattern of `files` names it.
        case notNamed
        case excluded(by: Glob)
        /// An editor's or a package manager's copy.
        case leftover
    }

    /// Whether a walk must look into the directory.
    package func mayMatchBelow(_ directory: Path) -> Bool { mayMatchBelow(PathNames(directory)) }

    func mayMatchBelow(_ names: PathNames) -> Bool { include.contains { $0.mayMatchBelow(names) } }

    /// Where a walk begins.
    package var literalBases: [Path] { Set(include.flatMap(\.literalBases)).sorted() }

    /// Backups (`x~`, `#x#`), locks and swap files (`.#x`, `.x.swp`), and what dpkg and ucf put beside a file.
    package static func isLeftover(_ path: Path) -> Bool {
        let name = path.name
        if name.last == UInt8(ascii: "~") || name.starts(with: ".#".utf8) { return true }
        if name.count > 1, name.first == UInt8(ascii: "#"), name.last == UInt8(ascii: "#") { return true }
        guard let point = name.lastIndex(of: dot) else { return false }
        let ending = name[name.index(after: point)...]
        return ["swp", "swo", "swx"].contains { ending.elementsEqual($0.utf8) }
            || ending.starts(with: "dpkg-".utf8) || ending.starts(with: "ucf-".utf8)
    }
}
