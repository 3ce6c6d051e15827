import Compression
import WireFormat

// What a server of Exceptional does. Nobody documented its answers to what is wrong; these are strict, so that a
// client's mistake shows: the real one may have taken anything.

extension StandInState {
    mutating func acceptDocument(_ request: SeenRequest) -> StandInAnswer {
        let query = request.queryItems
        func value(_ name: String) -> String? { query.first { $0.name == name }?.value }
        guard value("api_key") == key else { return StandInAnswer(status: 401) }
        do {
            let version = Int(value("protocol_version") ?? "") ?? 0
            let json = try DocumentPost.document(in: request.body, version: version)
            ledger.documents.append(
                ReceivedDocument(json: json, version: version, body: request.body, hash: value("hash")))
        } catch {
            ledger.refusedDocuments.append(error.reason)
            return StandInAnswer(status: 422, headers: [("Content-Type", "text/html")])
        }
        return StandInAnswer(status: 200, headers: [("Content-Type", "text/html")])
    }
}

/// A post's body: the wrapper that its version says, and a document that is whole.
enum DocumentPost {
    /// Why a document is refused.
    struct Refusal: Error {
        var reason: String
    }

    private static let plainBytesMax = 1 << 20

    static func document(in body: [UInt8], version: Int) throws(Refusal) -> JSONValue {
        let plain: [UInt8]?
        switch version {
        case 5 where body.first == 0x78: plain = unzlib(body, outputMax: plainBytesMax)
        case 6 where body.starts(with: [0x1F, 0x8B, 0x08]): plain = try? gunzip(body, outputMax: plainBytesMax)
        case _: throw Refusal(reason: "the body is not in the wrapper of protocol \(version)")
        }
        guard let plain else { throw Refusal(reason: "the wrapper is damaged") }
        guard let json = try? JSONReader.parse(plain) else { throw Refusal(reason: "the document is no JSON") }
        if let member = firstMissing(in: json) { throw Refusal(reason: "'\(member)' is missing or of another type") }
        guard json["client"]?["protocol_version"] == .integer(Int64(version)) else {
            throw Refusal(reason: "the document is of another protocol")
        }
        return json
    }

    private static func firstMissing(in document: JSONValue) -> String? {
        let (exception, application) = (document["exception"], document["application_environment"])
        let texts: [(String, JSONValue?)] = [
            ("exception_class", exception?["exception_class"]), ("message", exception?["message"]),
            ("occurred_at", exception?["occurred_at"]),
            ("application_root_directory", application?["application_root_directory"]),
        ]
        if let missing = texts.first(where: { $0.1?.text?.isEmpty ?? true }) { return missing.0 }
        let backtrace = exception?["backtrace"]?.elements ?? []
        if backtrace.isEmpty || !backtrace.allSatisfy({ $0.text != nil }) { return "backtrace" }
        return application?["env"]?.object == nil ? "env" : nil
    }
}
