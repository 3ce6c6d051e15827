package import Model
import Patterns
import Traces
package import WireFormat

/// Takes entries apart: fields, time, level, source, message, trace. It keeps nothing from one entry to the next.
package struct RecordReader: Sendable {
    private let prepared: PreparedLayout
    /// The date of the file, as far as it is known: what is told in an old one is as old.
    package var fileModified: Timestamp?

    package init(_ layout: PreparedLayout) { prepared = layout }

    /// Of a layout that nobody else has prepared.
    package init(layout: Layout) { self.init(PreparedLayout(layout)) }

    var layout: Layout { prepared.layout }
    var levels: LevelWords { prepared.levels }
    var forms: [HeadForm] { prepared.forms }
    private var finder: TraceFinder? { prepared.finder }

    /// Always a record: one that the layout does not know has at least its text as its message.
    package func read(_ text: RecordText) -> Record {
        if let line = RepeatLine(text) {
            var record = read(text.quoting(line.text))
            record.repeats = line.count
            return record
        }
        var record = readMatching(text) ?? readPlain(text)
        if !text.heading.isEmpty {
            record.take(Heading(text.heading[...]), zone: layout.zone, near: anchor(of: text.readAt))
        }
        return record
    }

    private func readPlain(_ text: RecordText) -> Record {
        let found = findTrace(text)
        var record = Record(text: text)
        record.message = Array(text.bytes[..<(found?.start ?? text.bytes.count)].trimmed)
        record.take(found)
        return record
    }

    /// The level that `read` would find, at a fraction of its cost: nothing is copied. Nil where only reading can tell:
    /// for JSON, and for what may hold a trace, that is most entries of several lines.
    package func level(of text: RecordText) -> Level? {
        guard !mayHoldTrace(text) else { return nil }
        if let line = RepeatLine(text) { return level(of: text.quoting(line.text)) }
        let line = text.bytes[...].trimmedEnd
        let subject = line.hasEscapes ? line.withoutEscapes[...] : line
        for form in forms {
            guard let captures = form.pattern.captures(in: subject) else { continue }
            return level(captures, of: form, in: subject)
        }
        return nil
    }

    /// Whether `read` might find a trace in it; no for nearly all entries of one line.
    func mayHoldTrace(_ text: RecordText) -> Bool {
        guard text.lines.count > 1 else { return prepared.finder?.mayHoldTrace(text.bytes[...]) == true }
        return prepared.finder != nil
    }

    /// Nil if no pattern of the layout matches, or the text is no JSON object.
    package func readMatching(_ text: RecordText) -> Record? {
        switch layout.parse {
        case .json: readJSON(text)
        case .pattern: readCaptures(text)
        case .logfmt: isEntry(text) ? readLogfmt(text) : nil
        case .columns(let form): isEntry(text) ? readColumns(text, form) : nil
        }
    }

    /// Whether it began as the layout's `start` wants.
    private func isEntry(_ text: RecordText) -> Bool { layout.start == nil || text.hasHead }

    /// A trace within an entry, and where its text lies.
    struct FoundText {
        /// The entry holds another exception that this one does not tell of.
        var isAmbiguous = false
        var trace: Trace
        /// Where its text begins in the entry's bytes.
        var start: Int
        var text: [UInt8]
        /// The end of the line in which it begins.
        var firstLineEnd: Int

        /// What the patterns are tried on next, where they did not match up to `start`: a trace that begins within a
        /// line may leave too little of the line for a pattern.
        var laterHeadEnd: Int? { firstLineEnd > start ? firstLineEnd : nil }
    }

    func findTrace(_ text: RecordText) -> FoundText? {
        guard mayHoldTrace(text), let finder, let found = finder.parse(text.lines.map { text.bytes[$0] }), found.isFault
        else {
            return nil
        }
        let firstLine = text.lines[found.firstLine]
        let start = min(firstLine.lowerBound + found.column, firstLine.upperBound)
        return FoundText(
            isAmbiguous: finder.hasOthers(than: found, in: text),
            trace: layout.application.isEmpty ? found.trace : found.trace.marked(application: layout.application),
            start: start,
            text: Array(text.bytes[start..<text.lines[found.lastLine].upperBound]),
            firstLineEnd: firstLine.upperBound)
    }
}

// MARK: - Captures

extension RecordReader {
    private func readCaptures(_ text: RecordText) -> Record? {
        let found = findTrace(text)
        if let record = readCaptures(text, upTo: found?.start ?? text.bytes.count, found) { return record }
        return found?.laterHeadEnd.flatMap { readCaptures(text, upTo: $0, found) }
    }

    private func readCaptures(_ text: RecordText, upTo end: Int, _ found: FoundText?) -> Record? {
        guard let head = headText(of: text, upTo: end, found), let (form, captures) = firstMatch(in: head) else {
            return nil
        }
        var record = Record(text: text)
        interpret(captures, of: forms[form], in: head.subject, messageEnd: head.messageEnd, &record)
        record.take(found)
        return record
    }

    /// What the patterns are tried on.
    struct HeadText {
        var subject: ArraySlice<UInt8>
        /// Where the trace begins within it, else its end.
        var messageEnd: Int
    }

    /// Nil if there is nothing to try.
    func headText(of text: RecordText, upTo end: Int, _ found: FoundText?) -> HeadText? {
        let subject = text.bytes[..<end].trimmedEnd
        guard !subject.isEmpty else { return nil }
        // Colours stand around captures, not within, so the text without them is what was meant.
        guard !subject.hasEscapes else {
            let plain = subject.withoutEscapes[...]
            return HeadText(subject: plain, messageEnd: plain.endIndex)
        }
        return HeadText(subject: subject, messageEnd: min(found?.start ?? end, subject.endIndex))
    }

    /// The place of the first pattern that takes it apart.
    func firstMatch(in head: HeadText) -> (form: Int, captures: Captures)? {
        for index in forms.indices {
            if let captures = forms[index].pattern.captures(in: head.subject) { return (index, captures) }
        }
        return nil
    }

    private func interpret(
        _ captures: Captures, of form: HeadForm, in subject: ArraySlice<UInt8>, messageEnd: Int, _ record: inout Record
    ) {
        let names = form.pattern.names
        record.fields.reserveCapacity(names.count)
        for index in names.indices {
            guard let range = captures.range(at: index) else { continue }
            record.fields.append(Record.Field(name: names[index], value: Array(subject[range])))
        }
        if let range = form.time.flatMap(captures.range) {
            record.time = time(subject[range], readAt: record.text.readAt)
        }
        record.level = level(captures, of: form, in: subject)
        if let range = form.source.flatMap(captures.range) { record.source = Array(subject[range].trimmed) }
        var message = form.message.flatMap(captures.range) ?? subject.startIndex..<messageEnd
        // A capture up to a line's end goes on over the lines below, as `.` does not.
        let isAtLineEnd = message.upperBound >= messageEnd || subject[message.upperBound] == UInt8(ascii: "\n")
        if isAtLineEnd { message = min(message.lowerBound, messageEnd)..<messageEnd }
        record.message = Array(subject[message].trimmed)
    }

    /// A status says it where no level does.
    private func level(_ captures: Captures, of form: HeadForm, in subject: ArraySlice<UInt8>) -> Level? {
        form.level.flatMap(captures.range).flatMap { levels.level(subject[$0]) }
            ?? form.status.flatMap(captures.range).flatMap { levels.level(ofStatus: subject[$0]) }
    }

    private func anchor(of readAt: Timestamp) -> TimeAnchor { TimeAnchor(read: readAt, fileModified: fileModified) }

    /// The first form that reads it counts.
    func time(_ capture: ArraySlice<UInt8>, readAt: Timestamp) -> Timestamp? {
        timeReading(of: capture, readAt: readAt)?.time
    }

    /// The same, and which of the layout's forms it was.
    func timeReading(of capture: ArraySlice<UInt8>, readAt: Timestamp) -> (time: Timestamp, form: Int)? {
        let anchor = anchor(of: readAt)
        for index in layout.times.indices {
            let form = layout.times[index]
            if let time = form.parse(capture, zone: layout.zone, near: anchor, zoneNamed: layout.zoneNamed) {
                return (time, index)
            }
        }
        return nil
    }
}

extension Record {
    /// Adds the trace; an entry that says nothing else has the exception for its message.
    mutating func take(_ found: RecordReader.FoundText?) {
        guard let found else { return }
        (trace, traceText, isAmbiguous) = (found.trace, found.text, found.isAmbiguous)
        if message.isEmpty { message = found.trace.exception.headline ?? found.text }
    }
}

extension Thrown {
    /// `class: message`, or the one that is known.
    fileprivate var headline: [UInt8]? {
        let parts = [className, message].compactMap(\.self)
        return parts.isEmpty ? nil : Array(parts.joined(separator: ": ").utf8)
    }
}
