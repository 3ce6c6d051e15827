import Agent
import Model
import Patterns
import Rules
import Setup
import Testing

@Suite("the agent tells of a pattern that is switched off")
struct PatternAlarmTests {
    private func rules() throws -> RuleFile {
        var file = try World.rules()
        let slow = Rule(
            name: "slow", when: [.matches(.message, try Pattern("^(a+)+$"))], action: .event(EventTemplate()))
        file.rules = RuleSet([slow] + RuleSet.builtIn)
        return file
    }

    @Test("in its log and its status, until rules are loaded anew; and no line is lost")
    func alarm() throws {
        var dialogue = try Dialogue(rules: [rules()])
        dialogue.look()
        for order in 1...4 {
            try dialogue.write(line(String(repeating: "a", count: 40) + " \(order)"))
            dialogue.wait()
        }
        let said = dialogue.said.filter { $0.contains("rule 'slow', message") }
        #expect(said.count == 1 && said.first?.contains("switched off") == true, "\(dialogue.said)")
        #expect(dialogue.pipeline.status.troubles == said)
        #expect(try dialogue.deliver().count == 4)

        dialogue.reload([try rules()])
        #expect(dialogue.pipeline.status.troubles.isEmpty)
        #expect(dialogue.said.contains { $0.contains("is in force again") })
    }
}
