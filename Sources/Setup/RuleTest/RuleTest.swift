/// A test that a rule file carries: a piece of a log, and the events that must come of it, no more and no fewer.
package struct RuleTest: Sendable {
    /// As given, else `number 3`.
    package var name: String
    /// Where it stands; faults of the test as a whole are told there.
    let node: YAMLNode
    /// All of it, as written.
    let source: YAMLNode
    /// `expect` and what stands behind it.
    let expectation: YAMLEntry?
    /// The bytes as a file would hold them.
    package let log: [UInt8]
    let expected: [ExpectedEvent]
    /// How long nothing more is written behind the log; nil if nothing is said of that.
    let silence: Duration?

    static let silences = Duration.zero ... .seconds(4_000 * 86_400)

    /// Nil if it cannot be run; why joins `findings`.
    init?(_ node: YAMLNode, number: Int, findings: inout [Diagnostic]) {
        let fields = Fields(node, of: "a test", Self.keys, findings: &findings)
        name = fields.text("name", findings: &findings) ?? "number \(number)"
        (self.node, source, expectation) = (fields["name"] ?? node, node, fields.entry("expect"))
        let log = fields.text("log", findings: &findings)
        guard case .mapping = node.content else {
            if node.isNull { findings.append(node.error("an empty test", help: "take its '-' away")) }
            return nil
        }
        if fields.isMissing("log") { findings.append(node.error("a test needs 'log', the text of a log")) }
        guard let expectNode = fields["expect"] else {
            let help = "a list of events; [] for a log that no event comes of"
            findings.append(node.error("a test needs 'expect'", help: help))
            return nil
        }
        guard case .sequence(let events) = expectNode.content else {
            findings.append(expectNode.error("'expect' must be a list of events, not \(expectNode.kind)"))
            return nil
        }
        expected = events.map { ExpectedEvent($0, findings: &findings) }
        silence = fields.duration("silence", Self.silences, findings: &findings)
        guard let log else { return nil }
        self.log = Array(log.utf8)
    }
}
