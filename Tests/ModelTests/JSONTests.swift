import Testing
import WireFormat

@Suite struct JSONReading {
    @Test func everyKindOfValue() throws {
        let value = try JSONReader.parse(#" {"a":[1,-2,0.5,1e3,true,false,null,"x"],"b":{"c":{}}} "#)
        #expect(value["a"] == [1, -2, 0.5, 1000.0, true, false, .null, "x"])
        #expect(value["b"]?["c"] == .object(JSONObject()))
        #expect(value.object?.members.map(\.name) == ["a", "b"])
    }

    @Test func escapesAndSurrogatePairs() throws {
        #expect(try JSONReader.parse(#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é""#) == "\"\\/\u{8}\u{c}\n\r\té😀é")
    }

    @Test(arguments: [
        (#""\ud83d""#, "\u{FFFD}"), (#""\ude00x""#, "\u{FFFD}x"),
        (#""\ude00\ude00""#, "\u{FFFD}\u{FFFD}"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
        (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"), (#""\ud83d\n""#, "\u{FFFD}\n"),
    ])
    func loneSurrogatesAreReplaced(json: String, text: String) throws {
        #expect(try JSONReader.parse(json) == .string(text))
    }

    @Test func invalidUTF8IsReplaced() throws {
        #expect(try JSONReader.parse([0x22, 0x61, 0xFF, 0x62, 0x22]) == "a\u{FFFD}b")
        #expect(try JSONReader.parse([0x22, 0x5C, 0x6E, 0xC3, 0x22]) == "\n\u{FFFD}")
    }

    @Test func numbersBeyondIntegersAreDoubles() throws {
        #expect(try JSONReader.parse("9223372036854775807") == .integer(.max))
        #expect(try JSONReader.parse("-9223372036854775808") == .integer(.min))
        #expect(try JSONReader.parse("9223372036854775808") == .number(9.223372036854775808e18))
        #expect(try JSONReader.parse("-1e999") == .number(-Double.greatestFiniteMagnitude))
        #expect(try JSONReader.parse(String(repeating: "9", count: 60)) == .number(1e60))
    }

    @Test func theLastOfSeveralMembersCounts() throws {
        #expect(try JSONReader.parse(#"{"a":1,"b":2,"a":3}"#) == ["a": 3, "b": 2])
        let many = (0..<50).map { "\"k\($0 % 40)\":\($0)" }.joined(separator: ",")
        let object = try #require(try JSONReader.parse("{\(many)}").object)
        #expect(object.members.count == 40)
        #expect(object["k3"] == 43 && object["k17"] == 17)
    }

    @Test(arguments: [
        ("", 0), ("{", 1), (#"{"a" 1}"#, 5), (#"{"a":1,}"#, 7), ("[1 2]", 3), ("nul", 0), ("01", 0), ("1.", 2),
        ("-", 1),
        (#""a"#, 2), ("\"a\tb\"", 2), (#""\x""#, 2), (#""\u12g4""#, 5), ("1 x", 2), ("+1", 0), ("1e", 2), ("{1:2}", 1),
    ])
    func faultsHaveTheirPlace(json: String, offset: Int) {
        #expect { try JSONReader.parse(json) } throws: { ($0 as? JSONFault)?.offset == offset }
    }

    @Test func nestingIsBounded() throws {
        let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
        #expect(throws: Never.self) { try JSONReader.parse(deep(64)) }
        #expect { try JSONReader.parse(deep(65)) } throws: { ($0 as? JSONFault)?.offset == 64 }
        #expect(throws: JSONFault.self) { try JSONReader.parse(String(repeating: "[", count: 10_000)) }
    }

    @Test func aSliceIsReadFromItsOwnBeginning() throws {
        let bytes = Array(#"xx{"a":1}yy"#.utf8)
        #expect(try JSONReader.parse(bytes[2..<9]) == ["a": 1])
        #expect { try JSONReader.parse(bytes[2...]) } throws: { ($0 as? JSONFault)?.offset == 7 }
    }
}

@Suite struct JSONWriting {
    private func text(_ value: JSONValue) -> String { String(decoding: value.encoded(), as: UTF8.self) }

    @Test func compactAndInOrder() {
        #expect(text(["b": [1, .null, true, [], [:]], "a": "x"]) == #"{"b":[1,null,true,[],{}],"a":"x"}"#)
    }

    @Test func numbersAreShort() {
        #expect(text([1.0, 0.1, -2.5, 1e300, -0.0]) == "[1,0.1,-2.5,1e+300,-0]")
        #expect(text(.number(.nan)) == "null" && text(.number(.infinity)) == "null")
    }

    @Test func everyPlaceOfAnEscapeIsFound() throws {
        for hostile in ["\"", "\\", "\u{0}", "\u{1f}", "\n", "\u{7f}", "é", "\u{2028}", "😀"] {
            for before in 0..<20 {
                let value = JSONValue.string(
                    String(repeating: "a", count: before) + hostile + hostile + String(repeating: "!", count: 9))
                #expect(try JSONReader.parse(value.encoded()) == value)
            }
        }
        #expect(text("\u{1}\u{1f}\r\u{8}\u{c}/\u{2028}") == "\"\\u0001\\u001f\\r\\b\\f/\u{2028}\"")
    }

    @Test func bytesOfALogAreRepaired() {
        var writer = JSONWriter()
        writer.beginArray()
        writer.string(utf8: [0x61, 0xC3, 0x28, 0xFF])
        writer.string(utf8: Array("tab\t\"é".utf8))
        writer.endArray()
        #expect(writer.bytes == Array("[\"a\u{FFFD}(\u{FFFD}\",\"tab\\t\\\"é\"]".utf8))
    }

    @Test func piecesJoinWithCommas() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("a")
        writer.beginArray()
        writer.integer(1)
        writer.beginObject()
        writer.endObject()
        writer.raw(Array(#"{"x":1}"#.utf8))
        writer.endArray()
        writer.name("b")
        writer.bool(false)
        writer.endObject()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"a":[1,{},{"x":1}],"b":false}"#)
    }

    @Test func whatIsWrittenReadsBack() throws {
        let value: JSONValue = [
            "text": "a\"\\\u{1}é😀", "numbers": [0, -1, 0.1, 1e-7, .integer(.max), .number(.pi)], "": .null,
        ]
        #expect(try JSONReader.parse(value.encoded()) == value)
    }
}
