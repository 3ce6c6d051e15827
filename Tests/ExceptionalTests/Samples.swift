import Exceptional
import Foundation
import Testing
import WireFormat

/// A publisher, events for it, and its documents read again.
enum Samples {
    static let key = "0123456789abcdef"

    static func publisher(
        _ server: String = "https://errors.example.com", key: String = key, userAgent: String = "logtail-agent/1.0.0"
    ) throws -> Publisher {
        Publisher(
            server: try #require(ServerURL(server)), key: try #require(APIKey(key)), userAgent: userAgent)
    }

    static func fixture(_ name: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        return Array(try Data(contentsOf: folder.appending(path: name)))
    }

    /// The poorest there is.
    static let bare: JSONValue = ["type": "log", "date": "2026-11-20T10:00:00Z"]

    static func document(
        _ event: JSONValue, from publisher: Publisher? = nil
    ) throws -> JSONValue {
        try JSONReader.parse(try (publisher ?? Samples.publisher()).publish(event.encoded()).body)
    }

    /// The bare event with more in it.
    static func event(_ members: JSONObject, data: JSONObject = [:]) -> JSONValue {
        var event = bare.object ?? [:]
        for member in members.members { event[member.name] = member.value }
        if !data.isEmpty { event["data"] = .object(data) }
        return .object(event)
    }
}

extension JSONValue {
    var lines: [String] { self["exception"]?["backtrace"]?.elements?.compactMap(\.text) ?? [] }
    var context: JSONValue? { self["context"] }
}
