import Exceptionless
import Model
import Patterns
import Rules
import Testing
import WireFormat

let origin = Origin(
    path: Path("/var/log/billing/app.log"), file: FileID(value: 0xF11E), generation: 2, ruleFile: "billing",
    project: "default", host: LogHost(name: "app01"))

/// When the entries are read.
let noon = Timestamp(seconds: 1_800_000_000)

/// An entry of one line, as `Records` would give it.
func record(
    _ line: String = "order 17 declined: no funds", level: Level? = nil, source: String? = nil,
    fields: [(String, String)] = [], trace: Trace? = nil, traceText: String? = nil, offset: Int64 = 4_096
) -> Record {
    let bytes = Array(line.utf8)
    let range = ByteOffset(offset)..<ByteOffset(offset + Int64(bytes.count) + 1)
    let text = RecordText(
        bytes: bytes, lines: [0..<bytes.count], range: range, firstLine: 40, lineCount: 1,
        readAt: noon, hasHead: true)
    var record = Record(text: text)
    record.message = bytes
    record.level = level
    record.source = source.map { Array($0.utf8) }
    record.fields = fields.map { Record.Field(name: $0, value: Array($1.utf8)) }
    record.trace = trace
    record.traceText = traceText.map { Array($0.utf8) }
    return record
}

/// A Java error with a cause: the library's frame first, then the application's.
let timeout: Trace = {
    let outer = Thrown(
        className: "com.acme.OrderException", message: "order 991 rejected",
        frames: [Frame(method: "submit", type: "com.acme.OrderService", file: "OrderService.java", line: 141)])
    let inner = Thrown(
        className: "java.net.SocketTimeoutException", message: "Read timed out",
        frames: [
            Frame(
                method: "read", type: "java.net.SocketInputStream", file: "SocketInputStream.java", line: 200,
                isApplication: false),
            Frame(method: "lambda$charge$3", type: "com.acme.PaymentClient", file: "PaymentClient.java", line: 88),
        ])
    return Trace(language: "java", exception: outer, causes: [inner], thread: "main")
}()

func matching(_ field: String, _ pattern: String) throws -> Condition {
    .matches(FieldName(field), try Pattern(pattern))
}

func rule(
    _ name: String = "r", when: [Condition] = [], unless: [Condition] = [], also: Bool = false
) -> Rule {
    Rule(name: name, when: when, unless: unless, also: also, action: .event(EventTemplate()))
}

func rule(
    _ name: String = "r", when: [Condition] = [], _ change: (inout EventTemplate) throws -> Void
) throws -> Rule {
    var template = EventTemplate()
    try change(&template)
    return Rule(name: name, when: when, action: .event(template))
}

/// The only event that the rules make of the record.
func draft(_ record: Record, _ rules: Rule..., at origin: Origin = origin) throws -> Draft {
    let drafts = RuleSet(rules).drafts(of: record, at: origin)
    try #require(drafts.count == 1)
    return drafts[0]
}

func json(_ outcome: EventMaker.Outcome) throws -> JSONValue {
    guard case .queued(let event) = outcome else {
        Issue.record("not queued: \(outcome)")
        return .null
    }
    return try JSONReader.parse(event.body)
}
