import Testing

/// A fault as two runs of a program print it, on other lines and with other numbers of the system's, and another fault
/// of the same program.
struct Fault: CustomTestStringConvertible {
    var language: String
    var first: String
    var again: String
    var other: String

    init(_ language: String, _ first: String, again: String, other: String) {
        (self.language, self.first, self.again, self.other) = (language, first, again, other)
    }

    var testDescription: String { language }

    static let all = managed + scripts + compiled + databases + more

    private static let managed = [
        Fault(
            "java: lambdas and hidden classes",
            """
            java.lang.IllegalStateException: order 4711
            \tat com.acme.Shop.lambda$sell$3(Shop.java:17)
            \tat com.acme.Shop$$Lambda$14/0x0000000800c03000.run(Unknown Source)
            """,
            again: """
                java.lang.IllegalStateException: order 12
                \tat com.acme.Shop.lambda$sell$5(Shop.java:29)
                \tat com.acme.Shop$$Lambda$37/0x0000000800d11400.run(Unknown Source)
                """,
            other: """
                java.lang.IllegalStateException: order 4711
                \tat com.acme.Shop.cancel(Shop.java:17)
                """),
        Fault(
            "java: proxies",
            "a.b.RefusedException: x\n\tat com.acme.Shop$$EnhancerBySpringCGLIB$$1a2b3c4d.sell(<generated>)",
            again: "a.b.RefusedException: y\n\tat com.acme.Shop$$EnhancerBySpringCGLIB$$99fe0012.sell(<generated>)",
            other: "a.b.RefusedException: x\n\tat com.acme.Till$$EnhancerBySpringCGLIB$$1a2b3c4d.sell(<generated>)"),
        Fault(
            "dotnet: local functions",
            "Unhandled exception. System.Exception: x\n   at Acme.Program.<Main>g__Pay|0_1(Int32 a) in P.cs:line 7",
            again:
                "Unhandled exception. System.Exception: y\n   at Acme.Program.<Main>g__Pay|0_3(Int32 a) in P.cs:line 9",
            other:
                "Unhandled exception. System.Exception: x\n   at Acme.Program.<Main>g__Ship|0_1(Int32 a) in P.cs:line 7"
        ),
        Fault(
            "erlang: funs and escripts",
            """
            escript: exception error: badarg
              in function  es_shop__escript__1795__235314__546843__2:'-total/1-fun-0-'/2 (./shop.erl, line 9)
            """,
            again: """
                escript: exception error: badarg
                  in function  es_shop__escript__1801__118200__100001__2:'-total/1-fun-2-'/2 (./shop.erl, line 14)
                """,
            other: """
                escript: exception error: badarg
                  in function  es_shop__escript__1795__235314__546843__2:load/1 (./shop.erl, line 9)
                """),
        Fault(
            "elixir: processes",
            "** (KeyError) key :a not found in: #PID<0.113.0>\n    app.exs:14: Shop.fetch/1",
            again: "** (KeyError) key :a not found in: #PID<0.97.0>\n    app.exs:15: Shop.fetch/1",
            other: "** (KeyError) key :a not found in: #PID<0.113.0>\n    app.exs:14: Shop.store/1"),
        Fault(
            "dart",
            "Unhandled exception:\nFormatException: x\n#0      load (package:shop/a.dart:12:5)",
            again: "Unhandled exception:\nFormatException: y\n#0      load (package:shop/a.dart:17:9)",
            other: "Unhandled exception:\nFormatException: x\n#0      save (package:shop/a.dart:12:5)"),
    ]

    private static let scripts = [
        Fault(
            "python: cells of a notebook",
            """
            Traceback (most recent call last):
              File "<ipython-input-3-1a2b3c>", line 2, in total
            ZeroDivisionError: division by zero
            """,
            again: """
                Traceback (most recent call last):
                  File "<ipython-input-12-1a2b3c>", line 5, in total
                ZeroDivisionError: division by zero
                """,
            other: """
                Traceback (most recent call last):
                  File "<ipython-input-3-1a2b3c>", line 2, in share
                ZeroDivisionError: division by zero
                """),
        Fault(
            "ruby: threads",
            """
            #<Thread:0x00007f1c2c0a1b58 app.rb:52 run> terminated with exception (report_on_exception is true):
            app.rb:5:in `pay': order 4711 (ArgumentError)
            \tfrom app.rb:52:in `<main>'
            """,
            again: """
                #<Thread:0x00007fd20d5a11a0 app.rb:61 run> terminated with exception (report_on_exception is true):
                app.rb:8:in `pay': order 12 (ArgumentError)
                \tfrom app.rb:61:in `<main>'
                """,
            other: "app.rb:5:in `ship': order 4711 (ArgumentError)\n\tfrom app.rb:52:in `<main>'"),
        Fault(
            "php: closures",
            """
            PHP Fatal error:  Uncaught Exception: x in /srv/a.php:3
            Stack trace:
            #0 /srv/a.php(9): Shop\\{closure:/srv/a.php:2}()
            #1 {main}
              thrown in /srv/a.php on line 3
            """,
            again: """
                PHP Fatal error:  Uncaught Exception: y in /srv/a.php:7
                Stack trace:
                #0 /srv/a.php(19): Shop\\{closure:/srv/a.php:6}()
                #1 {main}
                  thrown in /srv/a.php on line 7
                """,
            other: """
                PHP Fatal error:  Uncaught Exception: x in /srv/a.php:3
                Stack trace:
                #0 /srv/a.php(9): Shop\\load()
                #1 {main}
                  thrown in /srv/a.php on line 3
                """),
        Fault(
            "node", "TypeError: a is undefined\n    at load (/srv/12/app.js:3:5)\n    at main (/srv/12/app.js:9:1)",
            again: "TypeError: b is undefined\n    at load (/srv/13/app.js:4:7)\n    at main (/srv/13/app.js:8:1)",
            other: "TypeError: a is undefined\n    at save (/srv/12/app.js:3:5)\n    at main (/srv/12/app.js:9:1)"),
        Fault(
            "perl: evaluated code", "Illegal division by zero at (eval 12) line 1.",
            again: "Illegal division by zero at (eval 7) line 1.", other: "Illegal division by zero at a.pl line 1."),
        Fault(
            "perl: references that were thrown", "HASH(0x56269c8e0b20)", again: "HASH(0x55d1b2a0c1f8)",
            other: "ARRAY(0x56269c8e0b20)"),
        Fault(
            "lua: functions without a name",
            "lua5.4: a.lua:4: x\nstack traceback:\n\ta.lua:4: in function <a.lua:3>",
            again: "lua5.4: a.lua:9: x\nstack traceback:\n\ta.lua:9: in function <a.lua:8>",
            other: "lua5.4: a.lua:4: x\nstack traceback:\n\ta.lua:4: in function 'load'"),
        Fault(
            "tcl",
            "refused: 10.0.0.7\n    while executing\n\"open a\"\n    (procedure \"load\" line 2)",
            again: "refused: 10.0.0.8\n    while executing\n\"open a\"\n    (procedure \"load\" line 5)",
            other: "refused: 10.0.0.7\n    while executing\n\"open a\"\n    (procedure \"save\" line 2)"),
        Fault(
            "shell: a stack of its own", "failed\n    at load (job.sh:6)\n    at main (job.sh:9)",
            again: "failed\n    at load (job.sh:7)\n    at main (job.sh:12)",
            other: "failed\n    at save (job.sh:6)\n    at main (job.sh:9)"),
        Fault(
            "shell: a line", "/srv/1/job.sh: line 3: ROWS: unbound variable",
            again: "/srv/2/job.sh: line 3: ROWS: unbound variable",
            other: "/srv/1/job.sh: line 9: ROWS: unbound variable"),
    ]

    private static let compiled = [
        Fault(
            "go: goroutines and offsets",
            "panic: order 4711\n\ngoroutine 18 [running]:\nmain.pay(0xc0000a8270)\n\t/srv/a/main.go:9 +0x84",
            again: "panic: order 12\n\ngoroutine 7 [running]:\nmain.pay(0xc000012018)\n\t/srv/b/main.go:11 +0x1b",
            other: "panic: order 4711\n\ngoroutine 18 [running]:\nmain.ship(0xc0000a8270)\n\t/srv/a/main.go:9 +0x84"),
        Fault(
            "go: a panic without its goroutines", "panic: (main.weird) 0xc0000a8270",
            again: "panic: (main.weird) 0xc000012018", other: "panic: (main.other) 0xc0000a8270"),
        Fault(
            "rust: threads", "thread 'main' (21100) panicked at src/main.rs:65:5:\nledger 12 out of balance",
            again: "thread 'worker-3' (311) panicked at src/main.rs:71:5:\nledger 4 out of balance",
            other: "thread 'main' (21100) panicked at src/main.rs:65:5:\norder 12 has no lines"),
        Fault(
            "cpp: processes and addresses",
            """
            ==21304==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000011 at pc 0x557fd60c7726
                #0 0x557fd60c7725 in total /srv/a/crash.c:14
                #1 0x557fd60c7a01 in main.part.0 /srv/a/crash.c:40
            """,
            again: """
                ==977==ERROR: AddressSanitizer: heap-use-after-free on address 0x60300001cc41 at pc 0x55b3d1f00726
                    #0 0x55b3d1f00725 in total.constprop.1 /srv/b/crash.c:19
                    #1 0x55b3d1f00a01 in main /srv/b/crash.c:44
                """,
            other: """
                ==21304==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000011 at pc 0x557fd60c7726
                    #0 0x557fd60c7725 in share /srv/a/crash.c:14
                """),
        Fault(
            "cpp: the C library", "double free or corruption (out)", again: "double free or corruption (out)",
            other: "malloc(): corrupted top size"),
        Fault(
            "cpp: offsets in images",
            "crashed\n./shop(checkout+0x18)[0x55feb524021f]\n./shop(main+0x73)[0x55feb524031c]",
            again: "crashed\n./shop(checkout+0x2b)[0x5601a000121f]\n./shop(main+0x73)[0x5601a000131c]",
            other: "crashed\n./shop(refund+0x18)[0x55feb524021f]\n./shop(main+0x73)[0x55feb524031c]"),
        Fault(
            "swift: offsets",
            "shop/main.swift:12: Fatal error: x\nCurrent stack trace:\n0    shop   0x00007f3fa98f9361 pay() + 71",
            again:
                "shop/main.swift:14: Fatal error: x\nCurrent stack trace:\n0    shop   0x00005581a98f9361 pay() + 95",
            other:
                "shop/main.swift:12: Fatal error: x\nCurrent stack trace:\n0    shop   0x00007f3fa98f9361 ship() + 71"),
        Fault(
            "swift: no frames", "shop/main.swift:12: Fatal error: order 4711",
            again: "shop/main.swift:14: Fatal error: order 12", other: "shop/main.swift:12: Fatal error: no stock"),
        Fault(
            "ocaml",
            "Fatal error: exception Failure(\"x\")\nRaised at Shop.pay in file \"shop.ml\", line 4, characters 60-90",
            again:
                "Fatal error: exception Failure(\"y\")\nRaised at Shop.pay in file \"shop.ml\", line 6, characters 1-9",
            other:
                "Fatal error: exception Failure(\"x\")\nRaised at Shop.ship in file \"shop.ml\", line 4, characters 6-9"
        ),
        Fault(
            "pascal: addresses",
            "EInOutError: x\n  $00000000004010CE  PAY,  line 11 of a.pas",
            again:
                "EInOutError: x\n  $0000000000501A00  PAY,  line 13 of a.pas",
            other:
                "EInOutError: x\n  $00000000004010CE  SHIP,  line 11 of a.pas"
        ),
        Fault(
            "pascal: codes", "Runtime error 201 at $000000000040115B\n  $000000000040115B",
            again: "Runtime error 201 at $00000000005011A0\n  $00000000005011A0",
            other: "Runtime error 216 at $000000000040115B\n  $000000000040115B"),
        Fault(
            "ada: addresses",
            "raised CONSTRAINT_ERROR : shop.adb:17 index check failed\nCall stack traceback locations:\n0x56176acefcdf",
            again:
                "raised CONSTRAINT_ERROR : shop.adb:19 index check failed\nCall stack traceback locations:\n0x5581fc",
            other: "raised CONSTRAINT_ERROR : till.adb:17 index check failed\nCall stack traceback locations:\n0x56176a"
        ),
        Fault(
            "fortran: addresses",
            """
            At line 11 of file shop.f90
            Fortran runtime error: Index '9' above upper bound of 3

            Error termination. Backtrace:
            #0  0x7f509f0218c2 in ???
            #1  0x55d0c1a012c2 in __ledger_MOD_post
            \tat /srv/shop.f90:11
            """,
            again: """
                At line 12 of file shop.f90
                Fortran runtime error: Index '7' above upper bound of 3

                Error termination. Backtrace:
                #0  0x7fd20f0218c2 in ???
                #1  0x5601c1a012c2 in __ledger_MOD_post
                \tat /srv/shop.f90:12
                """,
            other: """
                At line 11 of file shop.f90
                Fortran runtime error: Index '9' above upper bound of 3

                Error termination. Backtrace:
                #0  0x7f509f0218c2 in ???
                #1  0x55d0c1a012c2 in __ledger_MOD_load
                \tat /srv/shop.f90:11
                """),
        Fault(
            "cobol",
            "libcob: a.cob:41: error: out of bounds: 7\n\n Last statement of ORDERS was at line 41 of a.cob",
            again: "libcob: a.cob:44: error: out of bounds: 9\n\n Last statement of ORDERS was at line 44 of a.cob",
            other: "libcob: a.cob:41: error: out of bounds: 7\n\n Last statement of LEDGER was at line 41 of a.cob"),
        Fault(
            "kernel: times, addresses and processes",
            """
            [  12.345678] BUG: kernel NULL pointer dereference, address: 0000000000000008
            [  12.345679] CPU: 1 PID: 4711 Comm: shop Not tainted 6.1.0
            [  12.345680] RIP: 0010:shop_read+0x1b/0x30 [shop]
            [  12.345681] Call Trace:
            [  12.345682]  vfs_read+0x9c/0x310
            [  12.345683] ---[ end trace 0000000000000000 ]---
            """,
            again: """
                [ 990.000001] BUG: kernel NULL pointer dereference, address: 0000000000000010
                [ 990.000002] CPU: 0 PID: 12 Comm: shop Not tainted 6.1.0
                [ 990.000003] RIP: 0010:shop_read+0x2f/0x40 [shop]
                [ 990.000004] Call Trace:
                [ 990.000005]  vfs_read+0x9c/0x310
                [ 990.000006] ---[ end trace 0123456789abcdef ]---
                """,
            other: """
                [  12.345678] BUG: kernel NULL pointer dereference, address: 0000000000000008
                [  12.345679] CPU: 1 PID: 4711 Comm: shop Not tainted 6.1.0
                [  12.345680] RIP: 0010:shop_write+0x1b/0x30 [shop]
                [  12.345681] Call Trace:
                [  12.345682]  vfs_write+0x9c/0x310
                [  12.345683] ---[ end trace 0000000000000000 ]---
                """),
    ]

    private static let databases = [
        Fault(
            "postgresql: processes",
            "2026-11-21 04:30:36.961 UTC [26941] a@b ERROR:  Process 26941 waits for a lock",
            again: "2026-11-22 05:00:00.000 UTC [311] a@b ERROR:  Process 311 waits for a lock",
            other: "2026-11-21 04:30:36.961 UTC [26941] a@b ERROR:  division by zero"),
        Fault(
            "postgresql: values",
            "2026-11-21 04:30:36 UTC [1] ERROR:  invalid input syntax for type integer: \"one\" at character 8",
            again: "2026-11-21 04:30:36 UTC [1] ERROR:  invalid input syntax for type integer: \"two\" at character 8",
            other: "2026-11-21 04:30:36 UTC [1] ERROR:  invalid input syntax for type date: \"one\" at character 8"),
        Fault(
            "mariadb: addresses",
            "261121  4:30:47 [ERROR] mysqld got signal 11 ;\nmysqld(pay+0x1)[0x564debc7d94f]\nCore pattern: core",
            again:
                "261122  5:00:00 [ERROR] mysqld got signal 11 ;\nmysqld(pay+0x9)[0x5581ebc7d94f]\nCore pattern: core",
            other:
                "261121  4:30:47 [ERROR] mysqld got signal 11 ;\nmysqld(ship+0x1)[0x564debc7d94f]\nCore pattern: core"
        ),
        Fault(
            "oracle", "ORA-20001: order 4711\nORA-06512: at \"SHOP.PAY\", line 12",
            again: "ORA-20001: order 12\nORA-06512: at \"SHOP.PAY\", line 14",
            other: "ORA-20001: order 4711\nORA-06512: at \"SHOP.SHIP\", line 12"),
    ]
}
