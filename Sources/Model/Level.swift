/// How grave an entry is, in Exceptionless's six names, least first.
package enum Level: Int, CaseIterable, Comparable, Sendable {
    case trace, debug, info, warn, error, fatal

    /// The standard name that goes out as `@level`: `Trace`, `Debug`, `Info`, `Warn`, `Error`, `Fatal`.
    package var name: String {
        switch self {
        case .trace: "Trace"
        case .debug: "Debug"
        case .info: "Info"
        case .warn: "Warn"
        case .error: "Error"
        case .fatal: "Fatal"
        }
    }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// The level that a word means in the usual logging systems, in any case, trimmed of blanks and brackets' insides
    /// only; nil if it is not a level's name. `notice` is info, as syslog's is no warning.
    package init?(word: some StringProtocol) {
        guard word.utf8.count <= 16, let level = Self.words[word.lowercased()] else { return nil }
        self = level
    }

    /// The usual names in small letters. Rule files add their own.
    package static let words: [String: Level] = [
        "trace": .trace, "trc": .trace, "trce": .trace, "finest": .trace, "finer": .trace, "verbose": .trace,
        "vrb": .trace, "silly": .trace, "all": .trace,
        "debug": .debug, "dbg": .debug, "dbug": .debug, "fine": .debug, "config": .debug,
        "info": .info, "inf": .info, "information": .info, "informational": .info, "notice": .info, "note": .info,
        "audit": .info, "log": .info,
        "warn": .warn, "warning": .warn, "wrn": .warn, "deprecated": .warn, "deprecation": .warn,
        "error": .error, "err": .error, "eror": .error, "severe": .error, "fail": .error, "failure": .error,
        "fatal": .fatal, "ftl": .fatal, "critical": .fatal, "crit": .fatal, "alert": .fatal, "emerg": .fatal,
        "emergency": .fatal, "panic": .fatal,
    ]
}
