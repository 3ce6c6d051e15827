package import Model
package import Platform
package import Setup
import Tailing

/// What the disk and the rules say of one path, for `stacktail status FILE`. It looks with the permissions of the
/// process, so the agent's own answer counts.
package struct FileInquiry<Source: Files> {
    private let files: Source
    private let ownership: (Path) -> Ownership?
    private let rules: [RuleFile]

    /// `rules`: those in force.
    package init(_ files: Source, rules: [RuleFile], ownership: @escaping (Path) -> Ownership? = { Ownership(of: $0) })
    {
        (self.files, self.rules, self.ownership) = (files, rules, ownership)
    }

    /// Of an absolute path; what only the pipeline knows is left out.
    package func facts(of path: Path) -> FileFacts {
        var facts = FileFacts(path: path)
        facts.naming = naming(of: path)
        do throws(SystemError) {
            let status = try files.status(of: path)
            facts.presence = .there(status.kind)
            if status.kind == .regular { try look(at: path, into: &facts) }
        } catch {
            switch error.reason {
            case .notFound, .wrongKind: facts.presence = missing(path)
            case .denied: facts.presence = .denied(denial(path, error))
            case .exists, .busy, .tooManyOpen, .noSpace, .brokenPipe, .stale, .tooLarge, .other:
                facts.trouble = error.description
            }
        }
        return facts
    }

    /// The file is there; whether it can be read, and its directory listed, as the agent must.
    private func look(at path: Path, into facts: inout FileFacts) throws(SystemError) {
        let head = try files.open(path).read(at: .zero, max: Fingerprint.headBytesMax)
        facts.content = Self.content(path, head)
        for directory in listed(for: path) {
            do throws(SystemError) { _ = try files.entries(of: directory) } catch {
                guard error.reason == .denied else { throw error }
                facts.presence = .denied(denial(directory, right: .list))
                return
            }
        }
    }

    /// The directories that a walk lists to come to the path.
    private func listed(for path: Path) -> [Path] {
        let naming = rules.flatMap(\.files.include).filter { $0.matches(path) }
        let bases = naming.flatMap(\.literalBases).filter { path.isAt(orBelow: $0) }
        let shortest = bases.min { $0.bytes.count < $1.bytes.count } ?? path.directory
        return path.ancestors.filter { $0.isAt(orBelow: shortest) }
    }
}

// MARK: - What keeps it out

extension FileInquiry {
    /// Of an error of `path` itself: a directory above that may not be searched, else the file.
    private func denial(_ path: Path, _ error: SystemError) -> FileFacts.Denial {
        var component = path
        while component.directory != component, isDenied(component) { component = component.directory }
        return component == path ? denial(path, right: .read) : denial(component, right: .search)
    }

    private func isDenied(_ path: Path) -> Bool {
        do throws(SystemError) { _ = try files.status(of: path) } catch { return error.reason == .denied }
        return false
    }

    private func denial(_ component: Path, right: FileFacts.Denial.Right) -> FileFacts.Denial {
        let owned = ownership(component)
        let mayGroup = right == .search ? owned?.groupSearches : owned?.groupReads
        return FileFacts.Denial(
            component: component, right: right, mode: owned?.mode ?? "", owner: owned?.owner ?? "",
            group: owned?.group ?? "", groupSuffices: mayGroup == true && owned?.group != "root")
    }

    private func missing(_ path: Path) -> FileFacts.Presence {
        let isThere = { (path: Path) in (try? files.status(of: path)) != nil }
        let beneath = isThere(path.directory) ? nil : path.ancestors.last(where: isThere)
        return .missing(beneath: beneath, alike: respelled(path))
    }

    /// The path with names that exist, if only capitals and blanks at the ends differ.
    private func respelled(_ path: Path) -> Path? {
        var found = Path("/")
        for name in path.bytes.split(separator: slash) {
            let next = found.appending(name)
            if (try? files.status(of: next)) != nil {
                found = next
                continue
            }
            let alike = (try? files.entries(of: found))?.filter { Self.folded($0.name[...]) == Self.folded(name) }
            guard let first = alike?.map(\.name).min(by: { Path(bytes: $0) < Path(bytes: $1) }) else { return nil }
            found = found.appending(first)
        }
        return found == path ? nil : found
    }

    private static func folded(_ name: ArraySlice<UInt8>) -> [UInt8] {
        let isBlank = { (byte: UInt8) in byte <= UInt8(ascii: " ") }
        return name.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
            .map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}

// MARK: - What the rules say

extension FileInquiry {
    private func naming(of path: Path) -> FileFacts.Naming {
        let verdicts = rules.map { ($0.name, $0.files.verdict(on: path)) }
        let names = verdicts.filter { $0.1 == .tailed }.map(\.0)
        if !names.isEmpty { return .tailed(by: names.sorted()) }
        for case (let name, .excluded(let glob)) in verdicts { return .excluded(by: glob.text, rules: name) }
        if verdicts.contains(where: { $0.1 == .leftover }) { return .leftover }
        return .notNamed(nearest: nearest(to: path))
    }

    /// The pattern with the most directories in common, then with the longest common text.
    private func nearest(to path: Path) -> String? {
        let patterns = rules.flatMap(\.files.include).map(\.text).sorted()
        let scored = patterns.map { pattern -> (pattern: String, names: Int, bytes: Int) in
            let common = zip(pattern.utf8, path.bytes).prefix { $0 == $1 }.map(\.1)
            return (pattern, common.count { $0 == slash }, common.count)
        }
        // A slash in common is the root's.
        return scored.filter { $0.names > 1 }.max { ($0.names, $0.bytes) < ($1.names, $1.bytes) }?.pattern
    }

    private static func content(_ path: Path, _ head: [UInt8]) -> FileFacts.Content {
        let magics: [[UInt8]] = [
            [0x1F, 0x8B], [0x42, 0x5A, 0x68], [0xFD, 0x37, 0x7A, 0x58, 0x5A], [0x28, 0xB5, 0x2F, 0xFD],
        ]
        if magics.contains(where: { head.starts(with: $0) }) { return .compressed }
        let isWide = head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF])
        let controls = head.count { $0 < 0x09 || (0x0E..<0x1B).contains($0) || (0x1C..<0x20).contains($0) }
        // A few stray bytes do not make a log binary, nor does a hole at its beginning.
        return !isWide && controls * 10 > head.count && head.contains { $0 != 0 } ? .binary : .text
    }
}

extension FileFacts {
    /// Takes over what the running agent knows of the path.
    package mutating func take(_ report: PipelineReport, openFilesMax: Int) {
        (pause, walkLimit) = (report.pause, report.walkLimit)
        guard let asked = report.asked else { return }
        (tailedAs, predecessorOf, wasTailed) = (asked.tailedAs, asked.predecessorOf, asked.wasTailed)
        if let objection = asked.objection {
            switch objection.cause {
            case .own: isOwnLog = true
            case .binary: content = .binary
            case .noDescriptor: descriptorLimit = openFilesMax
            case .failing: trouble = objection.text
            // The disk was asked anew, and says which part of the path it is.
            case .denied, .noLogFile: break
            }
        }
        guard let file = asked.file else { return }
        (presence, naming, trouble) = (.there(.regular), .tailed(by: file.rules), file.trouble)
    }
}

private let slash = UInt8(ascii: "/")

extension Path {
    /// From the root down to its own directory.
    fileprivate var ancestors: [Path] {
        var all: [Path] = [], directory = self.directory
        while directory.directory != directory {
            all.append(directory)
            directory = directory.directory
        }
        return (all + [directory]).reversed()
    }
}
