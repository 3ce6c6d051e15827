import Exceptionless
import Model
import Rules
import Testing
import WireFormat

@Suite struct AnErrorFromATrace {
    private var entry: Record { record("could not submit order 991", trace: timeout, traceText: "the raw text") }

    @Test func hasFramesCausesAndAStack() throws {
        let event = try draft(entry, rule()).event
        #expect(event.type == "error")
        #expect(event.message == "could not submit order 991")
        #expect(event.simpleError == nil)
        #expect(event.error?.exceptionChain == ["com.acme.OrderException", "java.net.SocketTimeoutException"])
        let outer = try #require(event.error?.frames.first)
        #expect(outer.declaringNamespace == "com.acme" && outer.declaringType == "OrderService")
        #expect(outer.name == "submit" && outer.fileName == "OrderService.java" && outer.lineNumber == 141)
        #expect(event.error?.inner?.frames.map(\.isSignatureTarget) == [false, true])
        #expect(event.error?.inner?.frames.last?.name == "lambda$charge$3")
    }

    @Test func stacksByTheApplicationsFrameOfTheInnermostCause() throws {
        let stack = try #require(try draft(entry, rule()).event.stack)
        #expect(stack.title == "SocketTimeoutException in PaymentClient.lambda$charge")
        #expect(
            stack.signature == [
                .init("ExceptionType", "java.net.SocketTimeoutException"),
                .init("Method", "com.acme.PaymentClient.lambda$charge"),
            ])
        #expect(stack.stackTrace == "the raw text")
    }

    @Test func goesOutwardWhereTheCauseHasNoFrameOfTheApplication() throws {
        var trace = timeout
        trace.causes[0].frames.removeLast()
        let stack = try draft(record(trace: trace), rule()).event.stack
        #expect(stack?.title == "OrderException in OrderService.submit")
    }

    @Test func takesTheTopFrameWhereNothingIsTheApplications() throws {
        var trace = timeout
        trace.exception.frames = []
        trace.causes[0].frames.removeLast()
        let event = try draft(record(trace: trace), rule()).event
        #expect(event.stack?.title == "SocketTimeoutException in SocketInputStream.read")
    }

    @Test func theRulesOwnGroupingWins() throws {
        let own = try rule { $0.stack = .init(by: [try Template("all of them")]) }
        let stack = try draft(entry, own).event.stack
        #expect(stack?.signature == [.init("Part1", "all of them")])
        #expect(stack?.title == "SocketTimeoutException in PaymentClient.lambda$charge")
    }

    @Test func isSimpleWithoutFrames() throws {
        let bare = Trace(language: "java", exception: Thrown(className: "java.lang.NullPointerException", message: "x"))
        let event = try draft(record("", trace: bare, traceText: "java.lang.NullPointerException: x"), rule()).event
        #expect(event.error == nil)
        #expect(
            event.simpleError
                == SimpleErrorInfo(
                    type: "java.lang.NullPointerException", message: "x",
                    stackTrace: "java.lang.NullPointerException: x"))
        #expect(event.stack?.signature == [.init("ExceptionType", "java.lang.NullPointerException")])
        #expect(event.message == "x")
    }

    @Test func hasNoMessageWhereTheTraceHasNone() throws {
        let bare = Trace(language: "java", exception: Thrown(className: "java.lang.NullPointerException"))
        let event = try draft(record("java.lang.NullPointerException", trace: bare), rule()).event
        #expect(event.simpleError == SimpleErrorInfo(type: "java.lang.NullPointerException"))
        #expect(event.message == "java.lang.NullPointerException")
    }

    @Test func keepsCausesThatHaveNoFrames() throws {
        let cause = Thrown(className: "ErrorException", message: "refused", location: .init(file: "/a/b.php", line: 10))
        let trace = Trace(language: "php", exception: Thrown(className: "E"), causes: [cause])
        let event = try draft(record(trace: trace), rule()).event
        #expect(event.error?.exceptionChain == ["E", "ErrorException"])
        #expect(event.stack?.title == "ErrorException in b.php")
        #expect(event.stack?.signature == [.init("ExceptionType", "ErrorException"), .init("Location", "b.php")])
    }

    @Test func stacksByItsPlaceWhereNoClassTellsTheFault() throws {
        let place = Thrown.Location(file: "C:\\srv\\a.php", line: 9)
        let trace = Trace(language: "php", exception: Thrown(message: "no key\nhere", location: place))
        let event = try draft(record(trace: trace), rule()).event
        #expect(event.error?.message == "no key\nhere")
        #expect(event.error?.data == ["location": "C:\\srv\\a.php:9"])
        #expect(event.stack?.title == "no key in a.php:9")
        #expect(event.stack?.signature == [.init("ExceptionType", "php error"), .init("Location", "a.php:9")])
    }

    @Test func isSimpleWhereTheStackIsInNoKnownLanguage() throws {
        let event = try draft(record("boom", traceText: "boom\n  somewhere"), rule()).event
        #expect(event.type == "error")
        #expect(event.simpleError == SimpleErrorInfo(message: "boom", stackTrace: "boom\n  somewhere"))
    }

    @Test func keepsTheRawTextToEightKibibytes() throws {
        let text = (0..<1_000).map { "\tat com.acme.A.b(A.java:\($0))" }.joined(separator: "\n")
        let kept = try #require(try draft(record(trace: timeout, traceText: text), rule()).event.stack?.stackTrace)
        #expect(kept.utf8.count <= 8_192 && kept.utf8.count > 8_100)
        #expect(text.hasPrefix(kept) && kept.hasSuffix(")"))
    }

    @Test func tellsOfExceptionsBesideTheChain() throws {
        var trace = timeout
        let closed = Thrown(
            className: "S", message: "closed", frames: [Frame(method: "close", type: "R", file: "R.java", line: 7)],
            causes: [Thrown(className: "T")])
        trace.exception.suppressed = [closed]
        trace.exception.elidedFrames = 3
        trace.exception.location = .init(file: "a.php", line: 9)
        let data = try draft(record(trace: trace), rule()).event.error?.data
        #expect(
            data == [
                "elided_frames": 3, "location": "a.php:9",
                "suppressed": [
                    [
                        "type": "S", "message": "closed", "stack_trace": ["R.close (R.java:7)"],
                        "causes": [["type": "T"]],
                    ]
                ],
            ])
    }

    @Test func aLogEventWithATraceStacksAsALog() throws {
        let event = try draft(entry, rule { $0.type = try Template("log") }).event
        #expect(event.stack == nil)
        #expect(event.error != nil)
    }
}

/// How each language's frames are told to the server.
@Suite struct FramesOfEachLanguage {
    @Test(
        arguments: [
            ("java", "com.acme.shop.Traces$Gateway", "com.acme.shop", "Traces$Gateway"), ("java", "Main", nil, "Main"),
            ("dotnet", "Acme.Shop.Cache`2[System.String,B.C]", "Acme.Shop", "Cache`2[System.String,B.C]"),
            ("dotnet", "Acme.Shop.Program.<RunAsync>d__5", "Acme.Shop.Program", "<RunAsync>d__5"),
            ("php", "Acme\\Shop\\Gateway", "Acme\\Shop", "Gateway"), ("node", "Module.Inner", nil, "Module.Inner"),
        ] as [(String, String, String?, String)])
    func splitTheirTypes(language: String, type: String, namespace: String?, name: String) throws {
        let frame = try frame(Frame(method: "m", type: type), language)
        #expect(frame.declaringNamespace == namespace)
        #expect(frame.declaringType == name)
    }

    @Test func dotnetHasParametersAndTypeArguments() throws {
        let printed = Frame(
            method: "Get", type: "A.B", parameters: "TKey key, List`1[System.Int32, X] log, Int32",
            genericArguments: "TArg,Other[A,B]")
        let frame = try frame(printed, "dotnet")
        #expect(
            frame.parameters == [
                .init(type: "TKey", name: "key"), .init(type: "List`1[System.Int32, X]", name: "log"),
                .init(type: "Int32"),
            ])
        #expect(frame.genericArguments == ["TArg", "Other[A,B]"])
    }

    @Test func phpsArgumentsAreValuesAndStayOut() throws {
        #expect(try frame(Frame(method: "f", parameters: "'secret', 17"), "php").parameters.isEmpty)
    }

    private func frame(_ frame: Frame, _ language: String) throws -> StackFrame {
        let trace = Trace(language: language, exception: Thrown(className: "E", frames: [frame]))
        return try #require(try draft(record(trace: trace), rule()).event.error?.frames.first)
    }
}

/// The same fault must be the same stack in the next run and in the next build.
@Suite struct StableSignatures {
    @Test(
        arguments: [
            ("com.acme.Orders", "lambda$main$3", "com.acme.Orders.lambda$main"),
            ("com.acme.Orders", "lambda$null$1$2", "com.acme.Orders.lambda$null"),
            ("com.acme.Orders$", "$anonfun$run$1", "com.acme.Orders$.$anonfun$run"),
            ("com.acme.Orders", "access$000", "com.acme.Orders.access"),
            ("com.acme.Orders$$Lambda$14/0x0000000800c03000", "run", "com.acme.Orders$$Lambda.run"),
            ("com.acme.Orders$$EnhancerBySpringCGLIB$$1a2b3c4d", "x", "com.acme.Orders$$EnhancerBySpringCGLIB.x"),
            ("com.sun.proxy.$Proxy123", "x", "com.sun.proxy.$Proxy.x"),
            ("com.acme.Order$HibernateProxy$TxxRfW3q", "x", "com.acme.Order$HibernateProxy.x"),
            (
                "jdk.internal.reflect.GeneratedMethodAccessor17", "invoke",
                "jdk.internal.reflect.GeneratedMethodAccessor.invoke"
            ),
            ("Acme.Shop.Program", "<Aggregate>m__0", "Acme.Shop.Program.<Aggregate>m"),
            ("Acme.Shop.Program+<>c", "<Main>b__0_1", "Acme.Shop.Program+<>c.<Main>b"),
            ("Acme.Shop.Program", "<Main>g__Local|0_0", "Acme.Shop.Program.<Main>g__Local"),
            ("Acme.Shop.Program+<>c__DisplayClass5_0", "<Run>b__1", "Acme.Shop.Program+<>c__DisplayClass.<Run>b"),
            ("Acme.Shop.Program+<RunAsync>d__5", "MoveNext", "Acme.Shop.Program.RunAsync"),
            ("Acme.Shop.Program.<RunAsync>d__5", "MoveNext", "Acme.Shop.Program.RunAsync"),
            ("com.acme.Traces$2", "run", "com.acme.Traces$2.run"),
            ("java.lang.Object@1b2c3d4e", "x", "java.lang.Object.x"), ("A", "<init>", "A.<init>"),
            ("A", "f0xDEADBEEF", "A.f"), ("A", "lambda_method34", "A.lambda_method"),
        ])
    func leaveOutWhatIsCountedAnew(type: String, method: String, expected: String) throws {
        #expect(try signature(Frame(method: method, type: type)) == expected)
    }

    @Test func nameTheModuleWhereNoTypeIsPrinted() throws {
        #expect(try signature(Frame(method: "charge", file: "/srv/shop/gateway.py", line: 5)) == "gateway.charge")
        #expect(try signature(Frame(method: "{closure:/srv/app.php:12}", file: "/srv/app.php")) == "app.{closure}")
        #expect(try signature(Frame(file: "/srv/shop/app.js", line: 5)) == "app")
        #expect(try signature(Frame()) == "<anonymous>")
    }

    @Test func doNotDependOnLines() throws {
        #expect(
            try signature(Frame(method: "f", type: "A", file: "A.java", line: 1))
                == signature(Frame(method: "f", type: "A", file: "A.java", line: 2)))
    }

    private func signature(_ frame: Frame) throws -> String? {
        let trace = Trace(language: "java", exception: Thrown(className: "E", frames: [frame]))
        return try draft(record(trace: trace), rule()).event.stack?.signature.last?.value
    }
}

extension ErrorInfo {
    fileprivate var exceptionChain: [String?] { chain.map(\.type) }
}
