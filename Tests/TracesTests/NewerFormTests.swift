import Model
import Testing
import Traces

/// Forms of further reporters, browsers and versions that no fixture has.
@Suite("Forms of other reporters and versions")
struct NewerFormTests {
    @Test("madExcept's report: keys, then threads, the failed one first")
    func madExcept() throws {
        let log = """
            date/time          : 2026-11-21, 04:13:57, 123ms
            computer name      : SHOP1
            exception class    : EAccessViolation
            exception message  : Access violation at address 00401234 in module 'shop.exe'.

            main thread ($1a2c):
            00401234 +014 shop.exe    Gateway  12  +3 TGateway.Connect
            00401a20 +020 shop.exe    Forms         TApplication.Run
            7c816d4f +049 kernel32.dll                BaseProcessStart

            thread $1b30: <priority:15>
            7c90eb94 +000 ntdll.dll  KiFastSystemCallRet
            2026-11-21 04:14:00 INFO next
            """
        let found = try WrittenSample.single(log, lines: 1...12)
        #expect(found.exception.className == "EAccessViolation")
        #expect(found.exception.message == "Access violation at address 00401234 in module 'shop.exe'.")
        #expect(
            WrittenSample.shown(found.exception) == [
                "TGateway.Connect Gateway:12 *", "TApplication.Run Forms", "BaseProcessStart",
            ])
    }

    @Test("EurekaLog's report: numbered keys, and a table whose columns have names")
    func eurekaLog() throws {
        let log = """
            EurekaLog 7.7.6.14

            Exception:
            ------------------------------------------------------------------------
              2.2 Address       : 00401234
              2.5 Type          : EAccessViolation
              2.6 Message       : Access violation at address 00401234

            Call Stack Information:
            ------------------------------------------------------------------------
            |Address |Module  |Unit   |Class    |Procedure/Method|Line   |
            ------------------------------------------------------------------------
            |*Exception Thread: ID=6700; Parent=0; Priority=0                       |
            |00401234|shop.exe|Gateway|TGateway |Connect         |12[3]  |
            |00401A20|shop.exe|Main   |TMainForm|Button1Click    |40[2]  |
            |----------------------------------------------------------------------|
            |*Calling Thread: ID=6701; Parent=6700; Priority=0                     |
            |00401B20|shop.exe|Worker |TWorker  |Execute         |9[1]   |
            ------------------------------------------------------------------------
            2026-11-21 04:14:00 INFO next
            """
        let found = try WrittenSample.single(log, lines: 1...19)
        #expect(found.exception.className == "EAccessViolation")
        #expect(found.exception.message == "Access violation at address 00401234")
        #expect(
            WrittenSample.shown(found.exception) == [
                "TGateway.Connect Gateway:12 *", "TMainForm.Button1Click Main:40 *",
            ])
    }

    @Test("systemd's note of a core dump, several threads")
    func coreDump() throws {
        let log = """
            Process 4711 (shop) of user 1000 dumped core.

            Module /usr/bin/shop from deb shop-1.0.x86_64
            Stack trace of thread 4711:
            #0  0x00007f3fa98f9361 charge (shop + 0x1234)
            #1  0x00007f3fa98f9363 n/a (libc.so.6 + 0x29d90)

            Stack trace of thread 4712:
            #0  0x00007f3fa98f9371 poll (libc.so.6 + 0x129d90)
            ELF object binary architecture: AMD x86-64
            2026-11-21 04:14:00 INFO next
            """
        let found = try WrittenSample.single(log, lines: 1...10)
        #expect(found.exception.message == "Process 4711 (shop) of user 1000 dumped core.")
        #expect(WrittenSample.shown(found.exception) == ["charge *", "??"])
    }

    @Test("Firefox and Safari put the function in front of the address")
    func browsers() throws {
        let log = """
            TypeError: order is undefined
            charge@https://shop.example.com/static/app.js:12:34
            checkout/<@https://shop.example.com/static/app.js:40:5
            @https://shop.example.com/static/app.js:99:1
            2026-11-21 04:14:00 INFO a@https://shop.example.com is up
            """
        let found = try WrittenSample.single(log, lines: 1...4)
        #expect(found.exception.className == "TypeError" && found.exception.message == "order is undefined")
        #expect(found.exception.frames.map(\.method) == ["charge", "checkout/<", "<anonymous>"])
        #expect(found.exception.frames.map(\.line) == [12, 40, 99])
        #expect(found.exception.frames[0].file == "https://shop.example.com/static/app.js")
    }

    @Test("Bun prints `error` for a class of the language's own")
    func bun() throws {
        let log = """
            error: connection refused
                  at connect (/srv/shop/app.ts:2:9)
                  at /srv/shop/app.ts:9:1

            Bun v1.1.34 (Linux x64)
            2026-11-21 04:14:00 INFO next
            """
        let found = try WrittenSample.single(log, lines: 1...5)
        #expect(found.exception.className == "error" && found.exception.message == "connection refused")
        #expect(found.exception.frames.map(\.line) == [2, 9])
    }

    @Test("Erlang since OTP 26 has a colon between file and line")
    func erlang() throws {
        let log = """
            =CRASH REPORT==== 21-Nov-2026::04:28:33.000000 ===
              crasher:
                initial call: shop:init/1
                pid: <0.90.0>
                exception error: an error occurred when evaluating an arithmetic expression
                  in function  shop:charge/1 (shop.erl:5)
                  in call from gen_server:try_handle_call/6 (gen_server.erl:2381)
            """
        let found = try WrittenSample.single(log, lines: 1...7)
        #expect(
            WrittenSample.shown(found.exception) == [
                "shop.charge/1 shop.erl:5 *", "gen_server.try_handle_call/6 gen_server.erl:2381",
            ])
    }

    @Test("Swift 6 leaves the addresses out")
    func swift() throws {
        let log = """
            💣 Program crashed: Illegal instruction at 0x00007f3fa98f9361

            Thread 0 "shop" crashed:

            0 [inlined] [system] Swift runtime failure: Index out of range in shop at /<compiler-generated>
            1 charge(_:) + 98 in shop at /srv/shop/main.swift:12:17
            2 main + 227 in shop at /srv/shop/main.swift:18:15

            Backtrace took 0.03s
            """
        let found = try WrittenSample.single(log, lines: 1...9)
        #expect(found.exception.frames.dropFirst().map(\.method) == ["charge(_:)", "main"])
        #expect(found.exception.frames.dropFirst().map(\.line) == [12, 18])
    }

    @Test("A Java error within a logger's line is read where its level is an error's")
    func withinLine() {
        func name(_ level: String) -> String? {
            let line = "2026-11-21 04:13:57,123 \(level) [a] b.C - order 17 failed: java.io.IOException: reset"
            return TraceFinder().parse([Array(line.utf8)[...]])?.trace.exception.className
        }
        #expect(name("ERROR") == "java.io.IOException")
        #expect(name("INFO ") == nil)
    }
}
