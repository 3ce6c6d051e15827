import Model
import Rules

/// Reads `event`: what a rule makes of a record.
struct EventTemplateReader {
    /// The fields that a template may show; nil for any.
    let fields: [String]?
    var findings: [Diagnostic] = []

    init(fields: [String]?) { self.fields = fields }

    mutating func template(_ node: YAMLNode) -> EventTemplate {
        let event = Fields(node, of: "an event", Self.keys, findings: &findings)
        var template = EventTemplate()
        template.type = type(event)
        template.message = self.template("message", event)
        template.source = self.template("source", event)
        template.level = level(event)
        template.tags = templates("tags", event)
        template.value = self.template("value", event)
        template.referenceID = self.template("reference_id", event)
        template.session = self.template("session", event)
        template.geo = self.template("geo", event)
        template.version = self.template("version", event)
        template.user = user(event)
        template.request = request(event)
        template.data = data(event)
        template.stack = stack(event)
        return template
    }

    // MARK: - Members

    /// One too long would make the server throw away the whole batch.
    private mutating func type(_ event: Fields) -> Template? {
        let type = template("type", event)
        if let type, let node = event["type"], type.text.isEmpty || type.text.count > 100 {
            findings.append(node.error("a type has 1 to 100 characters"))
        }
        return type
    }

    private mutating func level(_ event: Fields) -> Template? {
        guard let template = template("level", event), let node = event["level"] else { return nil }
        if template.fields.isEmpty, Fields.level(template.text, at: node, findings: &findings) == nil { return nil }
        return template
    }

    private mutating func user(_ event: Fields) -> EventTemplate.User? {
        guard let node = event["user"] else { return nil }
        let user = Fields(node, of: "'user'", Self.userKeys, findings: &findings)
        return EventTemplate.User(identity: template("identity", user), name: template("name", user))
    }

    private mutating func request(
        _ event: Fields
    ) -> [(member: EventTemplate.RequestMember, value: Template)] {
        guard let node = event["request"] else { return [] }
        _ = Fields(node, of: "'request'", Self.requestKeys, findings: &findings)
        return (event.pairs("request", findings: &findings) ?? []).compactMap { entry in
            guard let member = EventTemplate.RequestMember(rawValue: entry.name) else { return nil }
            return template(entry.value).map { (member, $0) }
        }
    }

    private mutating func data(_ event: Fields) -> [(name: String, value: Template)] {
        (event.pairs("data", findings: &findings) ?? []).compactMap { entry in
            if entry.name.hasPrefix("@") {
                findings.append(entry.key.error("names that begin with '@' are the protocol's own"))
                return nil
            }
            return template(entry.value).map { (entry.name, $0) }
        }
    }

    private mutating func stack(_ event: Fields) -> EventTemplate.Stack? {
        guard let node = event["stack"] else { return nil }
        let stack = Fields(node, of: "'stack'", Self.stackKeys, findings: &findings)
        return EventTemplate.Stack(title: template("title", stack), by: templates("by", stack))
    }

    // MARK: - Templates

    private mutating func template(_ name: String, _ fields: Fields) -> Template? {
        fields[name].flatMap { template($0) }
    }

    private mutating func templates(_ name: String, _ fields: Fields) -> [Template] {
        (fields.list(name, of: "texts", findings: &findings) ?? []).compactMap { template($0) }
    }

    private mutating func template(_ node: YAMLNode) -> Template? {
        TemplateReader(fields: fields).template(node, findings: &findings)
    }
}
