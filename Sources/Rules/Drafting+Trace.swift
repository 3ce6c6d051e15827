import Exceptionless
import Model
import WireFormat

extension Drafting {
    /// `@error` where the trace says more than an exception's name, else `@simple_error` with its text; and for errors
    /// `@stack`.
    func addTrace(of subject: Subject, to event: inout Event) {
        let record = subject.record
        let text = record.traceText.map { String(decoding: $0, as: UTF8.self) }
        let signature = record.trace.map(Signature.init)
        if let trace = record.trace, trace.isStructured {
            event.error = ErrorInfo(trace, target: signature?.target)
        } else if let exception = record.trace?.exception {
            event.simpleError = SimpleErrorInfo(
                type: exception.className, message: exception.message, stackTrace: text)
        } else if let text {
            event.simpleError = SimpleErrorInfo(message: event.message, stackTrace: text)
        }
        event.stack = stack(of: subject, event, signature, text)
    }

    /// The rule's own grouping, else the trace's; other events stack by type and source, which needs no word.
    private func stack(
        of subject: Subject, _ event: Event, _ signature: Signature?, _ text: String?
    ) -> StackInfo? {
        let title = self.text(template.stack?.title, subject)
        let values = (template.stack?.by ?? []).compactMap { self.text($0, subject) }
        let own = values.enumerated().map { StackInfo.SignaturePart("Part\($0 + 1)", $1) }
        let isError = event.type == "error" && signature != nil
        guard title != nil || !own.isEmpty || isError else { return nil }
        var stack = StackInfo(title: title, signature: own)
        if isError, let signature {
            stack.title = title ?? signature.title
            if own.isEmpty { stack.signature = signature.parts }
            stack.stackTrace = text?.cut(toBytes: EventLimits.stackTextMax)
        }
        return stack
    }
}

extension Trace {
    /// Whether it has frames, a place or other exceptions, for which `@simple_error` has no members.
    fileprivate var isStructured: Bool {
        let others = causes + exception.suppressed + exception.members
        return !others.isEmpty || !exception.frames.isEmpty || exception.location != nil
    }
}

extension String {
    /// The beginning of the text within `limit` bytes, at a line's end where one is near.
    fileprivate func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        let kept = utf8.prefix(limit)
        guard let lineEnd = kept.lastIndex(of: UInt8(ascii: "\n")), kept.distance(from: startIndex, to: lineEnd) > 0
        else { return String(decoding: kept, as: UTF8.self) }
        return String(decoding: kept[..<lineEnd], as: UTF8.self)
    }
}
