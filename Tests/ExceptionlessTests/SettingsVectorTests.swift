import Exceptionless
import Foundation
import Testing
import WireFormat

/// The 208 conformance vectors: how the official clients match settings, and what we do where they disagree.
@Suite struct SettingsVectors {
    struct Vector: CustomTestStringConvertible, Sendable {
        var body: JSONValue
        var testDescription: String { body["name"]?.text ?? "without a name" }

        var settings: ProjectSettings {
            var values: [String: String] = [:]
            for member in body["settings"]?.object?.members ?? [] { values[member.name] = member.value.text }
            return ProjectSettings(version: 1, values: values)
        }
    }

    static let all: [Vector] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/exceptionless-settings-vectors.json")
        guard let bytes = try? Data(contentsOf: file), let vectors = try? JSONReader.parse(Array(bytes)) else {
            return []
        }
        return (vectors.elements ?? []).map { Vector(body: $0) }
    }()

    @Test func areAllThere() { #expect(Self.all.count == 208) }

    @Test(arguments: all) func hold(vector: Vector) throws {
        let body = vector.body
        switch body["kind"]?.text {
        case "filter": #expect(.string(outcome(of: vector)) == body["expected"])
        case "min_level":
            let minimum = vector.settings.minimumLevel(
                source: body["source"]?.text, otherwise: LogLevel(body["default_min_log_level"]?.text))
            #expect(.integer(Int64(minimum.rawValue)) == body["expected"])
        case "wildcard":
            let pattern = try #require(body["pattern"]?.text)
            #expect(.bool(Wildcard(pattern).matches(body["value"]?.text)) == body["expected"])
        case "level": #expect(.integer(Int64(LogLevel(body["input"]?.text).rawValue)) == body["expected"])
        case "boolean": #expect(.bool(ProjectSettings.isEnabled(body["input"]?.text)) == body["expected"])
        default: Issue.record("an unknown kind of vector")
        }
    }

    private func outcome(of vector: Vector) -> String {
        let event = vector.body["event"]
        let verdict = vector.settings.verdict(
            type: event?["type"]?.text ?? "", source: event?["source"]?.text, level: event?["level"]?.text,
            exceptionTypes: event?["exception_types"]?.elements?.compactMap(\.text) ?? [],
            defaultMinimum: LogLevel(vector.body["default_min_log_level"]?.text))
        return verdict == .send ? "send" : "discard"
    }
}
