import Agent
import Logging
import Model
import Platform
import Setup
import WireFormat

/// Stacktail's own log, on standard error: a line for each trouble and one when it is over, never one for each event.
struct OwnLogger: Sendable {
    let logger: Logger

    init(_ settings: Configuration.OwnLog) {
        let form = Self.form(settings.format)
        let level = Logger.Level(settings.level)
        logger = Logger(label: "stacktail") { _ in StandardErrorHandler(form: form, logLevel: level) }
    }

    /// For libraries, whose every step is not ours to tell.
    var quiet: Logger {
        var logger = logger
        logger.logLevel = .error
        return logger
    }

    func say(_ notice: Notice) { logger.log(level: Logger.Level(notice.level), "\(notice.text)") }

    private static func form(_ format: Configuration.OwnLog.Format) -> StandardErrorHandler.Form {
        switch format {
        case .auto: HostEnvironment.value("JOURNAL_STREAM") == nil ? .text : .journald
        case .text: .text
        case .journald: .journald
        case .json: .json
        }
    }
}

extension Logger.Level {
    init(_ level: Level) {
        self =
            switch level {
            case .trace: .trace
            case .debug: .debug
            case .info: .info
            case .warn: .warning
            case .error: .error
            case .fatal: .critical
            }
    }

    /// As syslog counts, for journald.
    fileprivate var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}

/// Writes a line for each message; a closed standard error is passed over.
private struct StandardErrorHandler: LogHandler {
    enum Form: Sendable {
        case text
        /// With journald's prefix for the priority, and without the time, which journald knows.
        case journald
        case json
    }

    let form: Form
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let clock = SystemClock()

    init(form: Form, logLevel: Logger.Level) { (self.form, self.logLevel) = (form, logLevel) }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        try? StandardStream.error.write(line(event.level, "\(event.message)") + "\n")
    }

    /// To the millisecond, as other logs have it.
    private var now: String {
        let wall = clock.now().wall
        let civil = CivilTime(secondsSince1970: wall.seconds)
        let fraction = String((wall.nanoseconds - wall.seconds * 1_000_000_000) / 1_000_000 + 1_000).dropFirst()
        return "\(civil.date)T\(civil.clock).\(fraction)Z"
    }

    private func line(_ level: Logger.Level, _ text: String) -> String {
        switch form {
        case .text: return "\(now) \(level) \(text)"
        case .journald: return "<\(level.priority)>\(text)"
        case .json:
            let line: JSONValue = [
                "time": .string(now), "level": .string("\(level)"), "message": .string(text),
            ]
            return String(decoding: line.encoded(), as: UTF8.self)
        }
    }
}
