import Model
import Testing
import Traces

/// Further forms of languages that are compiled to the machine's own code.
@Suite("Forms of compiled languages")
struct NativeFormTests {
    @Test("glog prints a failed check with its place, and a stack")
    func check() throws {
        let log = """
            F20261121 04:13:57.123456  1234 shop.cc:12] Check failed: total == 17 (3 vs. 17)\u{20}
            *** Check failure stack trace: ***
                @     0x7f1a2b3c4d5e  google::LogMessage::Fail()
                @           0x401234  shop::Pay(int)
                @              (nil)  (unknown)
            Aborted (core dumped)
            I20261121 04:13:58.123456  1235 shop.cc:40] next
            """
        let found = try WrittenSample.single(log, lines: 1...6)
        #expect(found.exception.message == "Check failed: total == 17 (3 vs. 17)")
        #expect(found.exception.location == Thrown.Location(file: "shop.cc", line: 12))
        #expect(WrittenSample.shown(found.exception) == ["google::LogMessage::Fail()", "shop::Pay(int) *", "??"])
    }

    @Test(
        "glog's handler of signals, and Abseil's",
        arguments: [
            [
                #"*** Aborted at 1795234437 (unix time) try "date -d @1795234437" if you are using GNU date ***"#,
                "PC: @           0x401234 shop::Pay(int)",
                "*** SIGSEGV (@0x0) received by PID 1234 (TID 0x7f1a2b3c4d5e) from PID 0; stack trace: ***",
                "    @           0x401234 shop::Pay(int)", "    @           0x401240 main",
            ],
            [
                "*** SIGSEGV received at time=1795234437 on cpu 1 ***",
                "PC: @           0x401234  (unknown)  shop::Pay(int)",
                "    @           0x401234         48  shop::Pay(int)", "    @           0x401240         16  main",
            ],
        ])
    func signals(lines: [String]) throws {
        let log = (lines + ["next"]).joined(separator: "\n")
        let found = try WrittenSample.single(log, lines: 1...lines.count)
        #expect(found.exception.message?.hasPrefix("*** SIGSEGV ") == true)
        #expect(WrittenSample.shown(found.exception) == ["shop::Pay(int) *", "main *"])
    }

    @Test("Symbols with arguments of their own, as MySQL and MariaDB print them")
    func arguments() throws {
        let log = """
            2026-11-21T04:13:57Z UTC - mysqld got signal 11 ;
            /usr/sbin/mysqld(my_print_stacktrace(unsigned char const*, unsigned long)+0x2e) [0x1f]
            sql/sql_select.cc:123(JOIN::exec())[0x56]
            /usr/sbin/mysqld(handle_fatal_signal+0x323) [0x10]
            """
        let found = try WrittenSample.single(log, lines: 1...4)
        #expect(
            WrittenSample.shown(found.exception) == [
                "my_print_stacktrace(unsigned char const*, unsigned long)", "JOIN::exec() sql/sql_select.cc:123 *",
                "handle_fatal_signal",
            ])
    }

    @Test("Ada names a program by a relative path, too")
    func ada() throws {
        let log = """
            Execution of ./shop terminated by unhandled exception
            raised CONSTRAINT_ERROR : shop.adb:5 range check failed
            Load address: 0x55d0a1b2c000
            Call stack traceback locations:
            [./shop]
            0x40123 Shop.Pay at shop.adb:5
            0x40124 shop__run at ???
            [INFO] next
            """
        let found = try WrittenSample.single(log, lines: 1...7)
        #expect(WrittenSample.shown(found.exception) == ["Shop.Pay shop.adb:5 *", "shop__run *"])
    }

    @Test("GnuCOBOL tells where the statement stands, and what the program was started by")
    func cobol() throws {
        let log = """
            libcob: shop.cob:12: error: subscript of 'ORDERS' out of bounds: 11

             Last statement of SHOP was at line 12 of shop.cob
               PARAGRAPH PAY at shop.cob:11
             Started by ./shop
            Started at 04:13
            """
        let found = try WrittenSample.single(log, lines: 1...5)
        #expect(WrittenSample.shown(found.exception) == ["SHOP shop.cob:12 *"])
    }

    @Test("Tcl's event loop names what ran the script, without a line")
    func tcl() throws {
        let log = """
            couldn't open "orders": no such file or directory
                while executing
            "open orders"
                ("after" script)
            next
            """
        _ = try WrittenSample.single(log, lines: 1...4)
    }

    @Test("The shell says that Fortran's program dumped core")
    func fortran() throws {
        let log = """
            Program received signal SIGFPE: Floating-point exception - erroneous arithmetic operation.

            Backtrace for this error:
            #0  0x55d0a1 in pay
            \tat /srv/shop/shop.f90:5
            Floating point exception (core dumped)
            next
            """
        let found = try WrittenSample.single(log, lines: 1...6)
        #expect(found.exception.className == "SIGFPE" && found.exception.frames.count == 1)
    }

    @Test(
        "Lazarus prints the class above the message, or the message alone",
        arguments: [
            ("TApplication.HandleException: EAccessViolation\nAccess violation", "EAccessViolation" as String?),
            ("TApplication.HandleException Access violation", nil),
        ])
    func lazarus(head: String, className: String?) throws {
        let log = """
            \(head)
              Stack trace:
              $0000000000401234  TSHOP__PAY,  line 28 of shop.pas
            next
            """
        let found = try WrittenSample.single(log, lines: 1...(className == nil ? 3 : 4))
        #expect(found.exception.className == className && found.exception.message == "Access violation")
        #expect(WrittenSample.shown(found.exception) == ["TSHOP__PAY shop.pas:28 *"])
    }

    @Test("JclDebug's own report: the class, the message, and frames of which only the first has a place")
    func jclReport() throws {
        let log = """
            Exception class: EAccessViolation
            Exception message: Access violation at address 00000000006F29A8 in module 'shop.exe'.
            Exception address: 00000000006F29A8
            ------------------------------------------------------------------------------
            Stack list, generated 21.11.2026 04:13:57
            [00000000006F29A8]{shop.exe} Shop.TOrder.Pay (Line 12, "Shop.pas" + 1)
            [0000000000BA2C78]{shop.exe} Shop.Run
            [00007FFAE48611CF]{ntdll.dll   } Unknown function at __chkstk
            [00007FFAE48611CF]{ntdll.dll   } is loaded
            """
        let found = try WrittenSample.single(log, lines: 1...8)
        #expect(found.exception.className == "EAccessViolation")
        #expect(found.exception.message == "Access violation at address 00000000006F29A8 in module 'shop.exe'.")
        #expect(WrittenSample.shown(found.exception) == ["Shop.TOrder.Pay Shop.pas:12 *", "Shop.Run *", "__chkstk"])
    }

    @Test(
        "Programs of Free Pascal write class and message above the frames, each with its name",
        arguments: [
            ["Exception class: EAccessViolation", "Message: Access violation"],
            ["Exception Class   : EAccessViolation", "Message           : Access violation"],
        ])
    func pascalReport(lines: [String]) throws {
        let log = (lines + ["  $006A141A  Pay,  line 28 of shop.pas", "  $0041C38D", "next"]).joined(separator: "\n")
        let found = try WrittenSample.single(log, lines: 1...4)
        #expect(found.language == "pascal" && found.exception.className == "EAccessViolation")
        #expect(found.exception.message == "Access violation")
        #expect(WrittenSample.shown(found.exception) == ["Pay shop.pas:28 *", "??"])
    }
}
