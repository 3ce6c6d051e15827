/// The event that a rule makes: a template for each of its members. What is left out comes from the record.
package struct EventTemplate: Sendable {
    /// `error` for a record with a trace, else `log`.
    package var type: Template?
    /// The record's message, else its exception's.
    package var message: Template?
    /// The logger, else the rule file's name.
    package var source: Template?
    /// Any usual name of a level; the record's own where it renders to none.
    package var level: Template?
    /// Tags that render to nothing are left out.
    package var tags: [Template] = []
    /// A number; left out where it renders to none.
    package var value: Template?
    /// Where it renders to an id in the server's grammar that is the event's id, any other text is hashed to one. By
    /// default the id comes from the record's place in its file.
    package var referenceID: Template?
    /// `latitude,longitude`; left out where it renders to none.
    package var geo: Template?
    /// The session that the event belongs to, or that an event of type `session` opens. An id in the server's grammar
    /// is taken as it is, any other text is hashed to one, so that the events of equal texts meet.
    package var session: Template?
    package var user: User?
    /// In the order of the rule file.
    package var request: [(member: RequestMember, value: Template)] = []
    package var version: Template?
    /// Members that render to nothing are left out.
    package var data: [(name: String, value: Template)] = []
    package var stack: Stack?

    package init() {}

    /// Any event with an identity makes the server keep a session.
    package struct User: Sendable {
        package var identity: Template?
        package var name: Template?

        package init(identity: Template? = nil, name: Template? = nil) {
            (self.identity, self.name) = (identity, name)
        }
    }

    /// Which events stack together.
    package struct Stack: Sendable {
        package var title: Template?
        /// Events with the same values are one stack; without any, the trace decides.
        package var by: [Template]

        package init(title: Template? = nil, by: [Template] = []) { (self.title, self.by) = (title, by) }
    }

    /// The members of `request` that a rule may set, by the server's names.
    package enum RequestMember: String, CaseIterable, Sendable {
        case clientIPAddress = "client_ip_address"
        case httpMethod = "http_method"
        /// A query behind it becomes `query_string`.
        case path
        case userAgent = "user_agent"
        case host
        case port
        case isSecure = "is_secure"
        case referrer
    }

    /// Every field that some template shows, so that it need not stand in `data.fields` again.
    var fields: Set<FieldName> {
        var templates = [type, message, source, level, value, referenceID, session, geo, version]
        templates += [user?.identity, user?.name]
        templates += tags + request.map(\.value) + data.map(\.value) + [stack?.title] + (stack?.by ?? [])
        return Set(templates.compactMap(\.self).flatMap(\.fields))
    }
}
