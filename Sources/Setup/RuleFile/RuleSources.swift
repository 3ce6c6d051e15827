package import Model

/// The texts of rule files, by their files' names. One that cannot be read does not keep the others from being read.
package struct RuleSources: Sendable {
    /// More files than a person keeps; a wrong directory must not cost its whole content.
    private static let filesMax = 1_000

    /// A file as it was read.
    package struct Source: Sendable {
        /// Which of the files of that name it is.
        package var path: Path
        /// Not yet known to be UTF-8 or YAML.
        package var bytes: [UInt8]
    }

    /// By file name, in the order of the names.
    package private(set) var sources: [Source] = []
    /// Directories and files that could not be read.
    package private(set) var diagnostics: [Diagnostic] = []
    /// Files that another of the same name, in a later directory, stands in for.
    package private(set) var shadowed: [(path: Path, by: Path)] = []
    private let files: any TextFiles

    /// What lies in the directories. A later directory's file replaces an earlier one of the same name.
    package init(in directories: [Path], files: any TextFiles) {
        self.files = files
        var paths: [String: Path] = [:]
        for directory in directories {
            do throws(Unreadable) {
                let names = try files.names(in: directory).filter(Self.isRuleFile)
                for name in names {
                    let path = directory.appending(name)
                    if let earlier = paths.updateValue(path, forKey: name) { shadowed.append((earlier, path)) }
                }
            } catch {
                let severity = error.isMissing ? Diagnostic.Severity.warning : .error
                diagnostics.append(
                    Diagnostic(severity, file: directory.description, "cannot be read: \(error.reason)"))
            }
        }
        for (_, path) in paths.sorted(by: { $0.key < $1.key }) { read(path) }
    }

    /// A file by its path, in front of one of the same name; a missing one is a diagnostic like any other.
    package mutating func add(_ path: Path) {
        let standing = sources.firstIndex { $0.path.name == path.name }.map { sources.remove(at: $0) }
        let countBefore = sources.count
        read(path)
        if sources.count == countBefore, let standing { sources.append(standing) }
    }

    /// Other content for a file that was read.
    mutating func replace(_ path: String, by bytes: [UInt8]) {
        for index in sources.indices where sources[index].path.description == path { sources[index].bytes = bytes }
    }

    private mutating func read(_ path: Path) {
        guard sources.count < Self.filesMax else {
            diagnostics.append(
                Diagnostic(.error, file: path.description, "not read: there are more than \(Self.filesMax) rule files"))
            return
        }
        do throws(Unreadable) {
            sources.append(
                Source(path: path, bytes: try files.contents(of: path, bytesMax: YAMLText.bytesMax)))
        } catch {
            diagnostics.append(Diagnostic(.error, file: path.description, "cannot be read: \(error.reason)"))
        }
    }

    /// What editors and package managers leave behind (`a.yaml~`, `.a.yaml.swp`, `.#a.yaml`, `a.yaml.dpkg-new`) is no
    /// rule file, nor is anything that does not end in `.yaml` or `.yml`.
    static func isRuleFile(_ name: String) -> Bool {
        guard name.hasSuffix(".yaml") || name.hasSuffix(".yml") else { return false }
        return !name.hasPrefix(".") && !name.hasPrefix("#") && !name.contains(".dpkg-")
    }
}
