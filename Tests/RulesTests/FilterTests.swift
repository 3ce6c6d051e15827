import Exceptionless
import Model
import Rules
import Testing

@Suite("Defaults and filters of a template")
struct FilterTests {
    private let entry = record(
        "user 'eve' (0x7ffe12) took 1,234.5 ms", level: .error,
        fields: [("path", "/Shop/Órder"), ("user", ""), ("padded", "  x ")])

    @Test(
        "are taken in their order",
        arguments: [
            ("${path|lower}", "/shop/órder"), ("${path|upper}", "/SHOP/ÓRDER"), ("[${padded|trim}]", "[x]"),
            ("${user|-}", "-"), ("${nobody|-}", "-"), ("${path|-}", "/Shop/Órder"),
            ("${user|NONE|lower}", "none"), ("${user|lower|NONE}", "NONE"), ("${user|a|b}", "a"),
            ("${path|number|0}", "0"), ("${user|no user}", "no user"),
            ("${message|stable}", "user … (0) took 0,0.0 ms"),
        ])
    func steps(text: String, expected: String) throws {
        #expect(try draft(entry, rule { $0.message = try Template(text) }).event.message == expected)
    }

    @Test(
        "a text in quotes is never a filter, and may hold what ends a field",
        arguments: [
            ("${user|'lower'}", "lower"), ("${user|'}|'}!", "}|!"), ("${user|'it''s'}", "it's"),
            ("${user|''|x}", "x"), ("${user|'a'|upper}", "A"),
        ])
    func quoted(text: String, expected: String) throws {
        #expect(try draft(entry, rule { $0.message = try Template(text) }).event.message == expected)
    }

    @Test(
        "faults have a place",
        arguments: [
            ("${a|}", 4, "a filter or a text is to stand behind '|'; it can be: lower, upper, trim, number, stable"),
            ("x${a|'b}", 5, "the text has no closing quote"),
            ("${a|'b'c}", 7, "only '|' or '}' can stand behind a text in quotes"),
            ("${a|b", 0, "'${' has no '}'; '$$' stands for a dollar sign"),
            ("${a|'b'", 0, "'${' has no '}'; '$$' stands for a dollar sign"),
            ("${|b}", 0, "'${}' names no field"),
        ])
    func faults(text: String, position: Int, message: String) {
        let fault = #expect(throws: TemplateFault.self) { try Template(text) }
        #expect(fault?.position == position)
        #expect(fault?.message == message)
    }

    @Test("what may be a slip is mentioned with its place")
    func mentions() throws {
        let mentions = try Template("a ${path|lowr} ${user|'lowr'}").mentions
        #expect(
            mentions == [
                .field(.path, position: 2), .bareDefault("lowr", position: 9), .field(.capture("user"), position: 15),
            ])
    }

    @Test(
        "the first number counts",
        arguments: [
            ("17", "17"), ("took 12ms", "12"), ("-5", "-5"), ("a-5", "5"), ("1,234,567.50", "1234567.5"),
            ("1,5", "1"), ("12,3456", "12"), ("0.005", "0.005"), (".5s", "0.5"), ("v.5", "5"), ("1e3", "1000"),
            ("1e", "1"), ("2e5x", "2"), ("1.2.3", "1.2"), ("3.", "3"), ("none", ""), ("", ""), ("1e999", ""),
            ("9007199254740993", "9007199254740992.0"),
        ])
    func numbers(text: String, expected: String) throws {
        let entry = record("x", fields: [("n", text)])
        #expect(try draft(entry, rule { $0.message = try Template("<${n|number}>") }).event.message == "<\(expected)>")
    }

    @Test(
        "a stable text is the same at each occurrence",
        arguments: [
            ("order 17 of 'Ann' failed", "order 4711 of 'Bob Ray' failed"),
            ("can't read \"/tmp/a\" at 0x7ffe", "can't read \"/srv/b c\" at 0x1"),
            ("session 6f1c2d3e4a5b lost", "session 00ab12cd34ef lost"),
            ("id 123e4567-e89b-12d3-a456-426614174000 gone", "id 00000000-aaaa-bbbb-cccc-426614174fff gone"),
            ("`a' not found", "`bc' not found"), ("10.0.0.1:80 refused", "192.168.77.250:443 refused"),
        ])
    func stable(first: String, second: String) throws {
        let made = try rule { $0.message = try Template("${line|stable}") }
        let texts = try [first, second].map { try draft(record($0), made).event.message }
        #expect(texts[0] == texts[1] && texts[0] != first)
    }

    @Test(
        "a stable text keeps what tells one fault from another",
        arguments: [
            "can't open the file, won't wait", "users' files, hosts' names", "deadbeef", "facade decade", "404",
            "it's 'open",
        ])
    func kept(text: String) throws {
        #expect(try draft(record(text), rule { $0.message = try Template("${line|stable}") }).event.message == text)
    }
}
