import Model
package import Platform
package import Tailing

/// Who reads which of this host's files: globs that name none, and files that two rule files name.
struct FileClaims {
    /// How many files may be told of that two rule files share.
    private static let sharedMax = 5

    /// Those that name any; the shipped ones come first, as nobody would mend them.
    private let files: [RuleFile]
    /// The names of those that others extend.
    private let extended: Set<String>
    private let scan: Scan<SystemError>

    /// `look` finds the files of each rule file.
    init(_ files: [RuleFile], shipped: Path?, look: ([String: GlobSet]) -> Scan<SystemError>) {
        let naming = files.filter { !$0.files.include.isEmpty }
        let isShipped = { (file: RuleFile) in Path(file.path).directory == shipped }
        self.files = naming.filter(isShipped) + naming.filter { !isShipped($0) }
        extended = Set(files.compactMap(\.base))
        scan = look(Dictionary(uniqueKeysWithValues: self.files.map { ($0.name, $0.files) }))
    }

    /// Of one of the files, in its own text.
    func diagnostics(of file: RuleFile) -> [Diagnostic] { aimless(file) + idle(file) + shared(file) }

    /// One that says what it is about, and proves it, describes a kind of log for others to extend.
    private func aimless(_ file: RuleFile) -> [Diagnostic] {
        let isDescription = file.about != nil && !file.tests.isEmpty
        guard file.files.include.isEmpty, !extended.contains(file.name), !isDescription else { return [] }
        let help = "say what to read, like files: [/var/log/app/*.log]"
        return [Diagnostic(.hint, file: file.path, "nothing is read by this file: it has no 'files'", help: help)]
    }

    // MARK: - Globs that name nothing

    private func idle(_ file: RuleFile) -> [Diagnostic] {
        let own = scan.files.filter { $0.wantedBy.contains(file.name) }
        // What it took over from another file is told there.
        return file.globs.filter { glob, node in
            node.source.name == file.path && !own.contains { glob.matches($0.path) }
        }.map { glob, node in
            node.diagnostic(.hint, "no file here matches \(node.shown)", help: reason(glob))
        }
    }

    private func reason(_ glob: Glob) -> String? {
        if let trouble = scan.troubles.first(where: { path, _ in glob.literalBases.contains { path.isAt(orBelow: $0) } }
        ) {
            return "\(trouble.key) could not be looked into: \(trouble.value.reasonText)"
        }
        let missing = glob.literalBases.filter { !scan.listed.contains($0) }
        if missing.count == glob.literalBases.count, let first = missing.first {
            return "there is no directory \(first)"
        }
        return "that is all right on another host, or before the log's first line"
    }

    // MARK: - Files with two readers

    private func shared(_ file: RuleFile) -> [Diagnostic] {
        let others = files.prefix { $0.name != file.name }
        var told: Set<String> = []
        return file.globs.flatMap { glob, node -> [Diagnostic] in
            let found = others.compactMap { other in claim(on: glob, by: file, and: other) }
                .filter { told.insert($0.other.name + $0.what).inserted }
            return found.prefix(Self.sharedMax).flatMap { claim in
                [
                    node.diagnostic(
                        .warning, "the rule file '\(claim.other.name)' reads \(claim.what), too: its events come twice",
                        help: "take it out of one of them, with 'exclude'"),
                    claim.node.diagnostic(.note, "it is named here"),
                ]
            }
        }
    }

    private struct Claim {
        var other: RuleFile
        var node: YAMLNode
        var what: String
    }

    /// The same glob, or a file that is there and that globs of both name.
    private func claim(on glob: Glob, by file: RuleFile, and other: RuleFile) -> Claim? {
        let sharedFile = scan.files.first {
            $0.wantedBy.contains(file.name) && $0.wantedBy.contains(other.name) && glob.matches($0.path)
        }
        let same = other.files.exclude == file.files.exclude ? other.globs.first { $0.glob == glob } : nil
        if let same { return Claim(other: other, node: same.node, what: "'\(glob.text)'") }
        guard let sharedFile, let naming = other.globs.first(where: { $0.glob.matches(sharedFile.path) }) else {
            return nil
        }
        return Claim(other: other, node: naming.node, what: "\(sharedFile.path)")
    }
}

extension RuleFile {
    /// What to read, each with its place.
    fileprivate var globs: [(glob: Glob, node: YAMLNode)] {
        files.include.count == fileNodes.count ? Array(zip(files.include, fileNodes)) : []
    }
}

/// This host's own files.
package enum HostLogs {
    /// A check must not walk a whole disk.
    private static let limits: ScanLimits = {
        var limits = ScanLimits()
        (limits.filesMax, limits.directoriesMax) = (20_000, 5_000)
        return limits
    }()

    /// What of it each rule file names.
    package static func scan(_ wanted: [String: GlobSet]) -> Scan<SystemError> {
        let files = LinuxFiles()
        return Scanner(wanted: wanted, limits: limits).scan(
            list: { path throws(SystemError) in try existing { () throws(SystemError) in try files.entries(of: path) }
            },
            status: { path throws(SystemError) in try existing { () throws(SystemError) in try files.status(of: path) }
            })
    }

    private static func existing<Found>(_ ask: () throws(SystemError) -> Found) throws(SystemError) -> Found? {
        do throws(SystemError) { return try ask() } catch {
            if error.reason == .notFound { return nil }
            throw error
        }
    }
}
