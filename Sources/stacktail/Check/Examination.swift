import ArgumentParser
import Model
import Platform
import Setup

/// What `check` looks at: a configuration, and rule files under it.
struct Examination {
    private let common: CommonOptions
    private let configuration: Configuration
    private let context: RuleContext
    private var parts: [Part] = []
    /// The configurations, and rule directories that are not there.
    private var others: [CheckReport.CheckedFile] = []

    /// Rule files that are in force together, and those of them that are of interest.
    struct Part {
        var sources: RuleSources
        var paths: [Path]?
    }

    /// `paths`: nothing for the configuration and all that it names. Throws exit status 3 if there is no reading it.
    init(of paths: [String], common: CommonOptions) throws {
        self.common = common
        let loaded = try common.loaded()
        configuration = loaded.configuration
        var context = RuleContext(configuration, surroundings: .ofThisProcess)
        // Files given by name may be for another host: their projects are that configuration's concern.
        if loaded.isFaulty || (common.config == nil && !paths.isEmpty) { context.projects = nil }
        self.context = context
        if common.config != nil || paths.isEmpty { others += loaded.checked }
        let missing = common.rules.filter { !OwnFiles.exists(Path($0)) }
        others += missing.map {
            CheckReport.CheckedFile(path: $0, diagnostics: [Diagnostic(.error, file: $0, "there is no such directory")])
        }
        if paths.isEmpty {
            parts = [Part(sources: sources(in: directories), paths: nil)]
        } else {
            take(paths)
        }
    }

    /// All of it, in one.
    var report: CheckReport {
        let reports = parts.map { part in
            CheckReport(
                checking: RuleBook(part.sources, in: context), only: { part.includes($0) },
                shipped: ShippedRules.directory, look: HostLogs.scan)
        }
        return CheckReport(files: others + reports.flatMap(\.files))
    }

    /// What would let the failing tests pass, by the files' paths. Files that came with the program are left alone
    /// unless they were named.
    var renewals: [(path: String, renewal: Renewal)] {
        parts.flatMap { part in
            part.sources.sources.map(\.path).filter { path in
                part.includes(path.description) && (part.paths != nil || path.directory != ShippedRules.directory)
            }
            .compactMap { path in
                Renewal(of: path.description, in: part.sources, context).map { (path.description, $0) }
            }
        }
    }

    /// Those of the configuration that are there; what it names in vain is told of elsewhere.
    private var directories: [Path] { configuration.ruleDirectories.filter { OwnFiles.exists($0) } }

    private func sources(in directories: [Path], and files: [Path] = []) -> RuleSources {
        var sources = RuleSources(in: directories, files: context.surroundings.files)
        for file in files { sources.add(file) }
        return sources
    }

    /// Each directory as the last, and files of one name after one another: of two files with the same name only one
    /// can be in force, and both were asked for.
    private mutating func take(_ paths: [String]) {
        let isDirectory = { (path: String) in (try? LinuxFiles().status(of: Path(path)))?.kind == .directory }
        let named = paths.filter(isDirectory).map { Path($0) }
        var waiting: [Path] = []
        for path in paths where !isDirectory(path) {
            if let checked = self.checked(configuration: path) {
                others.append(checked)
            } else {
                waiting.append(Path(path))
            }
        }
        for directory in named {
            let sources = sources(in: directories + named.filter { $0 != directory } + [directory])
            parts.append(Part(sources: sources, paths: [directory]))
        }
        while !waiting.isEmpty {
            var names: Set<[UInt8]> = []
            let batch = waiting.filter { names.insert(Array($0.name)).inserted }
            parts.append(Part(sources: sources(in: directories + named, and: batch), paths: batch))
            waiting = waiting.filter { !batch.contains($0) }
        }
    }

    /// Nil if the file is none.
    private func checked(configuration path: String) -> CheckReport.CheckedFile? {
        guard let bytes = try? context.surroundings.files.contents(of: Path(path), bytesMax: 1 << 20),
            Definition(guessedFrom: bytes) == .configuration
        else { return nil }
        let read = Configuration.read(bytes, name: path, in: context.surroundings)
        let missing = read.value?.missingRuleDirectories(in: context.surroundings) ?? []
        return CheckReport.CheckedFile(path: path, diagnostics: read.diagnostics + missing)
    }
}

extension Examination.Part {
    /// Files that were named, or lie in a directory that was.
    fileprivate func includes(_ path: String) -> Bool {
        guard let paths else { return true }
        let path = Path(path)
        return paths.contains { $0 == path || path.directory.appending("") == $0.appending("") }
    }
}

extension CommonOptions {
    /// What there is of a configuration that may have faults.
    struct Loaded {
        var configuration: Configuration
        var isFaulty: Bool
        /// The file with its faults; nothing if there is none, and none was asked for.
        var checked: [CheckReport.CheckedFile]
    }

    /// Throws exit status 3 if there is no reading the configuration.
    func loaded() throws -> Loaded {
        let surroundings = Surroundings.ofThisProcess
        let given = rules.isEmpty ? nil : rules.map { Path($0) }
        let file = config.map { Path($0) } ?? Configuration.standardPath
        let isThere = config != nil || OwnFiles.exists(file)
        let checked = Configuration.load(config.map { Path($0) }, ruleDirectories: given, in: surroundings)
        let missing = checked.value?.missingRuleDirectories(in: surroundings) ?? []
        let name = isThere ? file.description : checked.diagnostics.first?.file
        let files = name.map { [CheckReport.CheckedFile(path: $0, diagnostics: checked.diagnostics + missing)] } ?? []
        if let configuration = checked.value {
            return Loaded(configuration: completed(configuration), isFaulty: false, checked: files)
        }
        guard checked.isRead, let configuration = try? places() else {
            Tell.diagnostics(checked.diagnostics, noColor: !isColoured(.error))
            throw ExitCode.couldNotRun
        }
        return Loaded(configuration: configuration, isFaulty: true, checked: files)
    }
}

extension Checked<Configuration> {
    /// Whether there was a text, however wrong.
    fileprivate var isRead: Bool { diagnostics.contains { $0.place != nil } }
}

/// Why `check` could not do what it was asked for; a sentence.
struct CheckFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
