import Model
import Patterns

/// Tells which lines make up an entry of columns: one, or as many as a quoted value spans.
///
/// A quote that nobody closes does not swallow the file. Its entry ends at its limits, at the layout's `start` if there
/// is one, and at a line that is a whole entry by itself and begins as this entry does: nothing else looks so.
struct RowEnds: Sendable {
    private let form: ColumnForm
    private let start: Pattern?
    private let limits: Limits
    private var quote: OpenQuote
    /// Whether a quote was open in front of the last line that began an entry.
    private(set) var wasAmidQuote = false

    /// Nil if the layout has no columns.
    init?(_ layout: Layout, limits: Limits) {
        guard let form = layout.columnForm else { return nil }
        (self.form, start, self.limits, quote) = (form, layout.start, limits, OpenQuote(form))
    }

    /// Whether a quote is open behind the last line.
    var isOpen: Bool { quote.isOpen }

    /// Whether the line goes on with the unfinished entry; else it begins another.
    mutating func take(_ line: ArraySlice<UInt8>, below record: OpenRecord?, under known: KnownColumns) -> Bool {
        let begins = start?.matchesPlainly(line)
        let isPart = record.map { begins == false || begins == nil && goesOn(line, $0, known) } ?? false
        if !isPart { (wasAmidQuote, quote) = (quote.isOpen, OpenQuote(form)) }
        if form.spansLines { quote.read(line) }
        return isPart
    }

    private func goesOn(_ line: ArraySlice<UInt8>, _ record: OpenRecord, _ known: KnownColumns) -> Bool {
        quote.isOpen && record.lineCount < limits.recordLinesMax && record.span.value < Int64(limits.recordBytesMax)
            && !isWhole(line, like: record, known)
    }

    private func isWhole(_ line: ArraySlice<UInt8>, like record: OpenRecord, _ known: KnownColumns) -> Bool {
        let count = form.names?.count ?? known.columns?.names.count ?? 0
        guard count >= 3, line.begins(like: record.firstLine, upTo: quote.delimiter) else { return false }
        var alone = OpenQuote(form)
        alone.read(line)
        return !alone.isOpen && form.values(of: line).count == count
    }
}
