import Model
import Platform

/// A log4j log in a file, made of dice with a seed: the same bytes in every run.
struct GeneratedLog {
    /// What it is made of.
    enum Kind: String, CaseIterable {
        /// Only entries of a line, all of level INFO.
        case quiet
        /// As `quiet`, but each hundredth entry is an ERROR with a trace; the traces are a quarter of all lines.
        case errors
        /// Only entries of a line, all of level WARN.
        case warnings
    }

    let kind: Kind
    let path: Path
    private(set) var byteCount = 0
    private(set) var lineCount = 0
    private(set) var recordCount = 0
    /// How many of its entries a project gets that wants `warn` and above.
    private(set) var eventCount = 0

    /// Writes it; not less than `bytes` long, and by an entry more at most.
    init(_ kind: Kind, in directory: Path, bytes: Int) throws(SystemError) {
        (self.kind, path) = (kind, directory.appending("\(kind.rawValue).log"))
        let writer = try FileWriter(appendingTo: path)
        var author = LogAuthor(kind)
        while byteCount < bytes {
            let goal = min(bytes - byteCount, 1 << 20)
            var text: [UInt8] = []
            text.reserveCapacity(goal + 16_384)
            while text.count < goal {
                lineCount += author.write(to: &text)
                recordCount += 1
            }
            try writer.write(text)
            byteCount += text.count
        }
        eventCount = author.eventCount
    }

    /// For people, below the table.
    var about: String {
        "\(kind.rawValue).log: \(byteCount) bytes, \(lineCount) lines of \(byteCount / max(1, lineCount)) bytes, "
            + "\(recordCount) entries, \(eventCount) of them warn or above"
    }
}

/// Writes entry after entry.
private struct LogAuthor {
    private(set) var eventCount = 0
    private let kind: GeneratedLog.Kind
    private var dice = Dice(seed: 20_261_120)
    private var milliseconds = 0
    private var entryCount = 0

    init(_ kind: GeneratedLog.Kind) { self.kind = kind }

    /// One entry; how many lines it has.
    mutating func write(to text: inout [UInt8]) -> Int {
        milliseconds += dice.below(40)
        entryCount += 1
        let thread = "http-nio-8080-exec-\(dice.below(32))"
        let source = Self.sources[dice.below(Self.sources.count)]
        switch kind {
        case .quiet: return writeLine("INFO ", thread, source, to: &text)
        case .warnings:
            eventCount += 1
            return writeLine("WARN ", thread, source, to: &text)
        case .errors:
            guard entryCount % 100 == 0 else { return writeLine("INFO ", thread, source, to: &text) }
            eventCount += 1
            return writeLine("ERROR", thread, source, to: &text) + writeTrace(to: &text)
        }
    }

    private mutating func writeLine(
        _ level: String, _ thread: String, _ source: String, to text: inout [UInt8]
    ) -> Int {
        text += "\(clock) \(level) [\(thread)] com.acme.billing.\(source) - \(message())\n".utf8
        return 1
    }

    /// `2026-11-20 10:00:00,123`; a day is enough for some gigabytes, and then comes the same day again.
    private var clock: String {
        let (seconds, rest) = (milliseconds / 1_000, milliseconds % 1_000)
        let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60)
        return "2026-11-20 \(two(hour)):\(two(minute)):\(two(second)),\(rest < 100 ? "0" : "")\(two(rest))"
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    private mutating func message() -> String {
        let number = 10_000 + dice.below(90_000)
        switch dice.below(6) {
        case 0: return "order \(number) of customer \(dice.below(5_000)) accepted in \(dice.below(200)) ms"
        case 1:
            return "GET /api/v2/invoices/\(number)?expand=lines&locale=de-CH answered 200 with \(dice.below(90_000)) "
                + "bytes in \(dice.below(400)) ms"
        case 2: return "cache 'tariffs' refreshed: \(number) entries, \(dice.below(100)) evicted"
        case 3:
            return "payment \(number) of EUR \(dice.below(1_000)).\(two(dice.below(100))) captured by gateway "
                + "'north-\(dice.below(4))', reference \(dice.word())\(dice.word())"
        case 4: return "job nightly-export[\(number)] took step \(dice.below(12)) of 12"
        default:
            return "session \(dice.word()) of user-\(number)@example.org renewed for \(dice.below(60)) minutes; "
                + "\(dice.below(300)) sessions are open on node \(dice.below(8))"
        }
    }

    /// 30 to 36 lines: an exception and its cause, with the frames of a server.
    private mutating func writeTrace(to text: inout [UInt8]) -> Int {
        let outer = 19 + dice.below(4), inner = 8 + dice.below(4)
        text += "com.acme.billing.PaymentException: charge of \(dice.below(100_000)) failed\n".utf8
        writeFrames(outer, to: &text)
        text += "Caused by: java.net.SocketTimeoutException: Read timed out after \(dice.below(9_000)) ms\n".utf8
        writeFrames(inner, to: &text)
        text += "\t... \(outer - 3) more\n".utf8
        return outer + inner + 3
    }

    private mutating func writeFrames(_ count: Int, to text: inout [UInt8]) {
        for depth in 0..<count {
            let place = depth < 3 ? dice.below(Self.frames.count / 2) : Self.frames.count / 2 + depth % 6
            text += "\tat \(Self.frames[place]).java:\(10 + dice.below(900)))\n".utf8
        }
    }

    private static let sources = [
        "OrderService", "InvoiceController", "TariffCache", "PaymentGateway", "export.NightlyExport", "SessionRegistry",
    ]

    /// An application's, then as many of its server's.
    private static let frames = [
        "com.acme.billing.Gateway.charge(Gateway", "com.acme.billing.OrderService.submit(OrderService",
        "com.acme.billing.OrderService$$Lambda$412.apply(OrderService", "com.acme.billing.Invoice.<init>(Invoice",
        "com.acme.billing.TariffCache.lambda$load$3(TariffCache", "com.acme.billing.http.Exchange.send(Exchange",
        "org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet",
        "org.apache.catalina.core.ApplicationFilterChain.internalDoFilter(ApplicationFilterChain",
        "org.apache.tomcat.util.threads.ThreadPoolExecutor.runWorker(ThreadPoolExecutor",
        "java.base/java.util.concurrent.FutureTask.run(FutureTask",
        "java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor",
        "app//org.hibernate.internal.SessionImpl.fireFlush(SessionImpl",
    ]
}

/// SplitMix64.
private struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    mutating func word() -> String { String(next() >> 24, radix: 36) }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
