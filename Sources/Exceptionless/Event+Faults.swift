import WireFormat

extension Event {
    /// All that is wrong with the event as it stands; empty for one that the server takes whole. `fitted()` mends most.
    public var faults: [EventFault] {
        var faults: [EventFault] = []
        if type.isBlank || type.utf16.count > EventLimits.typeMax { faults.append(.type) }
        if let source, source.utf16.count > EventLimits.sourceMax { faults.append(.tooLong("source")) }
        if let message, message.utf16.count > EventLimits.messageMax { faults.append(.tooLong("message")) }
        if !hasFittingTags { faults.append(.tags) }
        if let referenceID, !EventLimits.isReferenceID(referenceID) { faults.append(.referenceID(referenceID)) }
        if let geo, !EventLimits.isGeo(geo) { faults.append(.geo) }
        if !date.isReadByServer || date.offsetSeconds % 60 != 0 { faults.append(.date) }
        if let value, !(abs(value) < EventLimits.valueMax) { faults.append(.value) }
        if let count, !(1...Int(Int32.max)).contains(count) { faults.append(.count) }
        faults += blockFaults
        guard date.isReadByServer else { return faults }
        let size = encoded().count
        if size > EventLimits.bytesMax { faults.append(.size(size)) }
        return faults
    }

    private var hasFittingTags: Bool {
        tags.count <= EventLimits.tagsMax && Set(tags.map { $0.lowercased() }).count == tags.count
            && tags.allSatisfy { !$0.isBlank && $0.utf16.count <= EventLimits.tagMax }
    }

    private var blockFaults: [EventFault] {
        var faults = data.members.filter { $0.name.hasPrefix("@") }.map { EventFault.dataName($0.name) }
        let chain = error?.chain ?? []
        if isTooDeep { faults.append(.nesting) }
        for frame in chain.flatMap(\.frames) {
            if let line = frame.lineNumber, !line.isReadByServer { faults.append(.number("line_number")) }
            if let column = frame.column, !column.isReadByServer { faults.append(.number("column")) }
        }
        let names = references.filter { !EventLimits.isReferenceName($0.key) || !EventLimits.isReferenceID($0.value) }
        faults += names.keys.sorted().map { .reference($0) }
        if let port = request?.port, !port.isReadByServer { faults.append(.number("port")) }
        if let count = environment?.processorCount, !count.isReadByServer { faults.append(.number("processor_count")) }
        if let title = stack?.title, title.utf16.count > EventLimits.titleMax {
            faults.append(.tooLong("@stack.title"))
        }
        return faults
    }

    private var isTooDeep: Bool {
        let chain = error?.chain ?? []
        let simpleChain = simpleError?.chain ?? []
        let causesMax = EventLimits.causesMax
        return data.isDeeper || chain.count > causesMax + 1 || simpleChain.count > causesMax + 1
            || (chain.map(\.data) + simpleChain.map(\.data)).contains { $0.isDeeper } || request?.isTooDeep == true
            || [environment?.data, user?.data, userDescription?.data].contains { $0?.isDeeper == true }
    }
}

extension Timestamp {
    /// Whether it can be written with its offset, and the offset is one the server takes.
    var isReadByServer: Bool {
        (-50_400...50_400).contains(offsetSeconds)
            && !nanoseconds.addingReportingOverflow(Int64(offsetSeconds) * 1_000_000_000).overflow
    }
}

extension Int {
    /// The server's integers have 32 bits; a wider one makes it ignore the block that it stands in.
    var isReadByServer: Bool { Int32(exactly: self) != nil }
}

extension JSONObject {
    /// Whether a member is nested more deeply than the server is sure to read.
    var isDeeper: Bool { members.contains { $0.value.isDeeper(than: EventLimits.dataDepthMax) } }

    /// What is nested more deeply becomes a mark; `name` is noted if anything is.
    mutating func fitDepth(_ name: String, _ cuts: inout Cuts) {
        guard isDeeper else { return }
        cuts.note(name)
        self = mapValues { $0.cut(toDepth: EventLimits.dataDepthMax) }
    }

    func mapValues(_ transform: (JSONValue) -> JSONValue) -> JSONObject {
        var members = members
        for place in members.indices { members[place].value = transform(members[place].value) }
        return JSONObject(uniqueMembers: members)
    }
}

extension JSONValue {
    /// Whether arrays and objects stand within each other more than `depth` times.
    func isDeeper(than depth: Int) -> Bool {
        switch self {
        case .null, .bool, .integer, .number, .string: false
        case .array(let elements): depth == 0 || elements.contains { $0.isDeeper(than: depth - 1) }
        case .object(let object): depth == 0 || object.members.contains { $0.value.isDeeper(than: depth - 1) }
        }
    }

    /// The same value; what is nested more deeply is replaced by a mark.
    func cut(toDepth depth: Int) -> JSONValue {
        switch self {
        case .null, .bool, .integer, .number, .string: self
        case .array(let elements): depth == 0 ? "[cut]" : .array(elements.map { $0.cut(toDepth: depth - 1) })
        case .object(let object): depth == 0 ? "[cut]" : .object(object.mapValues { $0.cut(toDepth: depth - 1) })
        }
    }
}
