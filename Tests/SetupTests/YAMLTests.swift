import Setup
import Testing

/// What libyaml's events become, and what is refused.
@Suite struct YAMLTests {
    @Test func everyNodeKnowsItsPlace() throws {
        let root = try #require(yaml("a: 1\nb:\n  - 'x'\n  - { c: d }\n").root)
        #expect(root.at("a")?.start == Mark(line: 1, column: 4))
        #expect(root.at("b", 0)?.start == Mark(line: 3, column: 5))
        #expect(root.at("b", 0)?.end == Mark(line: 3, column: 8))
        #expect(root.at("b", 1, "c")?.start == Mark(line: 4, column: 10))
    }

    @Test func columnsCountCharactersNotBytes() throws {
        let root = try #require(yaml("{ ä: 'öü', b: c }").root)
        #expect(root.at("b")?.start == Mark(line: 1, column: 15))
    }

    @Test func anEmptyTextIsAnEmptyMapping() throws {
        for text in ["", "\n\n", "# only a comment\n", "---\n", "~"] {
            let read = yaml(text)
            guard case .mapping(let entries)? = read.root?.content else { Issue.record("\(text)"); continue }
            #expect(entries.isEmpty && read.diagnostics.isEmpty)
        }
    }

    @Test(arguments: [
        ("a: 'x(y'", 2), ("a: x(y", 1), ("a: \"\\x41(y\"", 1), ("a: 'it''s(y'", 4), ("a: |\n  first\n  x(y", 7),
    ])
    func aByteOfAScalarHasAPlaceInTheFile(text: String, offset: Int) throws {
        let node = try #require(yaml(text).root?.at("a"))
        let place = node.place(ofByte: offset)
        let found = Array(place.quoted.unicodeScalars)[place.mark.column - 1]
        #expect(found == (text.contains("first") ? "(" : text.hasPrefix("a: 'x") ? "y" : "("))
    }

    @Test func aFoldedScalarHasOnlyItsBeginning() throws {
        let node = try #require(yaml("a: >\n  one\n  two").root?.at("a"))
        #expect(node.place(ofByte: 5).mark == Mark(line: 1, column: 4))
    }

    @Test func aliasesStandForTheirAnchors() throws {
        let root = try #require(yaml("a: &x [1, 2]\nb: *x").root)
        #expect(root.at("b", 1)?.scalar == "2")
    }

    @Test func aBombOfAliasesIsRefused() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            text +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",") + "]\n"
        }
        let isRefused = yaml(text).root == nil  // on its own: showing the tree would take for ever
        #expect(isRefused)
        #expect(messages(text) == ["more than 100000 values, aliases counted as often as used"])
    }

    @Test func depthIsBounded() {
        let text = String(repeating: "[", count: 2_000) + String(repeating: "]", count: 2_000)
        #expect(messages(text) == ["nested more than 32 levels deep"])
    }

    @Test func aliasesToNothingAndToThemselves() {
        #expect(messages("a: &hosts 1\nb: *hots") == ["there is no anchor '&hots'"])
        #expect(messages("a: &x [*x]") == ["'*x' stands within itself"])
    }

    @Test func repeatedKeysAreFaultsAndTheFirstIsKept() {
        let read = yaml("a: 1\nb: 2\na: 3\nb: 4")
        #expect(read.diagnostics.map(\.line) == [3, 4])
        #expect(read.root?.at("a")?.scalar == "1")
    }

    @Test func whatIsNoUTF8IsToldWithItsPlace() {
        let read = YAMLText(Array("a: 1\nb: x".utf8) + [0xFF] + Array("\n".utf8), name: "x.yaml")
        #expect(read.diagnostics.map(\.message) == ["this byte is not UTF-8"])
        #expect(read.diagnostics.first?.place?.mark == Mark(line: 2, column: 5))
        let utf16 = YAMLText([0xFF, 0xFE, 0x61, 0x00], name: "x.yaml")
        #expect(utf16.diagnostics.map(\.message) == ["it is UTF-16, not UTF-8"])
    }

    @Test func aByteOrderMarkAndCarriageReturnsAreNothing() throws {
        let read = YAMLText([0xEF, 0xBB, 0xBF] + Array("a: 1\r\nb: two\r\n".utf8), name: "x.yaml")
        #expect(read.diagnostics.isEmpty)
        #expect(read.root?.at("b")?.scalar == "two")
        #expect(read.root?.at("b")?.place.quoted == "b: two")
    }

    @Test func sizeIsBounded() {
        let text = "a: " + String(repeating: "x", count: YAMLText.bytesMax)
        #expect(messages(text) == ["it is larger than 1 MiB and was not read"])
    }

    @Test func controlCharactersAreRefusedInPlace() {
        let read = yaml("a: 1\nb: x\u{1}y")
        #expect(read.root == nil)
        #expect(read.diagnostics.first?.place?.mark == Mark(line: 2, column: 5))
    }

    @Test func tagsAndSecondDocumentsAreRefused() {
        #expect(messages("a: !include b") == ["the tag '!include' has no meaning here"])
        #expect(messages("a: 1\n---\nb: 2") == ["a second document begins here"])
    }

    @Test(arguments: [
        ("a: [1, 2", "close the list with ']'"), ("a:\n\tb: 1", "indent with blanks, not with tabs"),
        ("a: b: c", "put a value that holds ': ' in single quotes"),
        ("a: \"\\d\"", "put regular expressions in single quotes, where a backslash is a backslash"),
        ("a: 'open\nb: 1", "the quote that opens here is never closed"),
    ])
    func syntaxFaultsComeWithAWayOut(text: String, help: String) {
        #expect(yaml(text).diagnostics.map(\.help) == [help])
    }

    @Test func secretsAreNeverQuoted() throws {
        let read = YAMLText(Array("x: { api_key: s3cr3t, api_key: other }".utf8), name: "x", secretKeys: ["api_key"])
        let shown = try #require(read.diagnostics.first).rendered()
        #expect(!shown.contains("s3cr3t") && !shown.contains("other"))
        #expect(shown.contains("x: { api_key: ******, api_key: ***** }"))
        #expect(read.root?.at("x", "api_key")?.scalar == "s3cr3t")
    }

    private func yaml(_ text: String) -> YAMLText { YAMLText(Array(text.utf8), name: "x.yaml") }
    private func messages(_ text: String) -> [String] { yaml(text).diagnostics.map(\.message) }
}

/// A step into a tree: a key or an index.
protocol YAMLStep {}
extension String: YAMLStep {}
extension Int: YAMLStep {}

extension YAMLNode {
    func at(_ steps: any YAMLStep...) -> YAMLNode? {
        steps.reduce(self as YAMLNode?) { node, step in
            switch (node?.content, step) {
            case (.mapping(let entries)?, let name as String): entries.first { $0.name == name }?.value
            case (.sequence(let elements)?, let index as Int): elements.indices.contains(index) ? elements[index] : nil
            default: nil
            }
        }
    }
}
