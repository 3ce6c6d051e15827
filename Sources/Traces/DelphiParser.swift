import Model

extension DelphiGrammar {
    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        for number in lines.indices {
            if DelphiLine.beginsMadExcept(lines[number]) { return DelphiParser(lines, number).madExcept() }
            if DelphiLine.beginsEurekaLog(lines[number]) { return DelphiParser(lines, number).eurekaLog() }
            if JclFrame(lines[number]) != nil { return JclParser.parse(lines, number) }
        }
        return nil
    }
}

/// Reads a report from its first line on.
struct DelphiParser {
    private let lines: [Bytes]
    private let first: Int
    private var thrown = Thrown()

    init(_ lines: [Bytes], _ first: Int) { (self.lines, self.first) = (lines, first) }

    /// The failed thread comes first.
    consuming func madExcept() -> ParsedTrace? {
        var (last, threadCount) = (first, 0)
        for number in first..<lines.count {
            let line = lines[number]
            guard line.isBlank || DelphiLine.isOfMadExcept(line) else { break }
            if !line.isBlank { last = number }
            if DelphiLine.isThread(line) { threadCount += 1 }
            if threadCount == 0, let (name, value) = DelphiLine.key(line) {
                if name.equals("exception class") { thrown.className = value.text }
                if name.equals("exception message") { thrown.message = value.text }
            }
            if threadCount == 1, let frame = Self.madExceptFrame(line) { thrown.append(frame) }
        }
        return result(last)
    }

    /// `ADDR +OFF MODULE UNIT LINE +N FUNCTION`; without debug information there is no unit, nor a line.
    private static func madExceptFrame(_ line: Bytes) -> Frame? {
        guard DelphiLine.address(line) != nil else { return nil }
        let words = line.split(separator: 0x20)
        guard words.count >= 4, words[1].first == UInt8(ascii: "+") else { return nil }
        let unit = words.count > 4 ? words[3] : nil
        let number = words.count > 5 ? words[4].decimal : nil
        return frame(words[words.count - 1], of: nil, unit: unit, line: number)
    }

    /// The columns have names, as their number depends on the version.
    consuming func eurekaLog() -> ParsedTrace? {
        var (last, threadCount): (Int, Int) = (first, 0)
        var columns: [Bytes] = []
        for number in first..<lines.count {
            let line = lines[number]
            guard line.isBlank || number == first || DelphiLine.isOfEurekaLog(line) else { break }
            if !line.isBlank { last = number }
            if line.first == UInt8(ascii: "|") {
                if line.begins(with: "|*") { threadCount += 1 }
                let cells = line.split(separator: UInt8(ascii: "|")).map(\.trimmed)
                if cells.contains(where: { $0.begins(with: "Procedure") }) {
                    columns = cells
                } else if threadCount <= 1, let frame = Self.eurekaLogFrame(cells, columns) {
                    thrown.append(frame)
                }
            } else if let (name, value) = DelphiLine.key(line) {
                if thrown.className == nil, name.ends(with: " Type") { thrown.className = value.text }
                if thrown.message == nil, name.ends(with: " Message") { thrown.message = value.text }
            }
        }
        return result(last)
    }

    private static func eurekaLogFrame(_ cells: [Bytes], _ columns: [Bytes]) -> Frame? {
        guard !columns.isEmpty, cells.count == columns.count else { return nil }
        func cell(_ name: StaticString) -> Bytes? {
            columns.firstIndex { $0.begins(with: name) }.map { cells[$0] }.flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let function = cell("Procedure") else { return nil }
        let number = cell("Line")?.prefix(while: \.isDigit).decimal
        return frame(function, of: cell("Class"), unit: cell("Unit"), line: number)
    }

    private static func frame(_ function: Bytes, of type: Bytes?, unit: Bytes?, line: Int?) -> Frame {
        let parts = type == nil ? function.splitLast(".") : nil
        let isOwn = unit.map { unit in !libraries.contains { unit.begins(with: $0) } } ?? false
        return Frame(
            method: (parts?.after ?? function).text, type: (type ?? parts?.before)?.text, file: unit?.text, line: line,
            isApplication: isOwn)
    }

    static let libraries: [StaticString] = [
        "System", "SysUtils", "Classes", "Forms", "Controls", "Windows", "Vcl.", "FMX.", "StdCtrls", "Menus", "mad",
        "Data.", "DB", "Winapi.", "Jcl",
    ]

    private func result(_ last: Int) -> ParsedTrace? {
        guard thrown.className != nil || !thrown.frames.isEmpty else { return nil }
        let trace = Trace(language: TraceLanguage.delphi.rawValue, exception: thrown)
        return ParsedTrace(
            trace: trace, firstLine: first, column: 0, lastLine: last, evidence: thrown.frames.count * 2 + 2)
    }
}
