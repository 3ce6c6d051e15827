import Model
import Patterns
import Records
import Setup

extension ExplanationText {
    /// Of patterns that failed, these came furthest and are shown with carets where none matched.
    private static let detailedMax = 3

    func addPatterns(_ explanation: Explanation, to text: inout LabelledLines) {
        guard let head = explanation.head else { return }
        let attempts = explanation.attempts
        let count = attempts.count + (head.matched == nil ? 0 : 1)
        guard count > 0 else { return text.add("Pattern", "none: the rule file has no 'record.pattern'") }
        if let matched = head.matched {
            text.add("Pattern", "✓ number \(count) matches", .green)
            let shown = PaintedText(matched.text).window(around: 0, width: text.room).text
            text.add(ready: shown.rendered(ansi))
        } else {
            text.add("Pattern", attempts.count == 1 ? "✗ it does not match" : "✗ none of \(count) matches", .red)
        }
        let order = attempts.indices.sorted { (reach(attempts[$1]), $0) < (reach(attempts[$0]), $1) }
        let detailed = head.matched == nil ? Set(order.prefix(Self.detailedMax)) : []
        for (index, attempt) in attempts.enumerated() {
            if detailed.contains(index) {
                addDetails(attempt, number: index + 1, on: head.subject, to: &text)
            } else {
                text.add(ready: ansi(.grey, "✗ \(index + 1) " + brief(attempt, on: head.subject)))
            }
        }
    }

    private func reach(_ attempt: Explanation.Attempt) -> Int { attempt.progress?.reached ?? 0 }

    private func brief(_ attempt: Explanation.Attempt, on subject: ArraySlice<UInt8>) -> String {
        guard let progress = attempt.progress else { return "does not match" }
        let column = self.text(line(of: subject, at: progress.reached).before).count + 1
        return "matches up to column \(column), where \(expected(attempt).safeForTerminal) is missing"
    }

    private func expected(_ attempt: Explanation.Attempt) -> String {
        let text = attempt.expected
        if text.isEmpty { return "the end" }
        return text.allSatisfy { $0 == " " } ? "a blank" : text
    }

    /// The pattern and the line, each with a caret at the place up to which they agree.
    private func addDetails(
        _ attempt: Explanation.Attempt, number: Int, on subject: ArraySlice<UInt8>, to text: inout LabelledLines
    ) {
        guard let progress = attempt.progress else { return }
        let bytes = Array(attempt.pattern.text.utf8)
        var pattern = PaintedText()
        pattern.append(bytes[..<progress.expected.lowerBound], .green)
        let place = pattern.count
        pattern.append(bytes[progress.expected], .red)
        let length = max(1, pattern.count - place)
        pattern.append(bytes[progress.expected.upperBound...], .grey)
        text.add(ready: ansi(.bold, "✗ \(number)"))
        add(pattern, caretAt: place, length: length, "matched up to here", to: &text)

        let (before, after) = line(of: subject, at: progress.reached)
        var shown = PaintedText()
        let start = min(max(progress.start, before.startIndex), before.endIndex)
        shown.append(before[..<start])
        shown.append(before[start...], .green)
        let missing = shown.count
        shown.append(after)
        let words = "\(expected(attempt)) expected here" + (progress.isOverrun ? "; the search was given up" : "")
        add(shown, caretAt: missing, length: 1, words, to: &text)
    }

    /// The line of a subject in which `place` lies, parted there.
    private func line(
        of subject: ArraySlice<UInt8>, at place: Int
    ) -> (before: ArraySlice<UInt8>, after: ArraySlice<UInt8>) {
        let feed = UInt8(ascii: "\n")
        let start = subject[..<place].lastIndex(of: feed).map { $0 + 1 } ?? subject.startIndex
        let end = subject[place...].firstIndex(of: feed) ?? subject.endIndex
        return (subject[start..<place], subject[place..<end])
    }

    private func add(
        _ painted: PaintedText, caretAt place: Int, length: Int, _ words: String, to text: inout LabelledLines
    ) {
        let (shown, caret) = painted.window(around: place, width: text.room - 2)
        text.add(ready: "  " + shown.rendered(ansi))
        let mark = "^" + String(repeating: "~", count: max(0, min(length, text.room - 2 - caret) - 1))
        let safe = words.safeForTerminal
        let fits = caret + mark.count + 1 + safe.count <= text.room - 2
        let padding = String(repeating: " ", count: caret)
        guard !fits else { return text.add(ready: "  " + padding + ansi(.red, mark + " " + safe)) }
        text.add(ready: "  " + padding + ansi(.red, mark))
        let indent = String(repeating: " ", count: max(0, min(caret, text.room - 2 - safe.count)))
        text.add(ready: "  " + indent + ansi(.red, safe.fitted(to: text.room - 2)))
    }

    // MARK: - Captures

    /// The text with its captures in colour, then each by itself in the same colour.
    func addCaptures(_ explanation: Explanation, to text: inout LabelledLines) {
        if let head = explanation.head, !head.captures.isEmpty {
            for (index, line) in painted(head.subject, head.captures).enumerated() {
                for piece in line.wrapped(to: text.room) where index < 6 { text.add(ready: piece.rendered(ansi)) }
            }
        }
        let captured = explanation.head?.captures.map(\.name) ?? []
        let nameWidth = explanation.record.fields.map(\.name.count).max() ?? 0
        for (index, field) in explanation.record.fields.enumerated() {
            let place = captured.firstIndex(of: field.name)
            let colour = place.map { Self.colours[$0 % Self.colours.count] } ?? .grey
            let name = field.name + String(repeating: " ", count: nameWidth - field.name.count)
            let value = self.text(field.value).replacing("\n", with: "⏎").safeForTerminal
            let line = ansi(colour, name) + "  " + value.fitted(to: max(20, text.room - nameWidth - 2))
            if index == 0 { text.add("Captures", "") }
            text.add(ready: line)
        }
    }

    /// Line by line.
    private func painted(
        _ subject: ArraySlice<UInt8>, _ captures: [(name: String, range: Range<Int>)]
    ) -> [PaintedText] {
        var colours = [Ansi.Colour?](repeating: nil, count: subject.count)
        for (index, capture) in captures.enumerated() {
            let colour = Self.colours[index % Self.colours.count]
            for place in capture.range { colours[place - subject.startIndex] = colour }
        }
        var (lines, start) = ([PaintedText()], subject.startIndex)
        while start < subject.endIndex {
            let colour = colours[start - subject.startIndex]
            let end =
                subject[start...].indices.first {
                    colours[$0 - subject.startIndex] != colour || subject[$0] == UInt8(ascii: "\n")
                } ?? subject.endIndex
            if subject[start] == UInt8(ascii: "\n") {
                lines.append(PaintedText())
                start += 1
            } else {
                lines[lines.count - 1].append(subject[start..<end], colour)
                start = end
            }
        }
        return lines
    }
}

extension PaintedText {
    fileprivate init(_ text: String) {
        self.init()
        append(text)
    }
}
