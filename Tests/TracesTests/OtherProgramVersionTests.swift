import Model
import Testing
import Traces

/// Forms of databases and of smaller languages that the corpus does not hold, as documentation and sources show them.
@Suite("Other versions of databases and of smaller languages")
struct OtherProgramVersionTests: ProgramSamples {
    @Test("A supervisor of Erlang reports the reason of a child's end")
    func erlangSupervisor() throws {
        let trace = try parse(
            """
            =SUPERVISOR REPORT==== 21-Nov-2026::04:28:32.974635 ===
                supervisor: {local,shop_sup}
                errorContext: child_terminated
                reason: {badarith,[{gateway,charge,1,
                                            [{file,"gateway.erl"},{line,13}]},
                                   {lists,map,2,[{file,"lists.erl"},{line,1315}]}]}
                offender: [{pid,<0.80.0>}]
            """)
        #expect(trace.exception.className == "badarith")
        #expect(frames(trace.exception) == ["gateway charge/1 gateway.erl 13", "lists map/2 lists.erl 1315"])
    }

    @Test("PostgreSQL in German translates the severity and the fields")
    func postgresGerman() throws {
        let trace = try parse(
            """
            2026-11-21 04:30:36 CET [26941] FEHLER:  Division durch Null
            2026-11-21 04:30:36 CET [26941] ZUSAMMENHANG:  PL/pgSQL-Funktion teile(integer) Zeile 3 bei RETURN
            2026-11-21 04:30:36 CET [26941] ANWEISUNG:  select teile(0)
            """)
        #expect(names(trace) == ["-: Division durch Null"])
        #expect(frames(trace.exception) == ["- teile(integer) - 3"])
    }

    @Test("PostgreSQL's records of another process do not belong to an error")
    func postgresProcesses() {
        let text = lines(
            """
            2026-11-21 04:30:36.961 UTC [1] a@b ERROR:  division by zero
            2026-11-21 04:30:36.961 UTC [2] a@b STATEMENT:  select 1
            2026-11-21 04:30:36.961 UTC [3] a@b LOG:  ready
            """)
        #expect(Grouping.records(of: text, TraceLanguage.allCases) == [1...1, 2...2, 3...3])
    }

    @Test("MySQL's server prints its end in another form")
    func mySQLCrash() throws {
        let trace = try parse(
            """
            2026-11-21T04:30:47Z UTC - mysqld got signal 11 ;
            Most likely, you have hit a bug, but this error can also be caused by malfunctioning hardware.

            Thread pointer: 0x7f2d0c000b60
            /usr/sbin/mysqld(my_print_stacktrace(unsigned char const*, unsigned long)+0x3d) [0x1f2a3d]
            /lib64/libc.so.6(+0x54db0) [0x7fd0cbe5adb0]
            The manual page at http://dev.mysql.com/doc/mysql/en/crashing.html contains
            information that should help you find out what is causing the crash.
            """)
        #expect(names(trace) == ["-: mysqld got signal 11 ;"])
        #expect(trace.exception.frames.count == 2)
    }

    @Test("OpenResty adds the request behind Lua's last frame")
    func openResty() throws {
        let trace = try parse(
            """
            2026/11/21 04:30:00 [error] 7#7: *1 lua entry thread aborted: runtime error: /srv/app.lua:3: refused
            stack traceback:
            coroutine 0:
            \t[C]: in function 'error'
            \t/srv/app.lua:3: in function 'charge'
            \t/srv/app.lua:9: in main chunk, client: 127.0.0.1, server: , request: "GET / HTTP/1.1"
            """)
        #expect(names(trace) == ["-: refused"])
        #expect(frames(trace.exception).last == "- main chunk /srv/app.lua 9")
    }

    @Test("A newer GNAT prints functions and places")
    func gnatSymbols() throws {
        let trace = try parse(
            """
            Execution of ./shop terminated by unhandled exception
            raised CONSTRAINT_ERROR : shop.adb:17 index check failed
            Load address: 0x400000
            Call stack traceback locations:
            0x401234 Shop.Connect at shop.adb:17
            0x401300 main at b~shop.adb:97
            """)
        #expect(frames(trace.exception) == ["- Shop.Connect shop.adb 17", "- main b~shop.adb 97"])
    }

    @Test("Dart numbers its frames, and marks where it waited")
    func dart() throws {
        let trace = try parse(
            """
            Unhandled exception:
            FormatException: bad order
            see manual
            #0      Gateway.charge (package:shop/gateway.dart:12:5)
            #1      List.forEach (dart:core-patch/growable_array.dart:416:8)
            <asynchronous suspension>
            #2      main.<anonymous closure> (file:///srv/shop/bin/main.dart:8:3)
            """)
        #expect(names(trace) == ["FormatException: bad order\nsee manual"])
        #expect(
            frames(trace.exception) == [
                "- Gateway.charge package:shop/gateway.dart 12",
                "- List.forEach dart:core-patch/growable_array.dart 416",
                "- main.<anonymous closure> file:///srv/shop/bin/main.dart 8",
            ])
        #expect(trace.exception.frames.map(\.isApplication) == [true, false, true])
        #expect(trace.exception.frames[0].column == 5)
    }

    @Test("Oracle prints the newest error first, its places below, and then the errors before it")
    func oracle() throws {
        let trace = try parse(
            """
            ERROR at line 1:
            ORA-20001: charge of 1999 failed
            ORA-06512: at "SHOP.GATEWAY", line 12
            ORA-01403: no data found
            ORA-06512: at "SHOP.ORDERS", line 3
            ORA-06512: at line 1
            """)
        #expect(names(trace) == ["ORA-20001: charge of 1999 failed", "ORA-01403: no data found"])
        #expect(frames(trace.exception) == ["SHOP GATEWAY - 12"])
        #expect(frames(trace.causes[0]) == ["SHOP ORDERS - 3", "- <anonymous block> - 1"])
    }

    @Test("The Linux kernel's reports, with the seconds in front and without", arguments: ["[  123.456789] ", ""])
    func kernel(_ head: String) throws {
        let text = """
            BUG: kernel NULL pointer dereference, address: 0000000000000008
            #PF: supervisor read access in kernel mode
            PGD 0 P4D 0
            Oops: 0000 [#1] PREEMPT SMP PTI
            CPU: 1 PID: 4242 Comm: shop Tainted: G           OE      6.1.0-18-amd64 #1  Debian 6.1.76-1
            RIP: 0010:gateway_charge+0x1c/0x60 [shop]
            Code: 0f 1f 44 00 00
            RSP: 0018:ffffb2e5c0a7fd98 EFLAGS: 00010246
            Call Trace:
             <TASK>
             ? __die_body.cold+0x1a/0x1f
             gateway_ioctl+0x44/0x90 [shop]
             __x64_sys_ioctl+0x90/0xd0
             entry_SYSCALL_64_after_hwframe+0x6e/0xd8
             </TASK>
            Modules linked in: shop(OE) ext4
            ---[ end trace 0000000000000000 ]---
            """
        let trace = try parse(text.split(separator: "\n").map { head + $0 }.joined(separator: "\n"))
        #expect(names(trace) == ["BUG: kernel NULL pointer dereference, address: 0000000000000008"])
        #expect(
            frames(trace.exception) == [
                "shop gateway_charge - 0", "shop gateway_ioctl - 0", "- __x64_sys_ioctl - 0",
                "- entry_SYSCALL_64_after_hwframe - 0",
            ])
        #expect(trace.exception.frames.map(\.isApplication) == [true, true, false, false])
    }

    @Test(
        "A trace that begins in the middle of a log's line",
        arguments: [
            "panic: a\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/main.go:9 +0x84",
            "app.rb:2:in `connect': refused (IOError)\n\tfrom app.rb:9:in `<main>'",
            "thread 'main' panicked at a.rs:1:2:\nrefused\nstack backtrace:\n   0: a::b",
            "terminate called after throwing an instance of 'A'\n  what():  refused",
            "shop/main.swift:24: Precondition failed: refused\nCurrent stack trace:",
            "Fatal error: exception Failure(\"refused\")\nRaised at A.b in file \"a.ml\", line 4, characters 60-90",
            "An unhandled exception occurred at $00000000004017D1:\nEDivByZero: Division by zero",
            "raised CONSTRAINT_ERROR : shop.adb:17 index check failed\nCall stack traceback locations:\n0x1 0x2",
            "Fortran runtime error: refused\n\nError termination. Backtrace:\n#0  0x7f509f0218c2 in a",
            "Unhandled exception:\nFormatException: refused\n#0      a (package:b/c.dart:1:2)",
            "** (A.B) refused\n    app.exs:14: Shop.connect/2",
            "libcob: orders.cob:33: error: refused\n\n Last statement of A was at line 33 of orders.cob",
        ])
    func inline(_ text: String) throws {
        let head = "2026-11-21 04:13:57,123 ERROR [main] com.acme.Shop - "
        let bare = try #require(TraceFinder().parse(lines(text)))
        let found = try #require(TraceFinder().parse(lines(head + text)))
        #expect(found.trace == bare.trace)
        #expect(found.column == head.utf8.count)
        #expect(found.lastLine == bare.lastLine)
    }

    @Test("A line like a shell's or Perl's error within another language's message does not end that one's trace")
    func weakLines() {
        let text = lines(
            """
            java.io.IOException: Cannot run program
            job.sh: line 3: syntax error near unexpected token
            Died at app.pl line 3.
            \tat com.acme.A.b(A.java:1)
            job.sh: line 3: syntax error near unexpected token `fi'
            job.sh: line 3: `fi'
            """)
        #expect(Grouping.records(of: text, TraceLanguage.allCases) == [1...4, 5...6])
    }

    @Test("Traces of different languages without a gap are as many records; what follows is none of them")
    func backToBack() {
        let text = lines(
            """
            panic: a

            goroutine 1 [running]:
            main.main()
            \t/srv/main.go:9 +0x84
            exit status 2
            done
            app.rb:2:in `connect': refused (IOError)
            \tfrom app.rb:9:in `<main>'
            thread 'main' panicked at 'a', a.rs:1:2
            note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
            finished
            bad record at /srv/app.pl line 17.
            \tmain::parse("x") called at /srv/app.pl line 20
            done
            ** (KeyError) key :lines not found
                app.exs:28: Shop.fetch/0
            done
            lua5.4: app.lua:9: attempt to index a nil value
            stack traceback:
            \tapp.lua:9: in field '?'
            Fatal error: exception Not_found
            Raised at Shop.checkout in file "shop.ml", line 4, characters 60-90
            An unhandled exception occurred at $00000000004017D1:
            EDivByZero: Division by zero
              $00000000004017D1  main,  line 41 of shop.pas
            done
            libcob: orders.cob:33: error: module 'NOSUCHMOD' not found

             Last statement of ORDERS was at line 33 of orders.cob
            a.c:33:54: runtime error: division by zero
                #0 0x564439fe7813 in main /srv/shop/cpp/crash.c:33
            done
            """)
        let wanted = [
            1...6, 7...7, 8...9, 10...11, 12...12, 13...14, 15...15, 16...17, 18...18, 19...21, 22...23, 24...26,
            27...27, 28...30, 31...32, 33...33,
        ]
        let records = Grouping.records(of: text, TraceLanguage.allCases)
        #expect(records == wanted)
    }

    @Test("Dart's terse traces have the place in front of the function")
    func dartTerse() throws {
        let trace = try parse(
            """
            Unhandled exception:
            FormatException: bad amount
            package:shop/gateway.dart 12:5  Gateway.pay
            dart:async/zone.dart 1399:13    _CustomZone.run
            package:shop/main.dart 9:3      main.<fn>
            """)
        #expect(names(trace) == ["FormatException: bad amount"])
        #expect(
            frames(trace.exception) == [
                "- Gateway.pay package:shop/gateway.dart 12", "- _CustomZone.run dart:async/zone.dart 1399",
                "- main.<fn> package:shop/main.dart 9",
            ])
        #expect(trace.exception.frames.map(\.isApplication) == [true, false, true])
    }
}
