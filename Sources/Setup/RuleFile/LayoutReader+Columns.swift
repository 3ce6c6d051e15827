import Patterns
import Records

extension LayoutReader {
    /// With what the keys beside `parse` say of columns.
    mutating func withColumns(_ kind: Layout.Parse, _ record: Fields) -> Layout.Parse {
        guard case .columns(var form) = kind else {
            for key in ["columns", "delimiter"] where record[key] != nil {
                findings.append(
                    record.key(key).error("'\(key)' needs columns", help: "add 'parse: csv', or leave it out"))
            }
            return kind
        }
        let isCSV = record["parse"]?.scalar == "csv"
        if let names = columns(record) { form.names = names }
        if record["delimiter"] != nil {
            if isCSV {
                form.separator = .byte(delimiter(record) ?? UInt8(ascii: ","))
            } else {
                findings.append(
                    record.key("delimiter").error("'delimiter' is csv's", help: "w3c has blanks or tabs; leave it out"))
            }
        }
        form.isFirstLineHeader = isCSV && (record["header"].map { $0.scalar == "true" } ?? (form.names == nil))
        return .columns(form)
    }

    private mutating func columns(_ record: Fields) -> [String]? {
        guard let texts = record.texts("columns", findings: &findings) else { return nil }
        var names: [String] = []
        for (text, node) in texts {
            let name = ColumnForm.name(Array(text.utf8), at: names.count, beside: [])
            if names.contains(name) {
                findings.append(node.error("there are two columns '\(name)'", help: "give one of them another name"))
            }
            names.append(name)
        }
        return names
    }

    private mutating func delimiter(_ record: Fields) -> UInt8? {
        record.value("delimiter", "one character, or tab", findings: &findings) { text in
            if text == "tab" { return 0x09 }
            guard let byte = text.utf8.first, text.utf8.count == 1, byte < 0x80, byte != 0x22 else { return nil }
            return byte
        }
    }

    /// `true` is for csv, and told by the form; anything else is a regular expression.
    mutating func header(_ record: Fields, _ layout: Layout) -> Pattern? {
        let form = if case .columns(let form) = layout.parse { form } else { ColumnForm?.none }
        guard let node = record["header"], !["true", "false"].contains(node.scalar) else {
            if let node = record["header"], form?.separator ?? .blanks == .blanks {
                findings.append(node.error("a header of lines like these is a regular expression", help: "like '^#'"))
            }
            return form.map { $0.separator == .blanks } == true ? Layout.w3cHeader : nil
        }
        guard let pattern = record.pattern("header", findings: &findings) else { return nil }
        if let form, form.names == nil, !pattern.names.contains("columns") {
            findings.append(
                node.error(
                    "nothing names the columns",
                    help: "capture them, as '^#Fields: (?<columns>.*)' does, or list them under 'columns'"))
        }
        return pattern
    }
}
