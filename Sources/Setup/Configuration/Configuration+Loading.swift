import Exceptionless
package import Model

extension Configuration {
    private static let bytesMax = YAMLText.bytesMax

    /// The configuration at `path`; without a path the one where packages put it, and if there is none, what the
    /// environment says. `ruleDirectories`, from the command line, replace the file's.
    package static func load(
        _ path: Path?, ruleDirectories: [Path]? = nil, in surroundings: Surroundings
    ) -> Checked<Configuration> {
        var result: Checked<Configuration>
        let place = path ?? standardPath
        do throws(Unreadable) {
            result = read(
                try surroundings.files.contents(of: place, bytesMax: bytesMax), name: place.description,
                in: surroundings)
        } catch {
            if path == nil, error.isMissing {
                let standard = standardProject(in: surroundings, file: "environment")
                result = Checked(standard.value.map { Configuration(projects: [$0]) }, standard.diagnostics)
            } else {
                let help = error.isMissing ? "make it, or leave out --config" : nil
                return Checked(
                    nil, [Diagnostic(.error, file: place.description, "cannot be read: \(error.reason)", help: help)])
            }
        }
        if let ruleDirectories {
            result.value?.ruleDirectories = ruleDirectories
            result.value?.ruleDirectoryNodes = []
        }
        return result
    }

    /// Where things are, for who asks the agent and need not be able to read its keys: the projects are not the file's.
    /// Nil if there is no reading it.
    package static func places(_ path: Path?, in surroundings: Surroundings) -> Configuration? {
        do throws(Unreadable) {
            let place = path ?? standardPath
            let bytes = try surroundings.files.contents(of: place, bytesMax: bytesMax)
            var reader = ConfigurationReader(in: surroundings)
            return reader.places(bytes, name: place.description)
        } catch {
            guard path == nil, error.isMissing else { return nil }
            return Configuration(
                projects: [Project(name: RuleFile.standardProject, destination: .local(LocalStore()))])
        }
    }

    /// The text of a configuration. Every fault is among the diagnostics, not only the first.
    package static func read(
        _ bytes: [UInt8], name: String, in surroundings: Surroundings
    ) -> Checked<Configuration> {
        var reader = ConfigurationReader(in: surroundings)
        return reader.read(bytes, name: name)
    }

    /// The one project of somebody who configured none: the server of `EXCEPTIONLESS_API_KEY` (and
    /// `EXCEPTIONLESS_SERVER`), or else local. Faults are reported as `file`'s.
    static func standardProject(in surroundings: Surroundings, file: String) -> Checked<Project> {
        guard let key = surroundings.variable("EXCEPTIONLESS_API_KEY"), !key.isEmpty else {
            return Checked(Project(name: "default", destination: .local(LocalStore())), [])
        }
        var findings: [Diagnostic] = []
        let apiKey = APIKey(key)
        if apiKey == nil {
            let message = "EXCEPTIONLESS_API_KEY: \(APIKeyAdvice.message(for: key))"
            findings.append(Diagnostic(.error, file: file, message, help: APIKeyAdvice.help))
        }
        let written = surroundings.variable("EXCEPTIONLESS_SERVER").flatMap { $0.isEmpty ? nil : $0 }
        let server = written.map { ServerURL($0) } ?? .hosted
        if server == nil {
            let message = "EXCEPTIONLESS_SERVER is no server's address"
            findings.append(Diagnostic(.error, file: file, message, help: "like \(ServerURL.hosted)"))
        }
        guard let apiKey, let server else { return Checked(nil, findings) }
        var destination = ExceptionlessServer(apiKey: apiKey)
        destination.server = server
        return Checked(Project(name: "default", destination: .exceptionless(destination)), findings)
    }
}
