import WireFormat

/// How much of its bulk an event that is too large may keep; each step takes more away.
struct Shortening {
    /// Frames of one exception: the first three quarters and the last quarter of so many.
    var framesMax: Int
    var causesMax: Int
    /// Bytes of a stack's text or an exception's message.
    var stackTextMax: Int
    /// Bytes of one text in `data`, of a line of `@trace`, of a frame's name.
    var textMax: Int
    /// Members of one object, elements of one array; levels of both.
    var membersMax: Int
    var depthMax: Int
    /// Whether blocks keep data of their own, and a request more than who asked whom for what.
    var keepsExtras = true

    /// The last brings an event that is all bulk below the limit, even if each byte has to be escaped.
    static let steps = [
        Shortening(
            framesMax: 400, causesMax: 20, stackTextMax: 49_152, textMax: 16_384, membersMax: 500, depthMax: 8),
        Shortening(framesMax: 100, causesMax: 10, stackTextMax: 12_288, textMax: 2_048, membersMax: 100, depthMax: 6),
        Shortening(framesMax: 30, causesMax: 4, stackTextMax: 3_072, textMax: 256, membersMax: 40, depthMax: 3),
        Shortening(
            framesMax: 4, causesMax: 1, stackTextMax: 512, textMax: 32, membersMax: 4, depthMax: 2, keepsExtras: false),
    ]

    func text(_ text: String, _ member: String, _ cuts: inout Cuts) -> String {
        guard text.utf8.count > textMax else { return text }
        cuts.note(member)
        return text.cutInside(toUTF8: textMax)
    }

    func stackText(_ text: String, _ member: String, _ cuts: inout Cuts) -> String {
        guard text.utf8.count > stackTextMax else { return text }
        cuts.note(member)
        return text.cutInside(toUTF8: stackTextMax)
    }
}

extension Event {
    /// Takes bulk away until no part is larger than the step allows.
    mutating func shorten(by step: Shortening, _ cuts: inout Cuts) {
        stack?.shorten(by: step, &cuts)
        error = error?.shortened(by: step, &cuts)
        simpleError = simpleError?.shortened(by: step, &cuts)
        environment?.shorten(by: step, &cuts)
        request?.shorten(by: step, &cuts)
        user?.shorten(by: step, &cuts)
        userDescription?.shorten(by: step, &cuts)
        precedingLines = precedingLines.map { step.text($0, "@trace", &cuts) }
        data = data.shortened(by: step, "data", &cuts)
    }
}

extension JSONObject {
    func shortened(by step: Shortening, _ name: String, _ cuts: inout Cuts) -> JSONObject {
        shortened(by: step, depth: step.depthMax, name, &cuts)
    }

    /// A name is never cut, as two could become one; a member with an endless one goes.
    func shortened(by step: Shortening, depth: Int, _ name: String, _ cuts: inout Cuts) -> JSONObject {
        var kept = members.filter { $0.name.utf8.count <= max(step.textMax, 64) }.prefix(step.membersMax)
        if kept.count < members.count { cuts.note(name) }
        for place in kept.indices {
            kept[place].value = kept[place].value.shortened(by: step, depth: depth - 1, name, &cuts)
        }
        return JSONObject(uniqueMembers: Array(kept))
    }
}

extension JSONValue {
    func shortened(by step: Shortening, depth: Int, _ name: String, _ cuts: inout Cuts) -> JSONValue {
        switch self {
        case .null, .bool, .integer, .number: return self
        case .string(let text): return .string(step.text(text, name, &cuts))
        case .array, .object:
            guard depth > 0 else {
                cuts.note(name)
                return "[cut]"
            }
            if case .object(let object) = self {
                return .object(object.shortened(by: step, depth: depth, name, &cuts))
            }
            let elements = elements ?? []
            if elements.count > step.membersMax { cuts.note(name) }
            return .array(
                elements.prefix(step.membersMax).map { $0.shortened(by: step, depth: depth - 1, name, &cuts) })
        }
    }
}
