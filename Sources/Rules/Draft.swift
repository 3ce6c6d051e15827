package import Exceptionless
package import Model

/// An event that a rule made of a record, before redaction and the project's settings.
package struct Draft: Sendable {
    package var event: Event
    /// The rule that made it.
    package var rule: String
    package var level: Level?
    /// The bytes of the file that the record covers.
    package var range: Range<ByteOffset>
    /// The id that its place in the file gives it; `event.referenceID` is another one only if the rule says so.
    package var placeID: String
}

/// Makes an event of a record by a rule's template.
struct Drafting {
    let template: EventTemplate
    /// The fields that the template shows somewhere.
    let shown: Set<FieldName>
    let rule: String
    /// How many events the record has become before.
    let index: Int

    func draft(of subject: Subject) -> Draft {
        let record = subject.record
        let placeID = placeID(of: subject)
        let level = text(template.level, subject).flatMap { Level(word: $0) } ?? record.level
        var event = Event(type: type(of: subject), date: record.time ?? record.text.readAt)
        event.message = message(of: subject)
        if record.repeats > 1 { event.count = record.repeats }
        event.level = level?.name
        event.submissionMethod = subject.origin.method.rawValue
        event.environment = subject.origin.host?.environment
        event.version = text(template.version, subject)
        event.tags = template.tags.compactMap { text($0, subject) } + (record.isAmbiguous ? ["ambiguous"] : [])
        event.value = text(template.value, subject).flatMap { Double($0) }
        event.geo = text(template.geo, subject).flatMap { EventLimits.isGeo($0) ? $0 : nil }
        event.referenceID = referenceID(of: subject) ?? placeID
        addSession(of: subject, to: &event)
        event.user = user(of: subject)
        event.request = request(of: subject)
        event.source = source(of: subject, event)
        addTrace(of: subject, to: &event)
        addData(of: subject, to: &event)
        return Draft(event: event, rule: rule, level: level, range: record.text.range, placeID: placeID)
    }

    /// What the template gives, without blanks around it; nil for no template and for nothing.
    func text(_ template: Template?, _ subject: Subject) -> String? {
        guard let text = template?.render(subject).trimmed, !text.isEmpty else { return nil }
        return text
    }

    private func type(of subject: Subject) -> String {
        if let type = text(template.type, subject) { return type }
        return subject.record.trace != nil || subject.record.traceText != nil ? "error" : "log"
    }

    private func message(of subject: Subject) -> String? {
        if let template = template.message { return text(template, subject) }
        if !subject.record.message.isEmpty { return String(decoding: subject.record.message, as: UTF8.self) }
        let exception = subject.record.trace?.exception
        return exception?.message ?? exception?.className
    }

    /// A `404` is about what was asked for, and settings name that: so its source is the path, as official clients send
    /// it.
    private func source(of subject: Subject, _ event: Event) -> String? {
        if let source = text(template.source, subject) { return source }
        if event.type == "404", let path = event.request?.path { return path }
        return subject.value(of: .source).map { String(decoding: $0, as: UTF8.self) }
    }

    private func user(of subject: Subject) -> UserInfo? {
        let user = UserInfo(identity: text(template.user?.identity, subject), name: text(template.user?.name, subject))
        return user.identity == nil && user.name == nil ? nil : user
    }
}

// MARK: - Ids

extension Drafting {
    /// The same for the same record of the same file by the same rule, in every run and on every machine.
    private func placeID(of subject: Subject) -> String {
        var hash = StableHash()
        hash.combine(subject.origin.project)
        hash.combine(Int64(truncatingIfNeeded: subject.origin.file.value))
        hash.combine(Int64(truncatingIfNeeded: subject.origin.file.value >> 64))
        hash.combine(Int64(subject.origin.generation))
        hash.combine(subject.record.text.range.lowerBound.value)
        // Two rule files that read one file may have rules of the same name, such as the built-in ones.
        hash.combine(subject.origin.ruleFile)
        hash.combine(rule)
        hash.combine(Int64(index))
        return hash.hex
    }

    /// What the rule wants for an id: itself if the server takes it, else a hash, so that equal texts stay equal.
    private func referenceID(of subject: Subject) -> String? {
        guard let wanted = text(template.referenceID, subject) else { return nil }
        return id(of: wanted, among: rule, subject)
    }

    /// One rule sees the login and another one the logout, so that the rule has no part in the id.
    private func addSession(of subject: Subject, to event: inout Event) {
        guard let wanted = text(template.session, subject) else { return }
        let id = id(of: wanted, among: "session", subject)
        if event.type == "session" { event.referenceID = id } else { event.references["session"] = id }
    }

    private func id(of wanted: String, among kind: String, _ subject: Subject) -> String {
        guard !EventLimits.isReferenceID(wanted) else { return wanted }
        var hash = StableHash()
        hash.combine(subject.origin.project)
        hash.combine(kind)
        hash.combine(wanted)
        return hash.hex
    }
}
