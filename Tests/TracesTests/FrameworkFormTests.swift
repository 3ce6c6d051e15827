import Model
import Testing
import Traces

/// What libraries add to a trace: details of a database, marks, fields of a log's entry.
@Suite("Forms of frameworks")
struct FrameworkFormTests {
    @Test("SQL Server's client prints details below its frames, within the exception around, too")
    func sqlServer() throws {
        let log = """
            System.InvalidOperationException: no order
             ---> System.Data.SqlClient.SqlException (0x80131904): Timeout expired.
               at System.Data.SqlClient.SqlConnection.OnError(SqlException exception)
            ClientConnectionId:5f2b9c3a-0000-0000-0000-000000000000
            Error Number:-2,State:0,Class:11
               --- End of inner exception stack trace ---
               at Shop.Orders.Find(Int32 id) in /srv/shop/Orders.cs:line 12
            Error Numbers are listed in the manual
            """
        let found = try WrittenSample.single(log, lines: 1...7)
        #expect(WrittenSample.shown(found.exception) == ["Shop.Orders.Find /srv/shop/Orders.cs:12 *"])
        #expect(found.causes.map(\.message) == ["Timeout expired."] && found.causes.first?.frames.count == 1)
    }

    @Test("Npgsql prints the server's fields below its frames")
    func npgsql() throws {
        let log = """
            Shop.UpdateException: not saved
             ---> Npgsql.PostgresException (0x80004005): 23505: duplicate key
               at Npgsql.Internal.NpgsqlConnector.ReadMessage(Boolean async)
              Exception data:
                Severity: ERROR
                SqlState: 23505
               --- End of inner exception stack trace ---
               at Shop.Orders.Save()
              Exception data:
                Severity: ERROR
            Saved: nothing
            """
        let found = try WrittenSample.single(log, lines: 1...10)
        #expect(found.exception.className == "Shop.UpdateException")
        #expect(WrittenSample.shown(found.exception) == ["Shop.Orders.Save *"])
        #expect(found.causes.first?.message == "23505: duplicate key")
    }

    @Test(
        "The framework's announcements are translated",
        arguments: [
            ("Unbehandelte Ausnahme: ", "bei", "Zeile"), ("Exception non gérée : ", "à", "ligne"),
            ("Необработанное исключение: ", "в", "строка"), ("未经处理的异常:  ", "在", "行号"),
        ])
    func translated(announcement: String, at: String, line: String) throws {
        let log = """
            \(announcement)System.InvalidOperationException: no order
               \(at) Shop.Orders.Find(Int32 id) in C:\\shop\\Orders.cs:\(line) 12
            next
            """
        let found = try WrittenSample.single(log, lines: 1...2)
        #expect(found.exception.className == "System.InvalidOperationException")
        #expect(WrittenSample.shown(found.exception) == [#"Shop.Orders.Find C:\shop\Orders.cs:12 *"#])
    }

    @Test("Unity's editor prints frames without a word in front")
    func unity() throws {
        let log = """
            NullReferenceException: no player
            Player.Update () (at Assets/Scripts/Player.cs:12)
            Game.Loop.Run (System.Int32 count) (at <4a5b6c7d>:0)
            Retry(3) (at 10:15)
            """
        let found = try WrittenSample.single(log, lines: 1...3)
        #expect(found.exception.className == "NullReferenceException")
        #expect(
            WrittenSample.shown(found.exception) == ["Player.Update Assets/Scripts/Player.cs:12 *", "Game.Loop.Run *"])
    }

    @Test("Loguru marks the frame that caught the exception, and shows values among empty lines")
    func loguru() throws {
        let log = """
            2026-11-21 04:13:57.123 | ERROR    | shop:pay:12 - not paid
            Traceback (most recent call last):

              File "/srv/shop/app.py", line 20, in <module>
                main()
                └ <function main at 0x7f52>

            > File "/srv/shop/app.py", line 12, in main
                return total / count
                       │       └ 0
                       └ 17

            ZeroDivisionError: division by zero
            2026-11-21 04:13:58.123 | INFO     | shop:pay:13 - next
            """
        let found = try WrittenSample.single(log, lines: 1...13)
        #expect(found.exception.className == "ZeroDivisionError" && found.exception.message == "division by zero")
        #expect(
            WrittenSample.shown(found.exception) == ["main /srv/shop/app.py:12 *", "<module> /srv/shop/app.py:20 *"])
    }

    @Test("Twisted marks the place where the exception was caught")
    func twisted() throws {
        let log = """
            2026-11-21T04:13:57+0000 [-] Unhandled Error
            \tTraceback (most recent call last):
            \t  File "/srv/shop/app.py", line 12, in main
            \t    run()
            \t--- <exception caught here> ---
            \t  File "/srv/shop/pay.py", line 2, in pay
            \t    total / count
            \tbuiltins.ZeroDivisionError: division by zero
            \t
            2026-11-21T04:13:58+0000 [-] next
            """
        let found = try WrittenSample.single(log, lines: 1...8)
        #expect(found.exception.className == "builtins.ZeroDivisionError")
        #expect(found.exception.frames.map(\.method) == ["pay", "main"])
    }

    @Test("A task's exception in a log of the plainest form")
    func task() throws {
        let log = """
            ERROR:asyncio:Task exception was never retrieved
            future: <Task finished name='Task-2' coro=<pay() done> exception=ValueError('no funds')>
            Traceback (most recent call last):
              File "/srv/shop/app.py", line 4, in pay
                raise ValueError("no funds")
            ValueError: no funds
            INFO:root:next
            """
        let found = try WrittenSample.single(log, lines: 1...6)
        #expect(found.exception.className == "ValueError" && found.exception.frames.count == 1)
    }

    @Test("Winston prints the entry's fields behind the last frame")
    func winston() throws {
        let log = """
            Error: no funds
                at pay (/srv/shop/index.js:5:9)
                at listOnTimeout (node:internal/timers:569:17) {"date":"Sat Nov 21 2026","exception":true}
            info: next
            """
        let found = try WrittenSample.single(log, lines: 1...3)
        #expect(found.exception.frames.map(\.method) == ["pay", "listOnTimeout"])
        #expect(found.exception.frames.map(\.line) == [5, 569])
    }

    @Test("Phoenix tells of the request between the logger's line and the exception")
    func phoenix() throws {
        let log = """
            04:13:57.123 request_id=a1 [error] #PID<0.500.0> running ShopWeb.Endpoint (stream id 1) terminated
            Server: localhost:4000 (http)
            Request: GET /orders/17
            ** (exit) an exception was raised:
                ** (KeyError) key :total not found in: %{}
                    (shop 0.1.0) lib/shop_web/order.ex:5: ShopWeb.Order.show/2
            04:13:58.123 [info] next
            """
        let found = try WrittenSample.single(log, lines: 1...6)
        #expect(found.exception.className == "exit" && found.causes.map(\.className) == ["KeyError"])
    }

    @Test("A program of Go's logs its own stack below a line of its own; a panic is among the calls, or is not")
    func loggedStack() throws {
        func log(_ call: String) -> String {
            """
            2026/11/21 04:13:57 no order 17
            goroutine 35 [running]:
            runtime/debug.Stack()
            \t/usr/local/go/src/runtime/debug/stack.go:24 +0x5e
            \(call)({0x1, 0x2})
            \t/usr/local/go/src/runtime/panic.go:770 +0x132
            main.find()
            \t/srv/shop/main.go:5 +0x1d
            2026/11/21 04:13:58 next
            """
        }
        let panic = try WrittenSample.single(log("panic"), lines: 1...8)
        #expect(panic.exception.className == "panic" && panic.exception.message == "no order 17")
        #expect(panic.exception.frames.count == 3 && panic.thread == "goroutine 35")
        let other = try WrittenSample.single(log("main.report"), lines: 1...8)
        #expect(other.exception.className == nil && other.exception.message == "no order 17")
    }

    @Test("Lua 5.1 has no names for the callers of a tail call")
    func luaTailCall() throws {
        let log = """
            lua5.1: shop.lua:1: no order
            stack traceback:
            \t[C]: in function 'error'
            \t(tail call): ?
            \tshop.lua:4: in main chunk
            \t[C]: ?
            next
            """
        let found = try WrittenSample.single(log, lines: 1...6)
        #expect(WrittenSample.shown(found.exception) == ["error", "(tail call): ?", "main chunk shop.lua:4 *", "?"])
    }
}
