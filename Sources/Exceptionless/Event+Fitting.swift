import WireFormat

/// An event within the server's limits, and its bytes.
public struct FittedEvent: Hashable, Sendable {
    public var event: Event
    /// The event's JSON, `EventLimits.bytesMax` at most.
    public var body: [UInt8]
    /// The members that were shortened, as `data.cut_members` tells too; empty for most events.
    public var cutMembers: [String]
}

extension Event {
    /// The nearest event that the server takes as it is, and its bytes.
    ///
    /// One malformed event makes the server throw away its whole batch without a word, so nothing goes out unfitted.
    /// What is too long is shortened and named in `data.cut_members`; a cut message stands whole in
    /// `data.full_message`. What says nothing to the server (a wrong `geo`, an infinite `value`) is left out.
    ///
    /// Throws for what cannot be helped: a `reference_id`, a date or a name in `data` that the caller must not send,
    /// and an event that is too large even when only its bones are left.
    public func fitted() throws(EventFault) -> FittedEvent {
        if let fault = unfittable { throw fault }
        var event = self
        var cuts = Cuts()
        event.fitOwnMembers(&cuts)
        event.fitBlocks(&cuts)
        event.fitDepth(&cuts)
        event.data["cut_members"] = cuts.value ?? event.data["cut_members"]
        var body = event.encoded()
        for step in Shortening.steps where body.count > EventLimits.bytesMax {
            event.shorten(by: step, &cuts)
            event.data["cut_members"] = cuts.value
            body = event.encoded()
        }
        guard body.count <= EventLimits.bytesMax else { throw .size(body.count) }
        return FittedEvent(event: event, body: body, cutMembers: cuts.members)
    }

    /// The fault that no shortening mends, if there is one.
    private var unfittable: EventFault? {
        if let referenceID, !EventLimits.isReferenceID(referenceID) { return .referenceID(referenceID) }
        if !date.isReadByServer { return .date }
        return data.members.first { $0.name.hasPrefix("@") }.map { .dataName($0.name) }
    }

    private mutating func fitOwnMembers(_ cuts: inout Cuts) {
        if type.isBlank { type = error != nil || simpleError != nil ? "error" : "log" }
        type = cuts.fit(type, to: EventLimits.typeMax, "type")
        source = source.map { cuts.fit($0, to: EventLimits.sourceMax, "source") }
        fitMessage(&cuts)
        fitTags(&cuts)
        if let geo, !EventLimits.isGeo(geo) { self.geo = nil }
        if let value, !(abs(value) < EventLimits.valueMax) { self.value = nil }
        if let count { self.count = count < 1 ? nil : min(count, Int(Int32.max)) }
        // The server knows offsets in minutes; the instant stays what it is.
        date.offsetSeconds -= date.offsetSeconds % 60
    }

    private mutating func fitMessage(_ cuts: inout Cuts) {
        guard let message, message.utf8.count > EventLimits.messageMax else { return }
        let fitting = cuts.fit(message.withUnixLineEnds, to: EventLimits.messageMax, "message")
        if fitting.utf8.count < message.utf8.count, cuts.has("message") { data["full_message"] = .string(message) }
        self.message = fitting
    }

    private mutating func fitTags(_ cuts: inout Cuts) {
        guard !tags.isEmpty else { return }
        var seen: Set<String> = []
        let fitting = tags.map { cuts.fit($0, to: EventLimits.tagMax, "tags") }
            .filter { !$0.isBlank && seen.insert($0.lowercased()).inserted }
        if fitting.count > EventLimits.tagsMax { cuts.note("tags") }
        tags = Array(fitting.prefix(EventLimits.tagsMax))
    }

    private mutating func fitBlocks(_ cuts: inout Cuts) {
        level = level.map { cuts.fit($0, to: EventLimits.tagMax, "@level") }
        version = version.map { cuts.fit($0, to: EventLimits.textMax, "@version") }
        submissionMethod = submissionMethod.map { cuts.fit($0, to: EventLimits.textMax, "@submission_method") }
        stack?.fit(&cuts)
        environment?.fit(&cuts, textMax: EventLimits.textMax)
        request?.fit(&cuts, textMax: EventLimits.textMax)
        user?.fit(&cuts, textMax: EventLimits.textMax)
        userDescription?.fit(&cuts)
        fitReferences(&cuts)
        if precedingLines.count > EventLimits.precedingLinesMax {
            cuts.note("@trace")
            precedingLines.removeFirst(precedingLines.count - EventLimits.precedingLinesMax)
        }
    }

    /// A link that the server could not follow is left out.
    private mutating func fitReferences(_ cuts: inout Cuts) {
        guard !references.isEmpty else { return }
        let fitting = references.filter { EventLimits.isReferenceName($0.key) && EventLimits.isReferenceID($0.value) }
            .sorted { $0.key < $1.key }.prefix(EventLimits.referencesMax)
        guard fitting.count < references.count else { return }
        cuts.note("@ref")
        references = Dictionary(uniqueKeysWithValues: fitting.map { ($0.key, $0.value) })
    }

    private mutating func fitDepth(_ cuts: inout Cuts) {
        error = error?.fitted(causesMax: EventLimits.causesMax, &cuts)
        simpleError = simpleError?.fitted(&cuts)
        data.fitDepth("data", &cuts)
        environment?.data.fitDepth("@environment", &cuts)
        request?.fitDepth(&cuts)
        user?.data.fitDepth("@user", &cuts)
        userDescription?.data.fitDepth("@user_description", &cuts)
    }
}

/// The names of the members that were shortened, each once.
struct Cuts {
    private(set) var members: [String] = []

    /// What `data.cut_members` says; nil if nothing was shortened.
    var value: JSONValue? { members.isEmpty ? nil : .array(members.map { .string($0) }) }

    func has(_ member: String) -> Bool { members.contains(member) }

    mutating func note(_ member: String) {
        if !has(member) { members.append(member) }
    }

    mutating func fit(_ text: String, to limit: Int, _ member: String) -> String {
        guard text.utf8.count > limit else { return text }
        let fitting = text.cut(toUTF16: limit)
        if fitting != text { note(member) }
        return fitting
    }
}
