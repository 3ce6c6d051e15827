import WireFormat

/// What must change in a file so that a test expects what came: only within its `expect`, and as little as can be.
struct ExpectationEdits {
    /// A line longer than that is broken into a list.
    private static let columnsMax = 110

    /// Bytes to replace, and by what.
    struct Edit {
        var range: Range<Int>
        var text: String
    }

    let offsets: SourceOffsets
    private(set) var edits: [Edit] = []

    init(_ offsets: SourceOffsets) { self.offsets = offsets }

    /// Adds those of a test that gave `events`.
    mutating func renew(_ test: RuleTest, to events: [JSONValue]) {
        guard let entry = test.expectation else { return }
        let steps = test.alignment(with: events).steps
        let isSameCount = steps.allSatisfy { if case .pair = $0 { true } else { false } }
        if isSameCount {
            for step in steps { pair(step, test, events) }
        } else if events.isEmpty {
            replace(entry.value, by: "[]")
        } else if offsets.isFlow(entry.value) {
            rewrite(entry, test, events, steps)
        } else {
            for step in steps { pair(step, test, events) }
            lines(of: entry, test, events, steps)
        }
    }

    /// The whole file with the edits done.
    func applied() -> [UInt8] {
        var bytes = offsets.bytes
        for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
            bytes.replaceSubrange(edit.range, with: edit.text.utf8)
        }
        return bytes
    }

    // MARK: - Values

    private mutating func pair(_ step: Alignment.Step, _ test: RuleTest, _ events: [JSONValue]) {
        guard case .pair(let place, let came) = step else { return }
        edits += Self.edits(of: test.expected[place].differences(from: events[came]), offsets)
    }

    private static func edits(of differences: [ExpectedEvent.Difference], _ offsets: SourceOffsets) -> [Edit] {
        differences.map { difference in
            let text = difference.actual.map { value(of: $0, like: difference.node) } ?? "~"
            let start = offsets.offset(of: difference.node.start)
            let end = offsets.end(of: difference.node)
            return Edit(range: start..<end, text: (start == end ? " " : "") + text)
        }
    }

    /// In the quotes that were there.
    private static func value(of value: JSONValue, like node: YAMLNode) -> String {
        guard case .string(let text) = value, case .scalar(_, let style) = node.content else {
            return YAMLWriter.text(of: value)
        }
        return YAMLWriter.scalar(text, like: style)
    }

    private mutating func replace(_ node: YAMLNode, by text: String) {
        let (start, end) = (offsets.offset(of: node.start), offsets.end(of: node))
        // A block's list begins in a line of its own, which the line of its key takes in.
        let front = offsets.isFlow(node) ? start : blanks(before: start)
        edits.append(Edit(range: front..<end, text: (front < start ? " " : "") + text))
    }

    /// The first of the blanks and line breaks in front of a byte.
    private func blanks(before offset: Int) -> Int {
        var offset = offset
        while offset > 0, [9, 10, 13, 32].contains(offsets.bytes[offset - 1]) { offset -= 1 }
        return offset
    }

    // MARK: - Events

    /// A list in lines loses and gains whole lines.
    private mutating func lines(
        of entry: YAMLEntry, _ test: RuleTest, _ events: [JSONValue], _ steps: [Alignment.Step]
    ) {
        let indentation = String(repeating: " ", count: entry.value.start.column - 1)
        var place = offsets.lineStart(before: offsets.offset(of: entry.value.start))
        for step in steps {
            switch step {
            case .pair(let index, _): place = offsets.nextLine(after: offsets.end(of: test.expected[index].node) - 1)
            case .missing(let index):
                let node = test.expected[index].node
                let start = offsets.lineStart(before: offsets.offset(of: node.start))
                let end = offsets.nextLine(after: offsets.end(of: node) - 1)
                edits.append(Edit(range: start..<end, text: ""))
                place = end
            case .extra(let came):
                let isOpen = place == offsets.bytes.count && ![10, 13].contains(offsets.bytes.last ?? 10)
                let line = indentation + "- " + RuleTest.summary(of: events[came])
                let text = isOpen ? offsets.lineBreak + line : line + offsets.lineBreak
                if let last = edits.last, last.range == place..<place, !last.text.isEmpty {
                    edits[edits.count - 1].text += text
                } else {
                    edits.append(Edit(range: place..<place, text: text))
                }
            }
        }
    }

    /// A list in brackets is written anew, of what stays of it and of what is new.
    private mutating func rewrite(
        _ entry: YAMLEntry, _ test: RuleTest, _ events: [JSONValue], _ steps: [Alignment.Step]
    ) {
        let pieces = steps.compactMap { step -> String? in
            switch step {
            case .missing: nil
            case .extra(let came): RuleTest.summary(of: events[came])
            case .pair(let index, let came): piece(test.expected[index], events[came])
            }
        }
        let line = "[" + pieces.joined(separator: ", ") + "]"
        let start = offsets.offset(of: entry.value.start)
        guard entry.value.start.column + line.count > Self.columnsMax, !offsets.isFlow(test.source) else {
            replace(entry.value, by: line)
            return
        }
        let indentation = offsets.lineBreak + String(repeating: " ", count: entry.key.start.column + 1)
        let text = pieces.map { indentation + "- " + $0 }.joined()
        edits.append(Edit(range: blanks(before: start)..<offsets.end(of: entry.value), text: text))
    }

    /// An expected event as it stands, with its values renewed.
    private func piece(_ expected: ExpectedEvent, _ event: JSONValue) -> String {
        let start = offsets.offset(of: expected.node.start)
        var bytes = Array(offsets.bytes[start..<max(start, offsets.end(of: expected.node))])
        let edits = Self.edits(of: expected.differences(from: event), offsets)
        for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
            guard edit.range.lowerBound >= start, edit.range.upperBound - start <= bytes.count else { continue }
            bytes.replaceSubrange(
                (edit.range.lowerBound - start)..<(edit.range.upperBound - start), with: edit.text.utf8)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
