/// A level as settings know it: the six levels of log events, `off` above all of them, and `unknown` for any other
/// word.
public enum LogLevel: Int, Comparable, Hashable, Sendable, CaseIterable {
    /// No level, or a name that is not one of the six (`Warning`, `Critical`). Events with it are always sent, a
    /// setting with it holds nothing back.
    case unknown = -1
    case trace, debug, info, warn, error, fatal
    /// As a setting: no event is sent. As an event's level: it is never sent.
    case off

    /// Reads a name in any case, with blanks around it. `true`, `yes` and `1` are `trace`; `false`, `no` and `0` are
    /// `off`.
    public init(_ name: String?) {
        self = name.flatMap { Self.names[$0.trimmed.lowercased()] } ?? .unknown
    }

    /// As events and settings spell it: `Warn`; nil for `unknown`.
    public var name: String? {
        switch self {
        case .unknown: nil
        case .trace: "Trace"
        case .debug: "Debug"
        case .info: "Info"
        case .warn: "Warn"
        case .error: "Error"
        case .fatal: "Fatal"
        case .off: "Off"
        }
    }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    private static let names: [String: LogLevel] = [
        "trace": .trace, "true": .trace, "1": .trace, "yes": .trace,
        "debug": .debug, "info": .info, "warn": .warn, "error": .error, "fatal": .fatal,
        "off": .off, "false": .off, "0": .off, "no": .off,
    ]
}
