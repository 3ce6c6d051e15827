import Model
import Setup
import Testing

@Suite("Renewing what tests expect")
struct RenewalTests {
    /// Three entries: what comes of them is known.
    private static let head = """
        # The shop's own log
        record: { pattern: '^(?<level>[A-Z]+) (?<source>\\w+): (?<message>.*)' }
        tests:
          - name: passes
            log: "ERROR shop: a"   # at night
            expect: [{  message:   a  }]

        """

    @Test("only the values that differ change, in the quotes that they had")
    func values() throws {
        let test = """
              - name: values   # of a test
                log: "ERROR shop: it's b: c"
                expect:
                  # what comes first
                  - type: error         # wrong
                    level: warn
                    message: 'it''s b'   # cut
                    source: "stock"

                # behind it
            """
        let renewed = try #require(renewal(of: test))
        #expect(renewed.tests == ["values"])
        let wanted = test.replacing("type: error ", with: "type: log ").replacing("level: warn", with: "level: error")
            .replacing("'it''s b'", with: "'it''s b: c'").replacing("\"stock\"", with: "\"shop\"")
        #expect(text(renewed) == Self.head + wanted)
    }

    @Test("a value that is not there becomes ~, one that is there its text")
    func absent() throws {
        let test = "  - { name: a, log: 'ERROR shop: a', expect: [{ data: { b: c }, source: ~, tags: [x] }] }\n"
        let renewed = try #require(renewal(of: test))
        #expect(
            text(renewed)
                == Self.head
                + "  - { name: a, log: 'ERROR shop: a', expect: [{ data: { b: ~ }, source: shop, tags: ~ }] }\n")
    }

    @Test("whole lines go and come, and comments stay")
    func lines() throws {
        let test = """
              - name: lines
                log: |
                  ERROR shop: a
                  ERROR shop: b
                  ERROR shop: c
                expect:
                # the first
                - { message: a }  # one
                # the fourth
                - { message: d, source: nowhere, type: error }

            """
        let wanted = """
                - { message: b, source: shop, type: log }
                - { type: log, level: error, source: shop, message: c }
            """
        #expect(
            text(try #require(renewal(of: test)))
                == Self.head
                + test.replacing("    - { message: d, source: nowhere, type: error }", with: wanted))
    }

    @Test("events that come no more lose their lines")
    func fewer() throws {
        let test = """
              - name: fewer
                log: "ERROR shop: b"
                expect:
                  - { message: a, type: error, level: fatal, source: x }
                  - { message: b }
                  - message: c
                    type: error
                    source: y
                # behind
            """
        let renewed = try #require(renewal(of: test))
        #expect(
            text(renewed) == Self.head + """
                  - name: fewer
                    log: "ERROR shop: b"
                    expect:
                      - { message: b }
                    # behind
                """)
    }

    @Test("a list in brackets grows in its line, or into lines where it is too long")
    func brackets() throws {
        let short = "  - { name: a, log: 'ERROR shop: a', expect: [] }"
        let event = "{ type: log, level: error, source: shop, message: a }"
        #expect(
            text(try #require(renewal(of: short))) == Self.head + short.replacing("[]", with: "[\(event)]"))
        let message = String(repeating: "long ", count: 20) + "one"
        let long = "  - name: a\r\n    log: 'ERROR shop: \(message)'\r\n    expect: []\r\n    # end\r\n"
        #expect(
            text(try #require(renewal(of: long)))
                == Self.head
                + "  - name: a\r\n    log: 'ERROR shop: \(message)'\r\n    expect:\r\n"
                + "      - { type: log, level: error, source: shop, message: \(message) }\r\n    # end\r\n")
    }

    @Test("a list of lines that nothing comes of any more is []")
    func none() throws {
        let test = "  - name: a\n    log: DEBUG\n    expect:\n      - { type: log }\n    # end\n"
        #expect(
            text(try #require(renewal(of: test))) == Self.head
                + "  - name: a\n    log: DEBUG\n    expect: []\n    # end\n")
    }

    @Test("texts that YAML would read as something else are quoted, and characters of several bytes count as one")
    func quoting() throws {
        let test = "  - name: 'größer'\n    log: \"ERROR shop: #1: 'ä', \\t[x]\"\n    expect: [{ message: 'ö' }]  # ß\n"
        let renewed = try #require(renewal(of: test))
        #expect(text(renewed).hasSuffix("    expect: [{ message: \"#1: 'ä', \\t[x]\" }]  # ß\n"))
    }

    @Test("a text in a block, and a list in lines, become one line")
    func blocks() throws {
        let test = """
              - name: blocks
                log: "ERROR shop: a"
                expect:
                  - message: |
                      two
                      lines

                    tags:
                      - x
                      - y
                    # the level
                    level: warn
            """
        let renewed = try #require(renewal(of: test))
        let found = text(renewed)
        #expect(
            found.contains(
                "      - message: a\n\n        tags:\n          ~\n        # the level\n        level: error"))
    }

    @Test("where an alias stands nothing is written")
    func alias() {
        let test = "  - { name: &n a, log: 'ERROR shop: b', expect: [{ message: *n }] }\n"
        #expect(renewal(of: test) == nil)
    }

    @Test("a file whose tests pass, or that has a fault, is left alone")
    func nothing() {
        #expect(renewal(of: "") == nil)
        #expect(renewal(of: "  - { name: a, log: x, expect: [{ type: log }] }\nfils: x\n") == nil)
    }

    @Test("a byte order mark stays in front")
    func mark() throws {
        let bytes = [0xEF, 0xBB, 0xBF] + Array((Self.head + "  - { name: a, log: x, expect: [{}] }\n").utf8)
        let renewed = try #require(renewal(of: bytes))
        #expect(renewed.bytes == Array(bytes.dropLast(6)) + Array("] }\n".utf8))
    }

    @Test("any cut of lines and any values: all pass afterwards, and nothing else has changed")
    func every() throws {
        let expectations = [
            "[]", "[{}]", "[{ message: a }]", "[{ message: b }, { message: a }]", "[{ message: a }, {}, {}, {}]",
            "\n      - { type: error }", "\n      - message: c\n      - message: b\n      - message: a\n",
            "\n    - level: warn\n      # in between\n    - level: error",
        ]
        for expectation in expectations {
            for log in [
                "DEBUG", "ERROR shop: a", "ERROR shop: a\\nERROR shop: b", "ERROR s: c\\nERROR s: a\\nERROR s: d",
            ] {
                let test =
                    "  - name: a\n    log: \"\(log)\"\n    expect: \(expectation)\n"
                    + "  - { name: last, log: x, expect: [] }\n"
                guard let renewed = renewal(of: test) else {
                    #expect(
                        book(Array((Self.head + test).utf8)).map { CheckReport(checking: $0).isGood } == true, "\(test)"
                    )
                    continue
                }
                #expect(text(renewed).hasPrefix(Self.head + "  - name: a\n    log: \"\(log)\"\n    expect:"))
                #expect(text(renewed).hasSuffix("  - { name: last, log: x, expect: [] }\n"))
                #expect(book(renewed.bytes).map { CheckReport(checking: $0).isGood } == true)
            }
        }
    }

    // MARK: - Renewing

    private func text(_ renewal: Renewal) -> String { String(decoding: renewal.bytes, as: UTF8.self) }

    private func renewal(of test: String) -> Renewal? { renewal(of: Array((Self.head + test).utf8)) }

    private func renewal(of bytes: [UInt8]) -> Renewal? {
        let context = self.context(bytes)
        return Renewal(of: "/r/x.yaml", in: RuleSources(in: [Path("/r")], files: context.surroundings.files), context)
    }

    private func book(_ bytes: [UInt8]) -> RuleBook? { RuleBook.load([Path("/r")], in: context(bytes)) }

    private func context(_ bytes: [UInt8]) -> RuleContext {
        var files = MemoryFiles()
        files.files["/r/x.yaml"] = bytes
        return RuleContext(surroundings: Surroundings(variable: { _ in nil }, files: files))
    }
}
