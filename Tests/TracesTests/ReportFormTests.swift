import Model
import Testing
import Traces

/// Reports with titles, tables and rules, and what virtual machines and kernels say.
@Suite("Forms of reports")
struct ReportFormTests {
    @Test("color-eyre's report of a panic: titles, hidden frames, a section of frames")
    func colorEyrePanic() throws {
        let log = """
            The application panicked (crashed).
            Message:  no order:
            see the manual
            Location: src/main.rs:12

              ━━━━━━━━━━━━━━━━━━━━━ BACKTRACE ━━━━━━━━━━━━━━━━━━━━━
                             ⋮ 8 frames hidden ⋮
               9: core::panicking::panic::h1b0af24502591aff
                  at /rustc/13e6f24b9adda67852fb86538541adaa68aff6e8/library/core/src/panicking.rs:127
              10: shop::charge::hbcd4195430211455
                  at /srv/shop/src/main.rs:12
                    11 │ fn charge() {
                >   12 │     take()
              11: start_thread<unknown>
                  at <unknown source file>:<unknown line>

            Run with COLORBT_SHOW_HIDDEN=1 environment variable to disable frame filtering.
            2026-11-21 04:14:00 INFO next
            """
        let found = try WrittenSample.single(log, lines: 1...17)
        #expect(found.exception.className == "panic" && found.exception.message == "no order:\nsee the manual")
        #expect(found.exception.location == Thrown.Location(file: "src/main.rs", line: 12))
        #expect(
            WrittenSample.shown(found.exception).dropFirst() == [
                "shop::charge /srv/shop/src/main.rs:12 *", "start_thread",
            ])
    }

    @Test("color-eyre's report of an error: each message is the cause of the one above, spans are no frames")
    func colorEyreError() throws {
        let log = """
            Error:
               0: cannot read the orders
               1: no such file
               2: disk is away

            Location:
               src/main.rs:12

              ━━━━━━━━━━━━━━━━━━━━━ SPANTRACE ━━━━━━━━━━━━━━━━━━━━━

               0: shop::orders with path="a"
                  at src/orders.rs:38

              ━━━━━━━━━━━━━━━━━━━━━ BACKTRACE ━━━━━━━━━━━━━━━━━━━━━
               6: shop::read::haee210cb22460af3
                  at /srv/shop/src/read.rs:35

            Suggestion: look for the disk
            2026-11-21 04:14:00 INFO next
            """
        let found = try WrittenSample.single(log, lines: 1...18)
        #expect(found.chain.map(\.message) == ["cannot read the orders", "no such file", "disk is away"])
        #expect(found.exception.location == Thrown.Location(file: "src/main.rs", line: 12))
        #expect(WrittenSample.shown(found.exception) == ["shop::read /srv/shop/src/read.rs:35 *"])
    }

    @Test("eyre puts the place behind the causes, or behind the error itself")
    func eyre() throws {
        let log = """
            Error: cannot read the orders

            Caused by:
                no such file

            Location:
                src/main.rs:12:5
            2026-11-21 04:14:00 INFO next
            """
        let found = try WrittenSample.single(log, lines: 1...7)
        #expect(found.chain.map(\.message) == ["cannot read the orders", "no such file"])
        #expect(found.exception.location == Thrown.Location(file: "src/main.rs", line: 12))
        let bare = "Error: disk is full\n\nLocation:\n    src/main.rs:12:5\n2026-11-21 04:14:00 INFO next"
        #expect(try WrittenSample.single(bare, lines: 1...4).exception.message == "disk is full")
    }

    @Test("Intel's Fortran prints a table of frames, perhaps below an empty line")
    func intelFortran() throws {
        let log = """
            forrtl: severe (408): fort: (2): Subscript #1 of the array A has value 11

            Image              PC                Routine            Line        Source
            libifcoremt.so.5   00007F027A185F0C  for__signal_handl     Unknown  Unknown
            Fds                0000000000402A4C  charge_                    12  shop.f90
            Fds                00000000004029AE  Unknown               Unknown  Unknown
            libc.so.6          00007F027A185F0D  __libc_start_main     Unknown  Unknown

            Stack trace terminated abnormally.
            2026-11-21 04:14:00 INFO next
            """
        let found = try WrittenSample.single(log, lines: 1...9)
        #expect(found.language == "fortran" && found.exception.className == "severe (408)")
        #expect(found.exception.message == "fort: (2): Subscript #1 of the array A has value 11")
        #expect(
            WrittenSample.shown(found.exception) == [
                "for__signal_handl", "charge_ shop.f90:12 *", "Unknown", "__libc_start_main",
            ])
    }

    @Test("Flutter draws rules around an error, and says what was thrown in a sentence")
    func flutter() throws {
        let log = """
            ══╡ EXCEPTION CAUGHT BY WIDGETS LIBRARY ╞══════════════════════════════════════════════
            The following StateError was thrown building ShopPage(dirty):
            Bad state: no order
            at all

            The relevant error-causing widget was:
              ShopPage ShopPage:file:///srv/shop/lib/main.dart:9:10

            When the exception was thrown, this was the stack:
            #0      Element.rebuild (package:flutter/src/widgets/framework.dart:5042:9)
            #1      _ShopPageState.build (package:shop/main.dart:12:5)
            (elided 3 frames from dart:async)

            ═══════════════════════════════════════════════════════════════════════════════════════
            done
            """
        let found = try WrittenSample.single(log, lines: 1...14)
        #expect(found.exception.className == "StateError" && found.exception.message == "Bad state: no order\nat all")
        #expect(found.exception.frames.map(\.isApplication) == [false, true] && found.exception.elidedFrames == 3)
    }

    @Test("Bun prints numbered lines of the source above the error, and its properties below")
    func bunExcerpt() throws {
        let log = """
             9 | function connect() {
            10 |   throw new TypeError("connection refused");
                         ^
            TypeError: connection refused
               code: "ECONNREFUSED",

                  at connect (/srv/shop/app.ts:10:9)
                  at new ShellError (12:16)

            Bun v1.1.34 (Linux x64)
            2026-11-21 04:14:00 INFO next
            """
        let found = try WrittenSample.single(log, lines: 1...10)
        #expect(found.exception.className == "TypeError" && found.exception.message == "connection refused")
        #expect(found.exception.frames.map(\.line) == [10, 12])
        let table = "2026-11-21 04:14:00 INFO two\n1 | apples\n2 | pears\ndone".split(separator: "\n")
        let records = Grouping.records(of: table.map { Array($0.utf8)[...] }, TraceLanguage.allCases)
        #expect(records == [1...1, 2...2, 3...3, 4...4])
    }

    @Test("OpenJ9 prints names with slashes")
    func openJ9() throws {
        let log = """
            Exception in thread "main" java/lang/NullPointerException: no order
            \tat java/lang/Integer.parseInt(Integer.java:668)
            \tat com/acme/shop/Traces.main(Traces.java:12)
            \tat app//com.acme.shop.Traces.main(Traces.java:13)
            Caused by: java/io/IOException: reset
            \tat com/acme/shop/Traces.read(Traces.java:14)
            2026-11-21 04:14:00 INFO next
            """
        let found = try WrittenSample.single(log, lines: 1...6)
        #expect(found.chain.map(\.className) == ["java/lang/NullPointerException", "java/io/IOException"])
        #expect(
            WrittenSample.shown(found.exception) == [
                "java/lang/Integer.parseInt Integer.java:668", "com/acme/shop/Traces.main Traces.java:12 *",
                "com.acme.shop.Traces.main Traces.java:13 *",
            ])
    }

    @Test("JclDebug's frames stand below the program's own words")
    func jclDebug() throws {
        let log = """
            2026-11-21 04:13:57 ERROR EAccessViolation: Access violation at address 00401234
            Stack list, generated 21.11.2026 04:13:57
            (000456CA){shop.exe    } [004466CA] Gateway.TGateway.Connect (Line 12, "Gateway.pas" + 3) + $1D2
            (0001F0DC){shop.exe    } [004200DC] Classes.TReader.ReadDate + $8
            [7C816D4F]{kernel32.dll} BaseProcessStart + $23
            2026-11-21 04:14:00 INFO next
            """
        let found = try WrittenSample.single(log, lines: 1...5)
        #expect(found.exception.className == "EAccessViolation")
        #expect(
            WrittenSample.shown(found.exception) == [
                "Gateway.TGateway.Connect Gateway.pas:12 *", "Classes.TReader.ReadDate", "BaseProcessStart",
            ])
    }

    @Test(
        "The kernel's reports in a file of syslog",
        arguments: [
            "Nov 21 04:13:57 web1 kernel: [  123.456789] ", "2026-11-21T04:13:57.123456+01:00 web1 kernel: ",
            "[  123.456789][ T4711] ",
        ])
    func kernel(head: String) throws {
        let lines = [
            "BUG: unable to handle page fault for address: ffff8881", "Oops: 0000 [#1] SMP PTI",
            "RIP: 0010:charge+0x12/0x40 [shop]", "Call Trace:", " <TASK>", " ? __die+0x23/0x70",
            " charge+0x12/0x40 [shop]", " </TASK>", "---[ end trace 0000000000000000 ]---",
        ]
        let log = lines.map { head + $0 }.joined(separator: "\n") + "\nNov 21 04:13:58 web1 sshd[12]: closed"
        let found = try WrittenSample.single(log, lines: 1...9)
        #expect(found.exception.className == "BUG")
        #expect(found.exception.message == "unable to handle page fault for address: ffff8881")
        #expect(found.exception.frames.allSatisfy { $0.type == "shop" && $0.method == "charge" })
    }

    @Test("Go's code in C may end with a signal, and no goroutine's panic")
    func goSignal() throws {
        let log = """
            SIGSEGV: segmentation violation
            PC=0x7f3fa98f9361 m=3 sigcode=1 addr=0x0
            signal arrived during cgo execution

            goroutine 1 gp=0xc0000061c0 m=0 mp=0x5a1b2c [syscall]:
            main._Cfunc_charge()
            \t_cgo_gotypes.go:40 +0x3f

            rax    0x0
            2026-11-21 04:14:00 INFO next
            """
        let found = try WrittenSample.single(log, lines: 1...9)
        #expect(found.exception.className == "SIGSEGV" && found.exception.message == "segmentation violation")
        #expect(found.exception.frames.map(\.line) == [40])
    }

    @Test("GNAT names the image above its frames where they have symbols")
    func symbolicAda() throws {
        let log = """
            raised CONSTRAINT_ERROR : shop.adb:12 index check failed
            [/srv/shop/shop]
            0x4011d6 Shop.Charge at shop.adb:12
            0x4012d6 Main at main.adb:3
            [/lib/x86_64-linux-gnu/libc.so.6]
            0x7f59ee56df7f
            done
            """
        let found = try WrittenSample.single(log, lines: 1...6)
        #expect(found.exception.frames.prefix(2).map(\.method) == ["Shop.Charge", "Main"])
    }

    @Test("What the Java machine says of its own end")
    func javaCrash() throws {
        let log = """
            # A fatal error has been detected by the Java Runtime Environment:
            #
            #  SIGSEGV (0xb) at pc=0x00007f3fa98f9361, pid=4711, tid=4712
            #
            # Problematic frame:
            # J 1234 c2 com.acme.Shop.charge(I)V (12 bytes) @ 0x00007f3fa98f9361 [0x00007f3fa98f9340+0x21]
            #
            # An error report file with more information is saved as:
            # /srv/shop/hs_err_pid4711.log
            2026-11-21 04:14:00 INFO next
            """
        let found = try WrittenSample.single(log, lines: 1...9)
        #expect(found.exception.className == "SIGSEGV")
        #expect(found.exception.message?.hasPrefix("SIGSEGV (0xb) at pc=") == true)
        #expect(WrittenSample.shown(found.exception) == ["com.acme.Shop.charge *"])
        let dump = "java.lang.OutOfMemoryError: Java heap space\nDumping heap to java_pid4711.hprof ...\ndone"
        _ = try WrittenSample.single(dump, lines: 1...2)
    }

    @Test(".NET puts the system's number behind a type; what is compiled ahead may have no names")
    func dotnetCode() throws {
        let log = """
            System.Net.Http.HttpRequestException: refused (gateway:8443)
             ---> System.Net.Sockets.SocketException (111): Connection refused
               at Shop.Gateway.Connect() in /srv/shop/Gateway.cs:line 12
               --- End of inner exception stack trace ---
               at Shop.Program.Main(String[]) + 0x21
               at shop!<BaseAddress>+0x1a2b3c
            2026-11-21 04:14:00 INFO next
            """
        let found = try WrittenSample.single(log, lines: 1...6)
        #expect(found.causes.map(\.className) == ["System.Net.Sockets.SocketException"])
        #expect(found.causes.map(\.message) == ["Connection refused"])
        #expect(found.exception.message == "refused (gateway:8443)" && found.exception.frames.count == 2)
    }
}
