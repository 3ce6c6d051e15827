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
        stack?.fit(&cuts)
        environment?.fitNumbers()
        request?.fit(&cuts, textMax: EventLimits.textMax)
        user?.fit(&cuts, textMax: EventLimits.textMax)
        if precedingLines.count > EventLimits.precedingLinesMax {
            cuts.note("@trace")
            precedingLines.removeFirst(precedingLines.count - EventLimits.precedingLinesMax)
        }
    }

    private mutating func fitDepth(_ cuts: inout Cuts) {
        error = error?.fitted(causesMax: EventLimits.causesMax, &cuts)
        guard data.members.contains(where: { $0.value.isDeeper(than: EventLimits.dataDepthMax) }) else { return }
        cuts.note("data")
        data = data.mapValues { $0.cut(toDepth: EventLimits.dataDepthMax) }
    }
}

extension StackInfo {
    fileprivate mutating func fit(_ cuts: inout Cuts) {
        title = title.map { cuts.fit($0, to: EventLimits.titleMax, "@stack.title") }
        // The text is an extra: the whole of it is in the error block or in the frames, so its end is no loss to tell
        // of.
        stackTrace = stackTrace?.cutInside(toUTF8: EventLimits.stackTextMax)
    }
}

extension EnvironmentInfo {
    fileprivate mutating func fitNumbers() {
        if let processorCount, !processorCount.isReadByServer { self.processorCount = nil }
    }
}

extension RequestInfo {
    mutating func fit(_ cuts: inout Cuts, textMax: Int) {
        if let port, !port.isReadByServer { self.port = nil }
        for member in [\RequestInfo.userAgent, \.httpMethod, \.host, \.path, \.referrer, \.clientIPAddress] {
            self[keyPath: member] = self[keyPath: member].map { cuts.fit($0, to: textMax, "@request") }
        }
    }
}

extension UserInfo {
    mutating func fit(_ cuts: inout Cuts, textMax: Int) {
        identity = identity.map { cuts.fit($0, to: textMax, "@user") }
        name = name.map { cuts.fit($0, to: textMax, "@user") }
    }
}

extension ErrorInfo {
    /// With at most that many causes (the outer ones and the innermost, which names the fault) and numbers in range.
    fileprivate func fitted(causesMax: Int, _ cuts: inout Cuts) -> ErrorInfo {
        let needsCut = chain.count > causesMax + 1
        guard needsCut || chain.contains(where: { !$0.hasFittingFrames || $0.data.isDeeper }) else { return self }
        if needsCut { cuts.note("@error.inner") }
        return keepingCauses(causesMax).mapChain { error in
            for place in error.frames.indices { error.frames[place].fitNumbers() }
            error.data = error.data.mapValues { $0.cut(toDepth: EventLimits.dataDepthMax) }
        }
    }

    private var hasFittingFrames: Bool {
        frames.allSatisfy { ($0.lineNumber ?? 0).isReadByServer && ($0.column ?? 0).isReadByServer }
    }
}

extension StackFrame {
    fileprivate mutating func fitNumbers() {
        if let lineNumber, !lineNumber.isReadByServer { self.lineNumber = nil }
        if let column, !column.isReadByServer { self.column = nil }
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
