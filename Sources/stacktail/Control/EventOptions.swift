import Agent
import ArgumentParser
import Exceptionless
import Model
import Platform
import Records
import Setup
import WireFormat

/// The members of an event, as options.
struct EventOptions: ParsableArguments {
    @Argument(help: "The message, or '-' for standard input.")
    var message: String?

    @Option(name: [.customShort("m"), .customLong("message")], help: "The message; the same as without --message.")
    var messageOption: String?

    @Option(name: .shortAndLong, help: "log, error, usage, 404, or a name of your own.")
    var type = "log"

    @Option(name: .shortAndLong, help: "The logger, component or feature; log events stack by it.")
    var source: String?

    @Option(name: .shortAndLong, help: "trace, debug, info, warn, error or fatal.", transform: Self.level)
    var level: Level?

    @Option(help: "A tag; may be given several times.")
    var tag: [String] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Extended data as text; may be given several times. '-' reads a JSON object from standard input.",
            valueName: "key=value"))
    var data: [String] = []

    @Option(help: "Whatever is worth adding up, such as a price or a duration.")
    var value: Double?

    @Option(help: ArgumentHelp("Where, in decimal degrees.", valueName: "latitude,longitude"))
    var geo: String?

    @Option(
        help: ArgumentHelp("When, as ISO 8601 or as @SECONDS since 1970 (default: now).", valueName: "date"),
        transform: Self.date)
    var date: Timestamp?

    @Option(help: "8 to 100 letters, digits and '-'; the server takes one once a day (default: a random one).")
    var referenceID: String?

    @Option(help: "Who it happened to: a number, a name, an e-mail address.")
    var user: String?

    @Option(help: "That user's name for people.")
    var userName: String?

    @Option(help: "The version of the application.")
    var appVersion: String?

    @Option(help: "The reference id of the session that it belongs to.")
    var session: String?

    @Option(help: "The title of its stack.")
    var stackTitle: String?

    @Option(help: "Events with the same texts are one stack; may be given several times.")
    var stackBy: [String] = []

    @Option(help: "The project in the configuration (default: default).")
    var project: String?

    func validate() throws {
        if message != nil, messageOption != nil { throw ValidationError("the message is given twice") }
        if data.count(where: { $0 == "-" }) + (message == "-" ? 1 : 0) > 1 {
            throw ValidationError("standard input can be read once: '-' is given twice")
        }
        for pair in data where pair != "-" { _ = try Self.member(pair) }
        if !isTold { throw ValidationError("an event of type log or error needs a message; see --help") }
    }

    /// Other types may say enough by their name.
    private var isTold: Bool { !["log", "error"].contains(type) || message != nil || messageOption != nil }

    /// Throws what is wrong with the options; may read standard input.
    func manualEvent() throws -> ManualEvent {
        let now = SystemClock().now().wall
        var event = ManualEvent(date: date ?? now, referenceID: referenceID ?? .freshID)
        event.message = try message == "-" ? Self.inputText() : message ?? messageOption
        (event.type, event.source, event.level, event.tags) = (type, source, level, tag)
        (event.value, event.geo, event.version, event.session) = (value, geo, appVersion, session)
        (event.identity, event.userName, event.project) = (user, userName, project)
        (event.stackTitle, event.stackBy) = (stackTitle, stackBy)
        for pair in data {
            for member in try pair == "-" ? Self.inputObject().members : [Self.member(pair)] {
                event.data[member.name] = member.value
            }
        }
        if let fault = event.faults.first { throw ValidationError(fault.description) }
        return event
    }
}

// MARK: - Values

extension EventOptions {
    private static func level(_ word: String) throws -> Level {
        if let level = Level(word: word) { return level }
        let names = Level.allCases.map { $0.name.lowercased() }
        let help = Suggestion.help(for: word, among: names) ?? names.joined(separator: ", ")
        throw ValidationError("'\(word)' is no level: \(help)")
    }

    private static func date(_ text: String) throws -> Timestamp {
        let now = SystemClock().now().wall
        let seconds = text.hasPrefix("@") ? String(text.dropFirst()) : nil
        let form = seconds == nil ? TimeForm.iso8601 : .unix
        let parsed = form.parse(
            Array((seconds ?? text).utf8)[...], zone: Surroundings.ofThisProcess.localZone, near: TimeAnchor(read: now))
        guard let parsed else {
            throw ValidationError("'\(text)' is no date: write 2026-11-20T10:00:00+01:00, or @SECONDS since 1970")
        }
        return parsed
    }

    private static func member(_ pair: String) throws -> JSONObject.Member {
        guard let end = pair.firstIndex(of: "="), end > pair.startIndex else {
            throw ValidationError("--data takes KEY=VALUE or '-', not '\(pair)'")
        }
        return .init(name: String(pair[..<end]), value: .string(String(pair[pair.index(after: end)...])))
    }

    private static func inputObject() throws -> JSONObject {
        guard let object = (try? JSONReader.parse(StandardStream.input.readAll()))?.object else {
            throw ValidationError("--data - takes a JSON object on standard input")
        }
        return object
    }

    static func inputText() throws -> String {
        var text = String(decoding: try StandardStream.input.readAll(), as: UTF8.self)
        while text.last?.isNewline == true { text.removeLast() }
        guard !text.isEmpty else { throw ValidationError("standard input has no message") }
        return text
    }
}

extension StandardStream {
    /// No event takes more.
    private static let inputBytesMax = 1 << 20

    /// To its end; what is beyond a MiB is read and left out.
    fileprivate func readAll() throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let piece = try read(max: 64 << 10)
            if piece.isEmpty { return bytes }
            bytes += piece.prefix(Self.inputBytesMax - bytes.count)
        }
    }
}

extension String {
    /// A reference id that nobody else draws.
    static var freshID: String {
        let digits = (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }
        return digits.map { String(repeating: "0", count: 16 - $0.count) + $0 }.joined()
    }
}
