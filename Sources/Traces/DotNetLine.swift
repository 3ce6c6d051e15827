/// The lines of .NET's traces that are no frames.
enum DotNetLine {
    /// ` ---> HEADER`, an inner exception.
    case inner(Bytes)
    /// ` ---> (Inner Exception #N) HEADER`, a further exception of an aggregate.
    case member(Bytes)
    /// `   --- End of inner exception stack trace ---` in any language: what follows is of the exception around.
    case innerEnd
    /// `--- End of stack trace from previous location ---`: the same exception, thrown again.
    case separator
    /// `<---` by itself: an aggregate's member ends.
    case memberEnd
    /// How often the frames between two rulers stand in a stack that overflowed.
    case ruler
    /// `ClientConnectionId:...`, `Error Number:-2,State:0,Class:11`: what SQL Server's client prints below its frames.
    case detail
    /// `  Exception data:`, below which Npgsql prints the server's fields.
    case data

    /// `base` is the header's indentation.
    init?(_ line: Bytes, base: Int = 0) {
        let text = line.trimmed
        guard let first = text.first else { return nil }
        switch first {
        case UInt8(ascii: "-"):
            if let header = text.dropping("---> ") {
                self.init(header: header)
            } else if text.begins(with: "--- "), text.ends(with: " ---"), text.count > 8 {
                self = line.indent > base ? .innerEnd : .separator
            } else if text.count == 32, text.allSatisfy({ $0 == UInt8(ascii: "-") }) {
                self = .ruler
            } else {
                return nil
            }
        case UInt8(ascii: "<"):
            guard text.equals("<---") else { return nil }
            self = .memberEnd
        case UInt8(ascii: "C"):
            guard line.begins(with: "ClientConnectionId") else { return nil }
            self = .detail
        case UInt8(ascii: "E"):
            if text.equals("Exception data:"), line.indent > base {
                self = .data
            } else {
                guard line.begins(with: "Error Number:"), line.contains(",State:") else { return nil }
                self = .detail
            }
        case UInt8(ascii: "R"):
            guard text.begins(with: "Repeat"), text.ends(with: " times:") else { return nil }
            self = .ruler
        default: return nil
        }
    }

    private init?(header: Bytes) {
        if let rest = header.dropping("(Inner Exception #"), let (number, header) = rest.splitFirst(") "),
            number.decimal != nil
        {
            self = .member(header)
        } else if TypeName.at(header.startIndex, in: header) != nil || DotNetHeader.plainName(header) {
            self = .inner(header)
        } else {
            return nil
        }
    }

    /// Whether it stands only in traces, so that it reveals one.
    var reveals: Bool {
        switch self {
        case .inner, .member: true
        case .innerEnd, .separator, .memberEnd, .ruler, .detail, .data: false
        }
    }

    /// `    SqlState: 23505`, below the line that announces such data.
    static func isDatum(_ line: Bytes) -> Bool {
        line.indent > 2 && line.trimmedStart.prefix { $0 != UInt8(ascii: ":") }.allSatisfy(\.isWord)
            && line.contains(": ")
    }
}
