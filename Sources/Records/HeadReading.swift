package import Model
package import Patterns
package import WireFormat

/// How an entry's head was taken apart: what the patterns were tried on, and what came of each. For people who ask why.
package struct HeadReading: Sendable {
    /// The text that the last pattern was tried on: the entry up to its trace, without colours.
    package var subject: ArraySlice<UInt8>
    /// In the layout's order, up to the one that matched; later ones were not tried.
    package var failed: [Pattern]
    /// Nil if none did.
    package var matched: Pattern?
    /// Where the named groups lie in `subject`, in their order; none if no pattern matched.
    package var captures: [(name: String, range: Range<Int>)]
}

extension RecordReader {
    /// How the patterns take the entry apart; nil where the layout has none, or the entry has no text for them. It goes
    /// the very way that `read` goes.
    package func headReading(of text: RecordText) -> HeadReading? {
        guard case .pattern = layout.parse else { return nil }
        let found = findTrace(text)
        var reading: HeadReading?
        for end in [found?.start ?? text.bytes.count, found?.laterHeadEnd].compactMap(\.self) {
            guard let head = headText(of: text, upTo: end, found) else { continue }
            let match = firstMatch(in: head)
            let tried = forms.prefix(match?.form ?? forms.count).map(\.pattern)
            let next = HeadReading(
                subject: head.subject, failed: tried, matched: match.map { forms[$0.form].pattern },
                captures: match?.captures.named ?? [])
            if match != nil { return next }
            // With the trace's first line nothing matched either; what was meant is the text in front of it.
            reading = reading ?? next
        }
        return reading
    }

    /// Which of the layout's forms of a time reads the capture, from 0; nil if none does, or something else read it.
    package func timeForm(of capture: [UInt8], readAt: Timestamp) -> Int? {
        timeReading(of: capture[...], readAt: readAt)?.form
    }

    /// The level that a capture means; nil if it is no level's word.
    package func level(of word: [UInt8]) -> Level? { levels.level(word[...]) }

    /// The entry's kept lines that the text of its trace covers; nil without a trace among its lines.
    package func traceLines(of text: RecordText) -> Range<Int>? {
        guard let found = findTrace(text) else { return nil }
        let end = found.start + found.text.count
        guard let first = text.lines.firstIndex(where: { $0.upperBound >= found.start && !$0.isEmpty }),
            let last = text.lines.lastIndex(where: { $0.lowerBound < end })
        else { return nil }
        return first..<max(first, last) + 1
    }
}
