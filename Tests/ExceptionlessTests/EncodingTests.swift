import Exceptionless
import Testing
import WireFormat

/// The bodies of the protocol reference's examples, byte for byte.
@Suite struct GoldenBodies {
    @Test func aLogEvent() {
        var event = Event(type: "log", date: Timestamp(nanoseconds: 1_787_303_702_125_000_000))
        event.source = "com.acme.orders.OrderService"
        event.message = "payment gateway slow: 2317 ms"
        event.referenceID = "a3f19c0d5b7e4412a3f19c0d5b7e4412"
        event.tags = ["orders"]
        event.level = "Warn"
        event.submissionMethod = "LogTail"
        event.environment = host
        event.data["elapsed_ms"] = 2317
        #expect(text(event).utf8.count == 397)
        #expect(
            text(event) == #"""
                {"type":"log","source":"com.acme.orders.OrderService","date":"2026-08-21T09:15:02.125Z",\#
                "message":"payment gateway slow: 2317 ms","reference_id":"a3f19c0d5b7e4412a3f19c0d5b7e4412",\#
                "tags":["orders"],"data":{"@level":"Warn","@submission_method":"LogTail",\#
                "@environment":{"machine_name":"app01","o_s_name":"Linux","process_id":"4711",\#
                "data":{"log_file":"/var/log/orders/app.log"}},"elapsed_ms":2317}}
                """#)
    }

    @Test func anErrorWithItsStackAsText() {
        let stack = """
            com.acme.orders.PaymentException: gateway refused
            \tat com.acme.orders.PaymentClient.charge(PaymentClient.java:88)
            \tat com.acme.orders.OrderService.submit(OrderService.java:141)
            """
        var event = Event(type: "error", date: Timestamp(nanoseconds: 1_787_303_703_001_000_000))
        event.source = "com.acme.orders.OrderService"
        event.message = "could not submit order 991"
        event.referenceID = "b3f19c0d5b7e4412a3f19c0d5b7e4413"
        event.simpleError = SimpleErrorInfo(
            type: "com.acme.orders.PaymentException", message: "gateway refused", stackTrace: stack)
        event.stack = StackInfo(
            title: "PaymentException in PaymentClient.charge",
            signature: [
                .init("ExceptionType", "com.acme.orders.PaymentException"),
                .init("Method", "com.acme.orders.PaymentClient.charge"),
            ],
            stackTrace: stack)
        event.submissionMethod = "LogTail"
        #expect(text(event).utf8.count == 881)
        #expect(
            text(event) == #"""
                {"type":"error","source":"com.acme.orders.OrderService","date":"2026-08-21T09:15:03.001Z",\#
                "message":"could not submit order 991","reference_id":"b3f19c0d5b7e4412a3f19c0d5b7e4413",\#
                "data":{"@simple_error":{"type":"com.acme.orders.PaymentException","message":"gateway refused",\#
                "stack_trace":"com.acme.orders.PaymentException: gateway refused\n\tat \#
                com.acme.orders.PaymentClient.charge(PaymentClient.java:88)\n\tat \#
                com.acme.orders.OrderService.submit(OrderService.java:141)"},\#
                "@stack":{"title":"PaymentException in PaymentClient.charge",\#
                "signature_data":{"ExceptionType":"com.acme.orders.PaymentException",\#
                "Method":"com.acme.orders.PaymentClient.charge"},\#
                "stack_trace":"com.acme.orders.PaymentException: gateway refused\n\tat \#
                com.acme.orders.PaymentClient.charge(PaymentClient.java:88)\n\tat \#
                com.acme.orders.OrderService.submit(OrderService.java:141)"},"@submission_method":"LogTail"}}
                """#)
    }

    @Test func anErrorWithParsedFramesAndACause() {
        var cause = ErrorInfo(type: "java.net.SocketTimeoutException", message: "Read timed out")
        cause.frames = [
            frame("java.net", "SocketInputStream", "read", "SocketInputStream.java", 200),
            frame("com.acme.orders", "PaymentClient", "charge", "PaymentClient.java", 88),
        ]
        var error = ErrorInfo(type: "com.acme.orders.OrderException", message: "order 991 rejected")
        error.frames = [
            frame("com.acme.orders", "OrderService", "submit", "OrderService.java", 141),
            frame("com.acme.web", "OrderController", "post", "OrderController.java", 57),
        ]
        error.inner = cause
        var event = Event(
            type: "error", date: Timestamp(nanoseconds: 1_787_303_703_001_000_000, offsetSeconds: 7_200))
        event.source = "com.acme.orders.OrderService"
        event.message = "could not submit order 991"
        event.referenceID = "c3f19c0d5b7e4414a3f19c0d5b7e4414"
        event.tags = ["Critical"]
        event.error = error
        event.precedingLines = ["09:15:02 payment gateway slow: 2317 ms", "09:15:03 retry 3 of 3"]
        event.version = "4.2.0"
        event.submissionMethod = "LogTail"
        event.environment = host
        #expect(text(event).utf8.count == 1_218)
        #expect(
            text(event) == #"""
                {"type":"error","source":"com.acme.orders.OrderService","date":"2026-08-21T11:15:03.001+02:00",\#
                "message":"could not submit order 991","reference_id":"c3f19c0d5b7e4414a3f19c0d5b7e4414",\#
                "tags":["Critical"],"data":{"@error":{"type":"com.acme.orders.OrderException",\#
                "message":"order 991 rejected","stack_trace":[{"declaring_namespace":"com.acme.orders",\#
                "declaring_type":"OrderService","name":"submit","file_name":"OrderService.java",\#
                "line_number":141},{"declaring_namespace":"com.acme.web","declaring_type":"OrderController",\#
                "name":"post","file_name":"OrderController.java","line_number":57}],\#
                "inner":{"type":"java.net.SocketTimeoutException","message":"Read timed out",\#
                "stack_trace":[{"declaring_namespace":"java.net","declaring_type":"SocketInputStream",\#
                "name":"read","file_name":"SocketInputStream.java",\#
                "line_number":200},{"declaring_namespace":"com.acme.orders","declaring_type":"PaymentClient",\#
                "name":"charge","file_name":"PaymentClient.java","line_number":88}]}},\#
                "@trace":["09:15:02 payment gateway slow: 2317 ms","09:15:03 retry 3 of 3"],"@version":"4.2.0",\#
                "@submission_method":"LogTail","@environment":{"machine_name":"app01","o_s_name":"Linux",\#
                "process_id":"4711","data":{"log_file":"/var/log/orders/app.log"}}}}
                """#)
    }

    private var host: EnvironmentInfo {
        var host = EnvironmentInfo()
        (host.machineName, host.osName, host.processID) = ("app01", "Linux", "4711")
        host.data["log_file"] = "/var/log/orders/app.log"
        return host
    }

    private func frame(_ namespace: String, _ type: String, _ name: String, _ file: String, _ line: Int) -> StackFrame {
        var frame = StackFrame(name: name)
        (frame.declaringNamespace, frame.declaringType) = (namespace, type)
        (frame.fileName, frame.lineNumber) = (file, line)
        return frame
    }
}

/// A wrong type or a null makes the server ignore a whole block, so each member's type is told here.
@Suite struct StrictTypes {
    private let date = Timestamp(seconds: 0)

    @Test func whatIsAbsentIsLeftOut() {
        #expect(text(Event(type: "log", date: date)) == #"{"type":"log","date":"1970-01-01T00:00:00Z"}"#)
    }

    @Test func numbersAreNumbers() throws {
        var event = Event(type: "usage", date: date)
        (event.value, event.count, event.geo) = (12.5, 3, "44.5,-88.1")
        #expect(
            text(event)
                == #"{"type":"usage","date":"1970-01-01T00:00:00Z","geo":"44.5,-88.1","value":12.5,"count":3}"#)
    }

    @Test func frameParametersAreObjects() {
        var frame = StackFrame(name: "Get")
        frame.column = 4
        frame.isSignatureTarget = true
        frame.genericArguments = ["TArg"]
        frame.parameters = [.init(type: "TKey", name: "key"), .init(type: "Int32")]
        var event = Event(type: "error", date: date)
        event.error = ErrorInfo(type: "E")
        event.error?.code = "17"
        event.error?.frames = [frame]
        #expect(
            text(event).contains(
                #"""
                "@error":{"type":"E","code":"17","stack_trace":[{"name":"Get","column":4,\#
                "is_signature_target":true,"generic_arguments":["TArg"],"parameters":[{"name":"key",\#
                "type":"TKey"},{"type":"Int32"}]}]}
                """#))
    }

    @Test func requestAndUserHaveTheServersNames() {
        var event = Event(type: "404", date: date)
        var request = RequestInfo()
        (request.userAgent, request.httpMethod, request.isSecure) = ("curl", "GET", true)
        (request.host, request.port, request.path) = ("h", 8080, "/x")
        (request.referrer, request.clientIPAddress) = ("r", "10.0.0.7")
        request.queryString = ["a": "1"]
        event.request = request
        event.user = UserInfo(identity: "ann", name: "Ann")
        #expect(
            text(event).contains(
                #"""
                "@request":{"user_agent":"curl","http_method":"GET","is_secure":true,"host":"h","port":8080,\#
                "path":"/x","referrer":"r","client_ip_address":"10.0.0.7","query_string":{"a":"1"}},\#
                "@user":{"identity":"ann","name":"Ann"}
                """#))
    }

    @Test func namesOfTheProtocolDoNotComeFromData() {
        var event = Event(type: "log", date: date)
        event.data = ["@error": "mine", "plain": "yours"]
        #expect(text(event).hasSuffix(#""data":{"plain":"yours"}}"#))
    }
}

func text(_ event: Event) -> String { String(decoding: event.encoded(), as: UTF8.self) }
