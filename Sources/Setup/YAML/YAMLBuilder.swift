/// Makes a tree of libyaml's events. Bounded in depth and in nodes, aliases counted as often as they are used.
struct YAMLBuilder: ~Copyable {
    /// Our own files are five levels deep.
    private static let depthMax = 32
    /// An alias costs what it stands for, so that nine nested lists of nine aliases are not 387 million nodes.
    private static let nodesMax = 100_000

    private var events: YAMLEvents
    private let source: SourceText
    private let text: String
    private let secretKeys: Set<String>
    private var anchors: [String: (node: YAMLNode, size: Int)] = [:]
    private var openAnchors: Set<String> = []
    private var size = 0
    private(set) var findings: [Diagnostic] = []
    /// Where the values of the secret keys stand.
    private(set) var secrets: [(start: Mark, end: Mark)] = []

    init(_ text: String, quoting source: SourceText, secretKeys: Set<String>) {
        events = YAMLEvents(Array(text.utf8))
        (self.text, self.source, self.secretKeys) = (text, source, secretKeys)
    }

    /// The root; nil after a fault that ends reading, which is then the last of `findings`.
    mutating func build() -> YAMLNode? {
        do throws(Diagnostic) {
            return try document()
        } catch {
            findings.append(error)
            return nil
        }
    }

    private mutating func document() throws(Diagnostic) -> YAMLNode {
        _ = try next()
        var root = YAMLNode(
            .mapping([]), start: Mark(line: 1, column: 1), end: Mark(line: 1, column: 1), source: source)
        guard case .documentStart = try next().kind else { return root }
        let first = try next()
        let node = try self.node(first, depth: 0)
        if !node.isNull { root = node }
        _ = try next()
        let event = try next()
        if case .documentStart = event.kind {
            throw diagnostic(event.start, event.end, "a second document begins here", help: "one file, one document")
        }
        return root
    }

    private mutating func node(_ event: YAMLEvents.Event, depth: Int) throws(Diagnostic) -> YAMLNode {
        size += 1
        guard depth <= Self.depthMax else {
            throw diagnostic(event.start, event.end, "nested more than \(Self.depthMax) levels deep")
        }
        guard size <= Self.nodesMax else { throw tooLarge(event) }
        switch event.kind {
        case .alias(let name): return try alias(name, event)
        case .scalar(let text, let style, let properties):
            refuseTag(properties, event)
            let node = YAMLNode(.scalar(text, style), start: event.start, end: event.end, source: source)
            if let anchor = properties.anchor { anchors[anchor] = (node, 1) }
            return node
        case .sequenceStart(let properties):
            return try collection(properties, event) { (builder) throws(Diagnostic) in
                try builder.sequence(from: event.start, depth: depth)
            }
        case .mappingStart(let properties):
            return try collection(properties, event) { (builder) throws(Diagnostic) in
                try builder.mapping(from: event.start, depth: depth)
            }
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            preconditionFailure("libyaml ends what it began")
        }
    }

    private mutating func collection(
        _ properties: YAMLEvents.Properties, _ event: YAMLEvents.Event,
        _ read: (inout YAMLBuilder) throws(Diagnostic) -> YAMLNode
    ) throws(Diagnostic) -> YAMLNode {
        refuseTag(properties, event)
        let sizeBefore = size
        guard let anchor = properties.anchor else { return try read(&self) }
        openAnchors.insert(anchor)
        let node = try read(&self)
        openAnchors.remove(anchor)
        anchors[anchor] = (node, size - sizeBefore + 1)
        return node
    }

    private mutating func sequence(from start: Mark, depth: Int) throws(Diagnostic) -> YAMLNode {
        var elements: [YAMLNode] = []
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind {
                return YAMLNode(.sequence(elements), start: start, end: event.end, source: source)
            }
            elements.append(try node(event, depth: depth + 1))
        }
    }

    private mutating func mapping(from start: Mark, depth: Int) throws(Diagnostic) -> YAMLNode {
        var entries: [YAMLEntry] = []
        var places: [String: Mark] = [:]
        while true {
            let event = try next()
            if case .mappingEnd = event.kind {
                return YAMLNode(.mapping(entries), start: start, end: event.end, source: source)
            }
            let key = try node(event, depth: depth + 1)
            let value = try node(try next(), depth: depth + 1)
            guard let name = key.scalar else {
                findings.append(key.error("a key must be a text, not \(key.kind)"))
                continue
            }
            if let text = value.scalar, secretKeys.contains(name) || secretKeys.contains(where: { text.hasQuery($0) }) {
                secrets.append((value.start, value.end))
            }
            if let first = places[name] {
                findings.append(key.error("'\(name)' is given twice", help: "line \(first.line) has it already"))
            } else {
                places[name] = key.start
                entries.append(YAMLEntry(name: name, key: key, value: value))
            }
        }
    }

    private mutating func alias(_ name: String, _ event: YAMLEvents.Event) throws(Diagnostic) -> YAMLNode {
        guard let target = anchors[name] else {
            let isOpen = openAnchors.contains(name)
            throw diagnostic(
                event.start, event.end, isOpen ? "'*\(name)' stands within itself" : "there is no anchor '&\(name)'",
                help: isOpen
                    ? nil
                    : Suggestion.help(for: name, among: anchors.keys.sorted())
                        ?? "a text that begins with '*' belongs in single quotes")
        }
        size += target.size - 1
        guard size <= Self.nodesMax else { throw tooLarge(event) }
        return target.node
    }

    private mutating func refuseTag(_ properties: YAMLEvents.Properties, _ event: YAMLEvents.Event) {
        guard let tag = properties.tag else { return }
        findings.append(
            diagnostic(event.start, event.start, "the tag '\(tag)' has no meaning here", help: "leave it out"))
    }

    private func tooLarge(_ event: YAMLEvents.Event) -> Diagnostic {
        diagnostic(event.start, event.end, "more than \(Self.nodesMax) values, aliases counted as often as used")
    }

    private mutating func next() throws(Diagnostic) -> YAMLEvents.Event {
        do throws(YAMLEvents.Fault) {
            return try events.next()
        } catch {
            throw YAMLAdvice.diagnostic(of: error, text: text, source: source)
        }
    }

    private func diagnostic(_ start: Mark, _ end: Mark, _ message: String, help: String? = nil) -> Diagnostic {
        YAMLNode(.sequence([]), start: start, end: end, source: source).error(message, help: help)
    }
}

extension String {
    /// Whether a URL's query gives that key a value.
    fileprivate func hasQuery(_ key: String) -> Bool { contains("?" + key + "=") || contains("&" + key + "=") }
}
