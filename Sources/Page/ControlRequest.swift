package import Model
package import WireFormat

/// What is asked over the control socket, on one line: `{"stacktail":1,"command":"status"}` and what belongs to the
/// command. The answer is one JSON object on one line; then the connection ends.
///
/// | command | its members | what comes back |
/// |---|---|---|
/// | `status` | perhaps `file`, or `file_bytes` for a name that is no UTF-8 | a `StatusDocument` |
/// | `send` | `event`: a `ManualEvent` | its reference id once it is durable, or why it was not taken |
/// | `whereabouts` | `project`, `reference_id` | whether the event waits, is in quarantine, or has left |
/// | `queue` | `action`, and which events: a `QueueSelection` | how many events that was |
package enum ControlRequest: Hashable, Sendable {
    case status(file: Path?)
    case send(JSONObject)
    case whereabouts(project: String, referenceID: String)
    case queue(QueueAction, QueueSelection)

    /// Of a line; a longer one is not read to its end.
    package static let bytesMax = 1 << 20

    /// As a line without its end.
    package var line: [UInt8] {
        var object: JSONObject = ["stacktail": .integer(StatusDocument.version), "command": .string(command)]
        switch self {
        case .status(let file): object.set(file)
        case .send(let event): object["event"] = .object(event)
        case .whereabouts(let project, let referenceID):
            object["project"] = .string(project)
            object["reference_id"] = .string(referenceID)
        case .queue(let action, let selection):
            object["action"] = .string(action.rawValue)
            object["selection"] = .object(selection.json)
        }
        return JSONValue.object(object).encoded()
    }

    private var command: String {
        switch self {
        case .status: "status"
        case .send: "send"
        case .whereabouts: "whereabouts"
        case .queue: "queue"
        }
    }

    /// Throws what to tell whoever asked.
    package init(_ line: [UInt8]) throws(ControlFault) {
        guard let request = try? JSONReader.parse(line), request.object != nil else {
            throw ControlFault("the request is no JSON object")
        }
        guard request["stacktail"]?.integer == StatusDocument.version else {
            throw ControlFault("this agent speaks version \(StatusDocument.version) of the control protocol")
        }
        switch request["command"]?.text {
        case "status": self = .status(file: try request.file())
        case "send":
            guard let event = request["event"]?.object else { throw ControlFault("'event' must be an object") }
            self = .send(event)
        case "whereabouts":
            guard let project = request["project"]?.text, let referenceID = request["reference_id"]?.text else {
                throw ControlFault("'whereabouts' needs 'project' and 'reference_id'")
            }
            self = .whereabouts(project: project, referenceID: referenceID)
        case "queue":
            guard let action = request["action"]?.text.flatMap({ QueueAction(rawValue: $0) }),
                let selection = request["selection"]?.object.flatMap({ QueueSelection($0) })
            else { throw ControlFault("'queue' needs an 'action' and a 'selection' that this agent knows") }
            self = .queue(action, selection)
        case _: throw ControlFault("unknown command; this agent knows: status, send, whereabouts, queue")
        }
    }
}

/// Why a request is not answered.
package struct ControlFault: Error, Hashable, Sendable {
    package var text: String

    package init(_ text: String) { self.text = text }
}

extension JSONObject {
    fileprivate mutating func set(_ file: Path?) {
        guard let file else { return }
        if let text = String(validating: file.bytes, as: UTF8.self) {
            self["file"] = .string(text)
        } else {
            self["file_bytes"] = .array(file.bytes.map { .integer(Int64($0)) })
        }
    }
}

extension JSONValue {
    fileprivate func file() throws(ControlFault) -> Path? {
        let bytes = self["file_bytes"]?.elements?.compactMap { $0.integer.flatMap(UInt8.init(exactly:)) }
        let file = bytes.map { Path(bytes: $0) } ?? self["file"]?.text.map { Path($0) }
        if let file, file.bytes.first != UInt8(ascii: "/") || file.bytes.contains(0) {
            throw ControlFault("'file' must be a whole path")
        }
        return file
    }
}

extension QueueSelection {
    fileprivate var json: JSONObject {
        var object = JSONObject()
        object["projects"] = .array(projects.map { .string($0) })
        object["parts"] = .array(parts.map { .string($0.rawValue) })
        if let referenceIDs { object["reference_ids"] = .array(referenceIDs.map { .string($0) }) }
        return object
    }

    fileprivate init?(_ object: JSONObject) {
        guard let projects = object["projects"]?.texts, let names = object["parts"]?.texts else { return nil }
        let parts = names.compactMap { QueuePart(rawValue: $0) }
        guard parts.count == names.count else { return nil }
        var referenceIDs: [String]?
        if let given = object["reference_ids"] {
            guard let texts = given.texts else { return nil }
            referenceIDs = texts
        }
        self.init(projects: projects, parts: parts, referenceIDs: referenceIDs)
    }
}

extension JSONValue {
    /// Of an array of texts and nothing else.
    fileprivate var texts: [String]? {
        guard let elements else { return nil }
        let texts = elements.compactMap(\.text)
        return texts.count == elements.count ? texts : nil
    }
}
