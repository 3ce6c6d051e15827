import Model
import Patterns

/// What the header lines of a file have told so far.
struct KnownColumns: Sendable {
    /// What the values of the entries below are called; nil before the first header line.
    fileprivate(set) var columns: ColumnNames?
    /// The first line of the file, if it names the columns: a program that starts anew may write it once more.
    fileprivate var firstLine: [UInt8] = []

    var isEmpty: Bool { columns == nil && firstLine.isEmpty }
}

/// Tells the lines that are no entries and continue none: banners, directives, names of columns.
struct HeaderLines: Sendable {
    private let pattern: Pattern?
    /// Whose columns a header line names.
    private let form: ColumnForm?
    private let readsFirstLine: Bool
    /// Whether there can be any.
    let areThere: Bool

    init(_ layout: Layout) {
        (pattern, form) = (layout.header, layout.columnForm)
        readsFirstLine = layout.columnForm?.isFirstLineHeader ?? false
        areThere = layout.header != nil || readsFirstLine
    }

    /// Whether they name the columns, so that a reader who begins amid the file has to know those above.
    var nameColumns: Bool { form != nil && form?.names == nil && areThere }

    /// Whether `line` is one; what it tells joins `known`. `isFirst`: of the file.
    func take(_ line: ArraySlice<UInt8>, isFirst: Bool, into known: inout KnownColumns) -> Bool {
        if let captures = pattern?.captures(in: line) {
            if let form, let range = captures["columns"] { known.columns = ColumnNames(form.names(of: line[range])) }
            return true
        }
        guard readsFirstLine, isFirst || !known.firstLine.isEmpty && line.elementsEqual(known.firstLine) else {
            return false
        }
        if let form { known.columns = ColumnNames(form.names(of: line)) }
        known.firstLine = Array(line)
        return true
    }
}
