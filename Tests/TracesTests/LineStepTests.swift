import Testing
import Traces

/// What single lines are to a finder, where grouping alone would not show it: the line above may take in the next one
/// for another reason.
@Suite("Steps of single lines")
struct LineStepTests {
    @Test(
        "A first line opens a trace by itself",
        arguments: [
            "panic: boom", "fatal error: all goroutines are asleep", "WARNING: DATA RACE",
            "#<Thread:0x1 a.rb:1 run> terminated with exception (report_on_exception is true)",
            "(pricing rule):12:in `/': divided by 0 (ZeroDivisionError)", "a.rb:12:in '/': x (A::B)",
            "thread 'main' panicked at a.rs:1:2:", "fatal runtime error: stack overflow",
            "terminate called after throwing an instance of 'int'", "free(): invalid pointer",
            "==12==ERROR: AddressSanitizer: a on address 0x1", "a.c:1:2: runtime error: m",
            "main.swift:12: Fatal error: x", "*** Program crashed: a at 0x1 ***", "💣 Program crashed: a at 0x1",
            "=ERROR REPORT==== 21-Nov-2026::04:28:32.768448 ===", "escript: exception error: badarg",
            "261121  4:30:47 [ERROR] mariadbd got signal 11 ;", "lua5.4: app.lua:4: x", "luajit: app.lua:4: x",
            "Fatal error: exception Not_found", "Thread 3 killed on uncaught exception Not_found",
            "An unhandled exception occurred at $00000000004010CE:", "Runtime error 201 at $000000000040115B",
            "Execution of ./shop terminated by unhandled exception", "raised A.B : x",
            "At line 11 of file shop.f90", "Fortran runtime error: x", "libcob: a.cob:1: error: x",
            "attempt to reference unallocated memory (signal SIGSEGV)", "Unhandled exception:",
            "[ERROR:flutter/runtime/dart_vm_initializer.cc(41)] Unhandled Exception: x", "ERROR at line 1:",
            "[   12.345678] BUG: kernel NULL pointer dereference, address: 0000000000000008",
            "Kernel panic - not syncing: VFS: Unable to mount root fs",
        ])
    func opens(_ line: String) { #expect(step([line]) == .opens(standalone: true)) }

    @Test(
        "A first line opens a trace below a log's head",
        arguments: ["** (A.B) m", "ORA-20001: a", "#0  0x12 in a (b=1) at c.c:1"])
    func opensBelow(_ line: String) { #expect(step([line]) == .opens(standalone: false)) }

    @Test(
        "A frame reveals a trace",
        arguments: [
            "\t/srv/main.go:9 +0x84", "\tfrom a.rb:1:in `b'", "a.rb:1:in `b'", "stack backtrace:",
            "\tmain::run(1) called at a.pl line 3", "./shop(pay+0x18)[0x55feb524021f]",
            "/usr/sbin/shop(pay(int, char)+0x3d) [0x1f2a3d]", "    app.exs:14: Shop.pay/1", "stack traceback:",
            "\tapp.lua:4: in function 'pay'", "Raised at Shop.pay in file \"shop.ml\", line 4, characters 60-90",
            "    while executing", "  $00000000004010CE  PAY,  line 11 of a.pas", "Call stack traceback locations:",
            "Error termination. Backtrace:", "    at load (job.sh:6)", "#0      a (package:b/c.dart:1:2)",
        ])
    func reveals(_ line: String) { #expect(step([line]) == .continues) }

    @Test(
        "A blank line amid a trace leaves it open",
        arguments: [
            ["panic: a", "", "goroutine 1 [running]:"], ["a.rb:1:in `b': a (C)", "", "more"],
            ["thread 'main' panicked at a.rs:1:2:", "a", "", "more"], ["** (A.B) a", "", "more"],
            ["lua5.4: app.lua:4: a", "", "more"], ["Unhandled exception:", "a", "", "more"],
            ["An unhandled exception occurred at $00000000004010CE:", "EA: a", "", "more"],
            ["main.swift:12: Fatal error: a", "", "more"], ["    while executing", "\"a", "", "b\""],
            ["[ 1.2] BUG: kernel NULL pointer", "", "[ 1.2] Call Trace:"],
            ["ORA-20001: a", "", "ORA-06512: at \"A.B\", line 1"],
            ["Execution of a terminated by unhandled exception", "", "raised A.B : x"],
            ["Error termination. Backtrace:", "#0  0x12 in a", "", "#1  0x12 in b"],
            ["Fatal error: exception A", "", "Called from unknown location"],
            ["libcob: a.cob:1: error: a", "", "note: more"],
        ])
    func blankAmid(_ lines: [String]) {
        let last = step(lines)
        #expect(last == .continues || last == .pending)
    }

    @Test(
        "A blank line ends what has no blank lines",
        arguments: [
            ["job.sh: line 3: syntax error", "", "job.sh: line 3: `fi'"],
            ["=ERROR REPORT==== now ===", "a", "", "more"],
        ])
    func blankEnds(_ lines: [String]) { #expect(step(lines) == .none) }

    @Test("What Perl's compiler says belongs to its first line")
    func perlCompiler() {
        let first = "syntax error at a.pl line 3, near \"}\""
        #expect(step([first]) == .none)
        #expect(step([first, "Execution of a.pl aborted due to compilation errors."]) == .continues)
        #expect(step(["Execution of a.pl aborted due to compilation errors."]) == .none)
    }

    /// The last line's.
    private func step(_ lines: [String]) -> TraceStep {
        var finder = TraceFinder()
        return lines.reduce(.none) { _, line in finder.step(Array(line.utf8)[...]) }
    }
}
