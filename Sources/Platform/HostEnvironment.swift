import Glibc
package import Model

/// The process's environment variables, as it was started with.
package enum HostEnvironment {
    /// Nil if it is not set; invalid UTF-8 is replaced.
    package static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Where names without a leading slash begin; nil if it is gone.
    package static var workingDirectory: Path? {
        guard let text = getcwd(nil, 0) else { return nil }
        defer { free(text) }
        return Path(String(cString: text))
    }

    /// Whether the process acts for the system and not for a person.
    package static var isPrivileged: Bool { geteuid() == 0 }

    /// Where a person's programs keep their state: `$XDG_STATE_HOME/stacktail`, else below the home directory.
    package static var userState: Path? {
        if let state = value("XDG_STATE_HOME"), state.hasPrefix("/") { return Path(state).appending("stacktail") }
        guard let home = value("HOME"), home.hasPrefix("/") else { return nil }
        return Path(home).appending(".local/state/stacktail")
    }
}
