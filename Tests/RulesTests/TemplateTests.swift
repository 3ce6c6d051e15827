import Exceptionless
import Model
import Rules
import Testing

@Suite struct Templates {
    @Test(
        arguments: [
            ("plain", "plain"), ("", nil), ("${order}", "17"), ("Order ${order}: ${reason}!", "Order 17: no funds!"),
            ("${unknown}", nil), ("[${unknown}]", "[]"), ("$$5 and $5 and $", "$5 and $5 and $"),
            ("$${order}", "${order}"), ("$$${order}", "$17"), ("${@t}/${a.b-c}", "time/nested"),
            ("${message}", "order 17 declined: no funds"), ("${source} ${level}", "billing Error"),
            ("${path}", "/var/log/billing/app.log"), ("ä${order}ö", "ä17ö"),
        ])
    func render(text: String, expected: String?) throws {
        let entry = record(
            level: .error, fields: [("order", "17"), ("reason", "no funds"), ("@t", "time"), ("a.b-c", "nested")])
        #expect(try draft(entry, rule { $0.message = try Template(text) }).event.message == expected)
    }

    @Test(
        arguments: [
            ("${order", 0, "'${' has no '}'; '$$' stands for a dollar sign"),
            ("ab${", 2, "'${' has no '}'; '$$' stands for a dollar sign"),
            ("a ${} b", 2, "'${}' names no field"),
            ("${or der}", 4, "a field's name has letters, digits and '_ . - @' only"),
        ])
    func faultsHaveAPlace(text: String, position: Int, message: String) {
        let fault = #expect(throws: TemplateFault.self) { try Template(text) }
        #expect(fault?.position == position)
        #expect(fault?.message == message)
    }

    @Test func bytesThatAreNoTextAreReplaced() throws {
        var entry = record()
        entry.fields = [Record.Field(name: "x", value: [0x61, 0xFF, 0xC3, 0x62])]
        #expect(try draft(entry, rule { $0.message = try Template("<${x}>") }).event.message == "<a\u{FFFD}\u{FFFD}b>")
    }

    @Test func whatTheRuleCapturesHidesTheRecordsOwn() throws {
        let captured = try rule(when: [matching("message", "order (?<order>\\d+)")]) {
            $0.message = try Template("${order}")
        }
        #expect(try draft(record(fields: [("order", "the record's")]), captured).event.message == "17")
    }

    @Test func tellTheirFields() throws {
        #expect(try Template("${a}${message}").fields == [.capture("a"), .message])
    }

    @Test func areBounded() throws {
        let text = String(repeating: "${message}", count: 1_000)
        let event = try draft(record(String(repeating: "x", count: 10_000)), rule { $0.message = try Template(text) })
            .event
        #expect(event.message?.utf8.count == 1 << 20)
    }
}
