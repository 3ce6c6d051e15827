import Model
import Patterns
import Records
import Rules
package import WireFormat

extension Explanation {
    /// One object with the same members for every entry; null where there is nothing to tell.
    package var json: JSONValue {
        [
            "record": recordJSON,
            "patterns": .array(patternsJSON),
            "captures": .array(
                record.fields.map { ["name": .string($0.name), "value": .string(words($0.value))] }),
            "time": time.json, "level": level.json, "source": record.source.map { .string(words($0)) } ?? .null,
            "message": .string(words(record.message)), "trace": record.trace?.json ?? .null,
            "rules": .array(verdicts.map(\.json)), "events": .array(events.map(\.json)),
            "losses": .array(losses.map { .string($0.reason.rawValue) }),
        ]
    }

    private var recordJSON: JSONValue {
        [
            "first_line": record.text.firstLine.map { .integer(Int64($0)) } ?? .null,
            "last_line": record.text.lastLine.map { .integer(Int64($0)) } ?? .null,
            "offset": .integer(record.text.range.lowerBound.value),
            "end": .integer(record.text.range.upperBound.value),
            "envelope": record.text.heading.isEmpty ? .null : .string(words(record.text.heading)),
            "lines": .array(
                zip(record.text.lines.indices, roles).map { index, role in
                    ["text": .string(words(record.text.line(index))), "why": .string(role.description)]
                }),
        ]
    }

    private var patternsJSON: [JSONValue] {
        let failed = attempts.map { attempt -> JSONValue in
            var object: JSONObject = ["pattern": .string(attempt.pattern.text), "matches": false]
            if let progress = attempt.progress, let subject = head?.subject {
                object["expected"] = .string(attempt.expected)
                object["pattern_position"] = .integer(Int64(progress.expected.lowerBound))
                object["text_position"] = .integer(Int64(progress.reached - subject.startIndex))
                if progress.isOverrun { object["over_budget"] = true }
            }
            return .object(object)
        }
        return failed + (head?.matched.map { [["pattern": .string($0.text), "matches": true]] } ?? [])
    }
}

extension Explanation.Attempt {
    /// The part of the pattern that nothing matched; empty at its end.
    package var expected: String {
        guard let progress else { return "" }
        return String(decoding: Array(pattern.text.utf8)[progress.expected], as: UTF8.self)
    }
}

extension Explanation.TimeFact {
    fileprivate var json: JSONValue {
        switch self {
        case .read(let text, let form, let zoned, let time):
            [
                "text": .string(words(text)), "form": .string(form), "has_zone": .bool(zoned),
                "instant": .string(time.iso8601),
            ]
        case .told(let by, let time): ["told_by": .string(by), "instant": .string(time.iso8601)]
        case .unread(let text): ["text": .string(words(text)), "instant": .null]
        case .none: .null
        }
    }
}

extension Explanation.LevelFact {
    fileprivate var json: JSONValue {
        switch self {
        case .read(let word, let level, let isOwn):
            ["word": .string(words(word)), "level": .string(level.name), "own_word": .bool(isOwn)]
        case .told(let by, let level): ["told_by": .string(by), "level": .string(level.name)]
        case .unread(let word): ["word": .string(words(word)), "level": .null]
        case .none: .null
        }
    }
}

extension Trace {
    fileprivate var json: JSONValue {
        [
            "language": .string(language),
            "chain": .array(
                chain.map { thrown in
                    [
                        "class": thrown.className.map { .string($0) } ?? .null,
                        "message": thrown.message.map { .string($0) } ?? .null,
                        "frames": .integer(Int64(thrown.frames.count)),
                    ]
                }),
        ]
    }
}

extension RuleVerdict {
    fileprivate var json: JSONValue {
        var object: JSONObject = ["name": .string(rule.name), "matches": .bool(isMatch), "why": .string(reason)]
        if let value { object["value"] = .string(words(value)) }
        return .object(object)
    }
}

extension Explanation.EventFact {
    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "rule": .string(rule), "event": body.flatMap { try? JSONReader.parse($0) } ?? .null,
            "redactions": .array(redactions.map { .string($0) }),
        ]
        object["fault"] = fault.map { .string($0) }
        switch gate {
        case .notAsked: object["gate"] = .null
        case .passes: object["gate"] = ["sent": true]
        case .held(let why): object["gate"] = ["sent": false, "why": .string(why)]
        }
        return .object(object)
    }
}

private func words(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
