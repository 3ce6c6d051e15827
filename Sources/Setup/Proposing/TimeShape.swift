import Model
import Patterns
import Records
import WireFormat

/// A way in which logs write times, to be found in lines: what such a text looks like, and which forms read it.
struct TimeShape: Sendable {
    /// The text of a regular expression without groups that capture.
    let text: String
    /// As much of it as tells that a line begins with such a time.
    let beginning: String
    /// As a rule file writes them, the best one first.
    let forms: [String]
    /// Matches at the very beginning only.
    private let pattern: Pattern?
    private let timeForms: [TimeForm]

    init(_ text: String, beginning: String? = nil, _ forms: String...) {
        (self.text, self.beginning, self.forms) = (text, beginning ?? text, forms)
        pattern = try? Pattern("^(?:\(text))(?!\\w|:\\d)")
        timeForms = forms.compactMap { TimeForm($0) }
    }

    /// How many bytes at the beginning of `line` are such a time.
    func length(in line: ArraySlice<UInt8>) -> Int? {
        guard let range = pattern?.captures(in: line)?.whole, form(of: line[range]) != nil else { return nil }
        return range.count
    }

    /// The first of `forms` that reads the text.
    func form(of text: ArraySlice<UInt8>) -> String? {
        let anchor = TimeAnchor(read: Timestamp(seconds: 0))
        return zip(forms, timeForms).first { $1.parse(text, zone: .utc, near: anchor) != nil }?.0
    }

    /// Longer ones in front of what they begin with.
    static let all: [TimeShape] = [
        TimeShape(
            #"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z| ?[+-]\d\d:?\d\d)?"#,
            beginning: #"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d"#, "iso8601"),
        TimeShape(#"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?: [+-]\d{4})?"#, "clf"),
        TimeShape(#"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}"#, "%a %b %e %H:%M:%S %Y"),
        TimeShape(#"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d\.\d+ \d{4}"#, "%a %b %e %H:%M:%S.%L %Y"),
        TimeShape(#"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?"#, "syslog"),
        TimeShape(
            #"[A-Z][a-z]{2} \d\d?, \d{4},? \d\d?:\d\d:\d\d [AP]M"#, "%b %e, %Y %I:%M:%S %p", "%b %e, %Y, %I:%M:%S %p"),
        TimeShape(
            #"\d\d?[- ][A-Z][a-z]{2}[- ]\d{4} \d\d:\d\d:\d\d[.,]\d+"#, "%d-%b-%Y %H:%M:%S%L", "%d %b %Y %H:%M:%S%L"),
        TimeShape(#"\d\d?[- ][A-Z][a-z]{2}[- ]\d{4} \d\d:\d\d:\d\d"#, "%d-%b-%Y %H:%M:%S", "%d %b %Y %H:%M:%S"),
        TimeShape(#"\d\d?\.\d\d?\.\d{4} \d\d:\d\d:\d\d[.,]\d+"#, "%d.%m.%Y %H:%M:%S%L"),
        TimeShape(#"\d\d?\.\d\d?\.\d{4} \d\d:\d\d:\d\d"#, "%d.%m.%Y %H:%M:%S"),
        TimeShape(#"\d\d?/\d\d?/\d{4},? \d\d?:\d\d:\d\d [AP]M"#, "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y, %I:%M:%S %p"),
        TimeShape(#"\d\d?/\d\d?/\d{4} \d\d:\d\d:\d\d[.,]\d+"#, "%m/%d/%Y %H:%M:%S%L", "%d/%m/%Y %H:%M:%S%L"),
        TimeShape(#"\d\d?/\d\d?/\d{4} \d\d:\d\d:\d\d"#, "%m/%d/%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S"),
        TimeShape(#"\d{8}[ T-]\d\d:\d\d:\d\d[.,]\d+"#, "%Y%m%d %H:%M:%S%L", "%Y%m%dT%H:%M:%S%L", "%Y%m%d-%H:%M:%S%L"),
        TimeShape(#"\d{8}[ T-]\d\d:\d\d:\d\d"#, "%Y%m%d %H:%M:%S", "%Y%m%dT%H:%M:%S", "%Y%m%d-%H:%M:%S"),
        TimeShape(#"\d{8}[ T-]\d{6}"#, "%Y%m%d %H%M%S", "%Y%m%dT%H%M%S", "%Y%m%d-%H%M%S"),
        TimeShape(#"\d{6} \d\d:\d\d:\d\d"#, "%y%m%d %H:%M:%S"),
        TimeShape(#"1\d{12}"#, "unix_ms"),
        TimeShape(#"1\d{9}(?:\.\d+)?"#, "unix"),
        TimeShape(#"\d\d:\d\d:\d\d[.,]\d+"#, "%H:%M:%S%L"),
        TimeShape(#"\d\d:\d\d:\d\d"#, "%H:%M:%S"),
    ]
}
