import WireFormat

/// How often each stack occurred: what the server's page would show as groups.
struct StackCounts {
    private(set) var counts: [Stack: Int] = [:]
    /// Beyond these, events are counted in `others`; a log of unique messages must not fill the memory.
    static let stacksMax = 10_000
    private(set) var others = 0

    struct Stack: Hashable {
        var type: String
        var title: String
    }

    /// The wire form of an event.
    mutating func add(_ body: [UInt8]) {
        if let event = try? JSONReader.parse(body) { add(event) }
    }

    mutating func add(_ event: JSONValue) {
        let type = event["type"]?.text ?? ""
        let title =
            event["data"]?["@stack"]?["title"]?.text ?? event["source"]?.text ?? event["message"]?.text ?? "(no source)"
        let stack = Stack(type: type, title: title)
        if counts[stack] == nil && counts.count >= Self.stacksMax {
            others += 1
        } else {
            counts[stack, default: 0] += Int(event["count"]?.integer ?? 1)
        }
    }

    /// The most frequent first, equal ones by title.
    func top(_ limit: Int) -> [(stack: Stack, count: Int)] {
        counts.map { (stack: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.stack.title) < ($0.count, $1.stack.title) }
            .prefix(limit).map { $0 }
    }

    func lines(ansi: Ansi, width: Int, top limit: Int = 12) -> [String] {
        var lines = top(limit).map { entry in
            let count = String(entry.count)
            let type = entry.stack.type
            let title = entry.stack.title.safeForTerminal.fitted(to: max(20, width - 22))
            return String(repeating: " ", count: max(0, 7 - count.count)) + ansi(.bold, count) + "  "
                + ansi(.grey, type + String(repeating: " ", count: max(0, 6 - type.count))) + "  " + title
        }
        let hidden = counts.count - min(limit, counts.count)
        if hidden > 0 { lines.append("         " + ansi(.grey, "and \(hidden) more")) }
        return lines
    }
}
