import Patterns

/// One of a layout's patterns, with the places of the groups that mean something.
struct HeadForm: Sendable {
    let pattern: Pattern
    let time: Int?
    let level: Int?
    let source: Int?
    let message: Int?
    let status: Int?

    init(_ pattern: Pattern) {
        self.pattern = pattern
        time = pattern.names.firstIndex(of: "time")
        level = pattern.names.firstIndex(of: "level")
        source = pattern.names.firstIndex(of: "source")
        message = pattern.names.firstIndex(of: "message")
        status = pattern.names.firstIndex(of: "status")
    }
}
