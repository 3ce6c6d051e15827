import Model
import Testing
import Traces

/// What servers make of a trace: one line of many, a head before each line, words around it.
@Suite("Forms of servers")
struct ServerFormTests {
    @Test("Apache writes PHP's trace as one line, and each backslash twice")
    func apache() throws {
        let head = "[Sat Nov 21 04:13:57.123456 2026] [php:error] [pid 17] [client 10.1.2.3:41234] "
        let log =
            head + #"PHP Fatal error:  Uncaught Shop\\Refused: no "funds" in /srv/shop/a.php:5\nStack trace:\n"#
            + #"#0 /srv/shop/a.php(9): Shop\\Order->pay('x')\n#1 {main}\n\nNext LogicException: late in "#
            + #"/srv/shop/b.php:7\nStack trace:\n#0 {main}\n  thrown in /srv/shop/b.php on line 7, referer: http://a/"#
            + "\n" + head + "PHP Notice:  next in /srv/shop/a.php on line 1"
        let found = try WrittenSample.single(log, lines: 1...1)
        #expect(found.exception.className == "LogicException" && found.exception.message == "late")
        let cause = try #require(found.causes.first)
        #expect(cause.className == #"Shop\Refused"# && cause.message == #"no "funds""#)
        #expect(WrittenSample.shown(cause).first == #"Shop\Order.pay /srv/shop/a.php:9 *"#)
    }

    @Test("PHP-FPM puts a head and quotes around each line of a worker")
    func workers() throws {
        func line(_ text: String) -> String {
            #"[21-Nov-2026 04:13:57] WARNING: [pool www] child 12 said into stderr: "\#(text)""#
        }
        let trace = [
            "NOTICE: PHP message: PHP Fatal error:  Uncaught LogicException: late in /srv/shop/a.php:5", "Stack trace:",
            "#0 /srv/shop/a.php(9): pay('x')", "#1 {main}", "  thrown in /srv/shop/a.php on line 5",
        ]
        let log = (trace.map(line) + ["[21-Nov-2026 04:13:58] NOTICE: exiting, bye-bye!"]).joined(separator: "\n")
        let found = try WrittenSample.single(log, lines: 1...5)
        #expect(found.exception.className == "LogicException" && found.exception.message == "late")
        #expect(WrittenSample.shown(found.exception) == ["pay /srv/shop/a.php:9 *", "{main}"])
    }

    @Test("Xdebug's stack follows PHP's own; nothing else does")
    func xdebug() throws {
        let log = """
            PHP Fatal error:  Uncaught LogicException: late in /srv/shop/a.php:5
            Stack trace:
            #0 {main}
              thrown in /srv/shop/a.php on line 5
            PHP Stack trace:
            PHP   1. {main}() /srv/shop/a.php:0
            Next order
            """
        _ = try WrittenSample.single(log, lines: 1...6)
        let without = log.split(separator: "\n").filter { !$0.hasPrefix("PHP  ") && !$0.hasPrefix("PHP Stack") }
        _ = try WrittenSample.single(without.joined(separator: "\n"), lines: 1...4)
    }

    @Test("Gin prints the request and the panic above its frames")
    func gin() throws {
        let log = """
            2026/11/21 04:13:57 [Recovery] 2026/11/21 - 04:13:57 panic recovered:
            GET /orders/17 HTTP/1.1
            Host: localhost:8080


            no order 17
            /srv/shop/main.go:12 (0x8f2c85)
            \t(*Orders).Find: panic(fmt.Sprint("no order ", id))
            /root/go/pkg/mod/github.com/gin-gonic/gin@v1.9.1/context.go:174 (0x8ee1c1)
            \t(*Context).Next: c.handlers[c.index](c)
            /usr/local/go/src/net/http/server.go:2938 (0x6d2f4d)
            \tserverHandler.ServeHTTP: handler.ServeHTTP(rw, req)

            [GIN] 2026/11/21 - 04:13:57 | 500 |     1.2ms |       127.0.0.1 | GET      "/orders/17"
            """
        let found = try WrittenSample.single(log, lines: 1...12)
        #expect(found.exception.className == "panic" && found.exception.message == "no order 17")
        #expect(
            WrittenSample.shown(found.exception) == [
                "(*Orders).Find /srv/shop/main.go:12 *",
                "(*Context).Next /root/go/pkg/mod/github.com/gin-gonic/gin@v1.9.1/context.go:174",
                "serverHandler.ServeHTTP /usr/local/go/src/net/http/server.go:2938",
            ])
    }

    @Test("Kubernetes' programs log the panic above the goroutine")
    func kubernetes() throws {
        let log = """
            E1121 04:13:57.123456       1 runtime.go:79] Observed a panic: "no order" (no order)
            goroutine 42 [running]:
            main.(*Shop).Reconcile(0x0, {0x1, 0x2})
            \t/srv/shop/main.go:55 +0x1f
            I1121 04:13:58.123456       1 main.go:79] next
            """
        let found = try WrittenSample.single(log, lines: 1...4)
        #expect(found.exception.className == "panic" && found.exception.message == #""no order" (no order)"#)
        #expect(WrittenSample.shown(found.exception) == ["main.(*Shop).Reconcile /srv/shop/main.go:55 *"])
    }

    @Test("Amazon's PostgreSQL has colons where others have blanks")
    func amazon() throws {
        let head = "2026-11-21 04:13:57 UTC:10.1.2.3(12345):shop@orders:[1234]:"
        let log = [
            head + #"ERROR:  relation "order" does not exist"#, head + "STATEMENT:  select *", "\tfrom order",
            "2026-11-21 04:13:58 UTC::@:[1]:LOG:  checkpoint starting: time",
        ].joined(separator: "\n")
        let found = try WrittenSample.single(log, lines: 1...3)
        #expect(found.exception.message == #"relation "order" does not exist"#)
    }

    @Test(
        "Ruby's servers print class and message in front of the frames in their own ways",
        arguments: [
            ("2026-11-21 04:13:57 - Shop::Refused - no funds:", "\t", "Shop::Refused", "no funds"),
            (#"2026-11-21 04:13:57 +0000 Rack app ("GET /" - (::1)): #<IOError: no funds>"#, "", "IOError", "no funds"),
            (
                "E, [2026-11-21T04:13:57.123456 #12] ERROR -- : app error: no funds (IOError)",
                "E, [2026-11-21T04:13:57.123456 #12] ERROR -- : ", "IOError", "app error: no funds"
            ),
        ])
    func rubyServers(head: String, prefix: String, name: String, message: String) throws {
        let frames = ["/srv/shop/app.rb:5:in `pay'", "/usr/lib/ruby/gems/rack-3.0/lib/rack/a.rb:7:in `call'"]
        let log = ([head] + frames.map { prefix + $0 } + ["127.0.0.1 - - [21/Nov/2026:04:13:57] \"GET /\" 500"])
        let found = try WrittenSample.single(log.joined(separator: "\n"), lines: 1...3)
        #expect(found.exception.className == name && found.exception.message == message)
        #expect(WrittenSample.shown(found.exception).first == "pay /srv/shop/app.rb:5 *")
        #expect(found.exception.frames.count == 2)
    }

    @Test("Sidekiq logs the frames alone: the first of them stands behind the head")
    func sidekiq() throws {
        let log = """
            2026-11-21T04:13:57.123Z pid=1 tid=gx7 class=ChargeJob WARN: /srv/shop/charge_job.rb:5:in `perform'
            /usr/lib/ruby/gems/sidekiq-7.1.2/lib/sidekiq/processor.rb:202:in `execute_job'
            2026-11-21T04:13:58.123Z pid=1 tid=gx7 INFO: next
            """
        let found = try WrittenSample.single(log, lines: 1...2)
        #expect(found.exception.className == nil && found.exception.message == nil)
        #expect(found.exception.frames.map(\.method) == ["perform", "execute_job"])
    }

    @Test("Liberty hides its own frames")
    func liberty() throws {
        let log = """
            java.lang.IllegalStateException: no funds
            \tat shop.Billing.charge(Billing.java:17)
            \tat [internal classes]
            \tat java.base/java.lang.Thread.run(Thread.java:829)
            [INFO    ] next
            """
        let found = try WrittenSample.single(log, lines: 1...4)
        #expect(found.exception.frames.count == 2)
    }

    @Test(
        "Heads of servers of Python end a message",
        arguments: [
            "[E 261121 04:13:57 web:2348] 500 GET / (127.0.0.1) 0.65ms",
            "[pid: 12|app: 0|req: 1/1] 10.1.2.3 () {40 vars in 600 bytes} [Sat Nov 21 04:13:57 2026] GET /",
        ])
    func pythonServers(head: String) throws {
        let log = """
            Traceback (most recent call last):
              File "/srv/shop/app.py", line 7, in get
                pay()
            ValueError: no funds
            \(head)
            """
        #expect(try WrittenSample.single(log, lines: 1...4).exception.message == "no funds")
    }
}
