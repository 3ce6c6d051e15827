import WireFormat

/// Where it happened, as the official client writes it: one text for each call, innermost first, in Ruby's shape
/// (``Shop.java:17:in `com.acme.Shop.pay'``); causes follow in the same list.
struct Backtrace {
    /// One at least.
    private(set) var lines: [String] = []
    /// Made up of the log's name, as nothing told of any call. It has no line number, so that equal events are equal.
    private(set) var isSynthetic = false

    init(of event: ToldEvent, _ limits: DocumentLimits) {
        if let error = event[data: "@error"] { addChain(of: error) }
        if lines.isEmpty, let error = event[data: "@simple_error"] { addChain(of: error) }
        if lines.isEmpty { add(text: event[data: "@stack"]?["stack_trace"]?.text) }
        if lines.isEmpty {
            isSynthetic = true
            lines = ["\(event.file ?? "(unknown)"):in `\(event.source)'"]
        }
        cut(to: limits)
    }

    /// The server's own grouping: equal hashes are one error. Nil where nothing tells errors apart.
    var hash: String? { isSynthetic ? nil : md5(Array(lines.joined().utf8)) }

    private mutating func cut(to limits: DocumentLimits) {
        let countMax = limits.backtraceLinesMax
        if lines.count > countMax {
            let head = countMax / 5 * 4
            let tail = countMax - head - 1
            let mark = "... \(lines.count - head - tail) frames omitted"
            lines = lines.prefix(head) + [mark] + lines.suffix(tail)
        }
        lines = lines.map { $0.fitting(limits.backtraceLineBytesMax) }
    }

    /// The exception and its causes, outermost first; each has frames or a text.
    private mutating func addChain(of error: JSONValue) {
        var next: JSONValue? = error
        while let error = next {
            if let text = error["stack_trace"]?.text { add(text: text) } else { addFrames(of: error) }
            next = error["inner"]
            if let heading = next?.heading { lines.append("Caused by: \(heading)") }
        }
    }

    private mutating func addFrames(of error: JSONValue) {
        let frames = (error["stack_trace"]?.elements ?? []).compactMap(\.asFrame)
        let data = error["data"]
        lines += frames
        if frames.isEmpty, let place = data?["location"]?.told { lines.append(place) }
        if let elided = data?["elided_frames"]?.integer, elided > 0 { lines.append("... \(elided) more") }
        addOthers(of: data)
    }

    private mutating func add(text: String?) {
        let parts = (text ?? "").split(whereSeparator: \.isNewline).map { String($0).trimmed }
        lines += parts.filter { !$0.isEmpty }
    }

    /// Exceptions beside the chain: the members of a group, and those that were suppressed.
    private mutating func addOthers(of summary: JSONValue?) {
        for (number, member) in (summary?["members"]?.elements ?? []).enumerated() {
            add(other: member, as: "Member \(number + 1)")
        }
        for other in summary?["suppressed"]?.elements ?? [] { add(other: other, as: "Suppressed") }
    }

    /// `summary` is nested no deeper than JSON is read.
    private mutating func add(other summary: JSONValue, as name: String) {
        lines.append(name + (summary.heading.map { ": \($0)" } ?? ""))
        lines += (summary["stack_trace"]?.elements ?? []).compactMap(\.told)
        for cause in summary["causes"]?.elements ?? [] { add(other: cause, as: "Caused by") }
        addOthers(of: summary)
    }
}

extension JSONValue {
    /// `CLASS: MESSAGE` of an exception, as far as it has them.
    fileprivate var heading: String? {
        let parts = [self["type"]?.told, self["message"]?.told].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ": ")
    }

    /// A frame in Ruby's shape; nil if it says nothing.
    fileprivate var asFrame: String? {
        let space = self["declaring_namespace"]?.told
        let type = [space, self["declaring_type"]?.told].compactMap(\.self)
            .joined(separator: space?.contains("\\") == true ? "\\" : ".")
        let method = [type, self["name"]?.told ?? ""].filter { !$0.isEmpty }.joined(separator: ".")
        let file = self["file_name"]?.told
        guard file != nil || !method.isEmpty else { return nil }
        let line = file == nil ? nil : self["line_number"]?.integer.map { String($0) }
        return ([file ?? "(unknown)", line].compactMap(\.self) + (method.isEmpty ? [] : ["in `\(method)'"]))
            .joined(separator: ":")
    }
}
