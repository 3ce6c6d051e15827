import Model
import WireFormat

/// A rule file whose failing tests expect what came of their logs. All but their `expect` is as it was, byte for byte.
package struct Renewal: Sendable {
    /// As the file was read.
    package let original: [UInt8]
    /// As it should be written.
    package let bytes: [UInt8]
    /// The names of the tests that are renewed, in their order.
    package let tests: [String]

    /// Nil if no test of the file fails, or if what came cannot be written in its place (an alias stands there).
    package init?(of path: String, in sources: RuleSources, _ context: RuleContext) {
        guard let source = sources.sources.first(where: { $0.path.description == path }),
            let file = RuleBook(sources, in: context).files.first(where: { $0.path == path })
        else { return nil }
        let failing = zip(file.tests, file.testRuns).filter { !$1.outcome.failures.isEmpty }
        guard !failing.isEmpty else { return nil }
        var edits = ExpectationEdits(SourceOffsets(source.bytes))
        for (test, run) in failing { edits.renew(test, to: run.events) }
        (original, bytes, tests) = (source.bytes, edits.applied(), failing.map(\.0.name))
        guard isSound(file, path, sources, context) else { return nil }
    }

    /// Whether the new text has the same tests, and all of them pass.
    private func isSound(_ before: RuleFile, _ path: String, _ sources: RuleSources, _ context: RuleContext) -> Bool {
        var renewed = sources
        renewed.replace(path, by: bytes)
        guard let file = RuleBook(renewed, in: context).files.first(where: { $0.path == path }) else { return false }
        return file.tests.map(\.name) == before.tests.map(\.name) && file.tests.map(\.log) == before.tests.map(\.log)
            && file.testRuns.allSatisfy { $0.outcome.failures.isEmpty }
    }
}
