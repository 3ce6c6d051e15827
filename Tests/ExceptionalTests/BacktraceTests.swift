import Exceptional
import Testing
import WireFormat

@Suite("The backtrace") struct BacktraceTests {
    private func lines(_ data: JSONObject) throws -> [String] {
        try Samples.document(Samples.event(["type": "error"], data: data)).lines
    }

    @Test(
        "a frame in the official client's shape",
        arguments: [
            (["name": "run", "declaring_type": "A", "file_name": "a", "line_number": 7], "a:7:in `A.run'"),
            (["name": "run", "file_name": "A.java", "column": 3], "A.java:in `run'"),
            (["name": "run", "line_number": 7], "(unknown):in `run'"),
            (["file_name": "a.c", "line_number": 7], "a.c:7"),
            (["declaring_namespace": "N\\M", "declaring_type": "C", "name": "pay"], #"(unknown):in `N\M\C.pay'"#),
        ] as [(JSONValue, String)])
    func frames(frame: JSONValue, line: String) throws {
        #expect(try lines(["@error": ["stack_trace": [frame]]]) == [line])
    }

    @Test("causes, members of a group and what was suppressed follow, innermost call first in each")
    func chain() throws {
        let frames: JSONValue = [["name": "inner", "file_name": "a"], ["name": "outer", "file_name": "a"]]
        let lines = try lines([
            "@error": [
                "type": "A", "message": "of A", "stack_trace": frames,
                "data": [
                    "elided_frames": 4,
                    "members": [
                        ["type": "M", "message": "of M", "stack_trace": ["at m"], "causes": [["type": "N"]]],
                        ["type": "O"],
                    ],
                    "suppressed": [["message": "of S"]],
                ],
                "inner": ["type": "B", "data": ["location": "b.c:17"]],
            ]
        ])
        #expect(
            lines == [
                "a:in `inner'", "a:in `outer'", "... 4 more", "Member 1: M: of M", "at m", "Caused by: N",
                "Member 2: O", "Suppressed: of S", "Caused by: B", "b.c:17",
            ])
    }

    @Test("a stack that was not parsed is told line by line")
    func text() throws {
        let text = "Oops\n\tat a\r\n\n   at b  "
        #expect(try lines(["@simple_error": ["stack_trace": .string(text)]]) == ["Oops", "at a", "at b"])
        #expect(try lines(["@stack": ["stack_trace": .string(text)]]) == ["Oops", "at a", "at b"])
        #expect(try lines(["@error": ["type": "A"], "@stack": ["stack_trace": .string(text)]]).count == 3)
        let event = Samples.event([:], data: ["@simple_error": ["stack_trace": .string(text)]])
        #expect(try Samples.document(event).context?["synthetic_backtrace"] == nil)
    }

    @Test("without any, the log stands for one: no line number, no hash")
    func synthetic() throws {
        let event = Samples.event(
            ["source": "shop"], data: ["@error": ["type": "A"], "log": ["file": "/l/a.log", "first_line": 9]])
        #expect(try Samples.document(event).lines == ["/l/a.log:in `shop'"])
        let request = try Samples.publisher().publish(event.encoded())
        #expect(request.query.map(\.name) == ["api_key", "protocol_version"])
    }

    @Test("endless ones lose their middle")
    func limits() throws {
        let frames = (0..<2_000).map { JSONValue.object(["file_name": .string("f\($0)")]) }
        let lines = try lines(["@error": ["stack_trace": .array(frames)]])
        try #require(lines.count == 500)
        #expect(lines[399] == "f399" && lines[400] == "... 1501 frames omitted" && lines[401] == "f1901")
        #expect(lines.last == "f1999")
        let wide: JSONValue = [["file_name": .string(String(repeating: "x", count: 3_000))]]
        #expect(try self.lines(["@error": ["stack_trace": wide]]).first?.utf8.count == 1_024)
    }

    @Test("the hash is the one of the other clients")
    func hash() throws {
        let frames = ["fake", "backtrace", "that_wont_change"].map { JSONValue.object(["file_name": .string($0)]) }
        let event = Samples.event([:], data: ["@error": ["stack_trace": .array(frames)]])
        let request = try Samples.publisher().publish(event.encoded())
        #expect(request.query.last == Request.QueryItem("hash", "27810b263f0e11eef2f1d29be75d2f39"))
        var silent = try Samples.publisher()
        silent.sendsHash = false
        #expect(try silent.publish(event.encoded()).query.count == 2)
    }

    @Test(
        "the digest's own vectors",
        arguments: [
            ("a", "0cc175b9c0f1b6a831c399e269772661"),
            ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
            ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"),
            (String(repeating: "1234567890", count: 8), "57edf4a22be3c955ac49da2e2107b67a"),
        ])
    func digest(text: String, digest: String) throws {
        let event = Samples.event([:], data: ["@error": ["stack_trace": [["file_name": .string(text)]]]])
        #expect(try Samples.publisher().publish(event.encoded()).query.last?.value == digest)
    }
}
