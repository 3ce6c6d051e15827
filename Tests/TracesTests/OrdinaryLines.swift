import Traces

/// Lines that look like the traces of one language and are none.
enum OrdinaryLines {
    static let byLanguage: [TraceLanguage: [String]] = [
        .go: [
            "panic", "panics: 0", "panic attack, said the user", "fatal errors: 3", "goroutine pool started",
            "goroutine 12 is idle", "goroutine count: 18", "created by admin", "created by main menu at noon",
            "main.go", "main.go:12", "main.run finished", "runtime: 3 s", "runtime.version=1.19", "exit status: ok",
            "exit statuses are documented", "signal: killed", "\tmain.go", "\tsee page:12", "=================",
            "===================", "github.com: unreachable", "race: car 12 of 20", "WARNING: DATA RACES ahead",
            "unexpected fault in the pump", "SIGQUIT ignored", "...12 frames dropped", "rax is a register",
        ],
        .ruby: [
            "app.rb:24", "app.rb: loaded", "app.rb:24: warning: unused variable", "from app.rb to lib.rb",
            "\tfrom here",
            "\tfrom 12 to 14", "\tfrom monday: closed", "\t ... 12 more", "\t 5: from", "#<Thread:0x01 run> started",
            "OrdersController#show", "Completed 500 Internal Server Error in 0ms (Allocations: 187)",
            "Orders (4711 in total): done", "Started GET \"/nope\" for ::1", "app.rb:24:in", "app.rb:in `show'",
            "charge:12:in flight", "Caused by: PaymentError", "Information for cause: none",
            "I, [2026-11-21T04:17:54.817210 #24883]  INFO -- : processing order 4711",
        ],
        .rust: [
            "thread 'main' started", "thread pool: 8", "thread main panicked", "threads panicked: 0",
            "stack backtrace: none", "stack backtraces are off", "note this", "note: see below",
            "fatal: not a repository",
            "fatal runtime: 3 s", "   0: main", "   1: std::io", "             at noon", "Error: no such order",
            "Error: PaymentError", "error: gateway offline", "Caused by:", "      std::io", "thread '' has no name",
        ],
        .perl: [
            "See the report at page line 12.", "Stopped at noon line 3.", "at app.pl line 8", "app.pl line 8",
            "line 12.", "HASH(0x)", "HASH(12)", "Acme::Gateway loaded", "\tAcme::Gateway", "\teval", "\tcalled at noon",
            "Meet me at the line 3.", "\t...propagated", "Execution of the plan aborted", "BEGIN", "BEGIN failed",
            "main::run() called", "done at 12.", "syntax error at the gate",
        ],
        .cpp: [
            "terminate", "terminate called", "what():", "  what(): none", "free() called", "free: 12",
            "malloc: 3 calls",
            "==12== done", "==12==", "==a==ERROR: x", "======", "== Section ==", "SUMMARY: 3 errors",
            "    #0 see manual", "    #12 open tickets", "#0 0x12", "#1 0x12 in a ()", "a.c:1:2: error: expected ';'",
            "a.c:1:2: warning: unused", "Assertion failed", "a: Assertion of rights failed.", "exception: none here",
            "Program received a letter", "Program terminated normally", "crash(main) [12]", "[0x12]", "a (b) [0x12",
            "Segmentation fault", "Aborted", "double free of charge", "*** stack of cards ***",
        ],
        .swift: [
            "Fatal error", "Fatal error: out of cheese", "main.swift:12: error: no such module",
            "main.swift:12: warning: unused", "main.swift:12", "Precondition failed", "Assertion failed: no",
            "Current stack trace", "Thread 0 crashed", "0    libswiftCore.so", "1 [ra] main",
            "*** Program starts ***", "*** Signal 4 ***", "Backtrace took long", "a.swift:1:2: note: here",
        ],
        .elixir: [
            "** done **", "** (a b) c", "** ()", "**", "** bold **", "    (elixir 1.14.0) compiled", "    app.exs",
            "    app.exs:12", "    app.exs:12: done", "    Shop.Gateway", "Last message: hello", "State: ready",
            "Function: main", "    Args: []", "    anonymous fn", "    at Shop.run", "    (1 of 12) done: 3/4 days",
        ],
        .erlang: [
            "=ERROR REPORT", "=== REPORT ===", "=error report==== now ===", "= 12 =", "escript: exception handling",
            "escript: started", "** exception handling **", "  in function main", "  in call from home",
            "{badarith, none}", "{\"a\": 1}", "init terminating", "Kernel pid 12", "Runtime terminating",
            "Crash dump is being written to: erl_crash.dump...done",
        ],
        .postgresql: [
            "ERROR:  relation does not exist", "DETAIL:  Key (id)=(1) already exists.", "HINT:  reorder",
            "STATEMENT:  select 1", "CONTEXT:  PL/pgSQL function f() line 3 at RAISE",
            "2026-11-21 04:30:36.961 UTC [26941] postgres@postgres STATEMENT:  select 1",
            "2026-11-21 04:30:36.961 UTC [26941] postgres@postgres LOG:  checkpoint starting: time",
            "2026-11-21 04:30:36.961 UTC [26941] starting up", "2026-11-21 04:30:36.961 [26941] LOG:  ready",
            "2026-11-21 04:30:36.961 UTC 26941 LOG:  ready", "2026-11-21 04:30:36 UTC",
            "PL/pgSQL function f line 3", "LOCATION:  f, a.c:12",
        ],
        .mariadb: [
            "2026-11-21  4:30:45 6 [Note] InnoDB: Buffer pool(s) load completed at 261121  4:30:45",
            "2026-11-21  4:30:45 0 [Note] mariadbd: ready for connections.", "261121  4:30:47 [ERROR] mariadbd stopped",
            "2026-11-21  4:30:45 6 [Warning] Aborted connection 6 to db: 'shop'",
            "2026-11-21T04:30:45.123456Z 0 [System] [MY-010931] [Server] ready for connections.",
            "*** (1) TRANSACTION:", "*** WE ROLL BACK TRANSACTION (1)", "TRANSACTION 24, ACTIVE 1 sec",
            "got signal 11 ;", "mariadbd got signal 11", "Core pattern: core", "stack_bottom = 0x0",
        ],
        .lua: [
            "lua5.4 started", "lua: ready", "lua scripts: 12", "luarocks: 3 packages", "stack traceback", "\t[C]",
            "\tapp.lua", "\tapp.lua:4", "\t...\tmore", "\tapp.lua:4: out of 5", "coroutine 0", "app.lua:4: done",
        ],
        .ocaml: [
            "Fatal error: exceptions are off", "Raised at noon", "Raised at the meeting in file 12",
            "Called from home", "Called from Shop in file", "Re-raised at 12", "Thread 3 killed", "Raised 12 flags",
            "File \"shop.ml\", line 4, characters 60-90:", "Called from \"shop.ml\", line 7",
        ],
        .tcl: [
            "    while running", "    invoked by hand", "    (procedure 12)", "    (file \"app.tcl\")",
            "    (\"error\" arm)", "while executing", "\"connect 10.0.0.7 8443\"", "invoked from within",
            "    (procedure \"connect\" line 2)", "    (12 of 13)",
        ],
        .pascal: [
            "An unhandled exception occurred", "An unhandled exception occurred at noon", "Runtime error 201",
            "Runtime error 201 in shop.pas", "Runtime errors: 0", "  $12 in total", "  $ADDR", "  $0040 CONNECT",
            "  $12,  line 3 of the bill", "EInOutError",
        ],
        .ada: [
            "Execution of ./shop terminated", "Execution of the plan", "raised 12 flags", "raised hands : 3",
            "Raised CONSTRAINT_ERROR", "Call stack traceback", "0x56176acefcdf", "Call stack: empty",
            "terminated by unhandled exception", "raised A", "Load address: none",
        ],
        .fortran: [
            "At line 11", "At line 11 of the poem", "At lines 1 to 3 of file a", "Fortran runtime: 3 s",
            "Error termination", "Error termination of contract", "Backtrace for this order:", "#0  0x7f in",
            "\tat home", "\tat shop.f90", "ERROR STOPPED", "Program received signal",
            "Program received signals: 3",
        ],
        .cobol: [
            "libcob: 3.1", "libcob: orders.cob:33: warning: truncated", "libcob", "note: maximum subscript is 5",
            " Last statement of the day", " Last statement was at line 3", "Dump Program-Id ORDERS",
            "END OF DUMP - ORDERS",
            "attempt to reference memory", "attempt 3 of 5", "abnormal termination",
        ],
        .dart: [
            "Unhandled exception", "Unhandled exceptions: 0", "#0      main", "#0      main (12)", "#1 see (page 3)",
            "package:shop", "package: 12 kg", "dart: 3 of 5", "<asynchronous>", "===== asynchronous =====",
        ],
        .oracle: [
            "ORA", "ORA-12: none", "ORA-00001 is a code", "ORACLE: ready", "ERROR at the gate", "ERROR at line",
            "Errors in file a.txt", "PLS-12", "at \"SHOP.GATEWAY\", line 12", "Help: see below",
        ],
        .kernel: [
            "[   12.345678] device eth0 entered promiscuous mode", "[   12.345678]  shop: ready", "BUG: 4711 is open",
            "Call Trace", "Kernel panic", "Kernel is up", "Unable to handle the request", "INFO: task 12 done",
            "INFO: task a: done", "general protection", "RIP: a fine man", "---[ end ]---", "[12] BUG: none",
            "Oops: sorry", "WARNING: CPU: hot",
        ],
        .shell: [
            "job.sh: started", "job.sh: line", "job.sh: line ten: x", "job.sh: lines 3: x", "job.sh line 3: x",
            "at line 3: x", "    at load (job.sh)", "    at load (job.txt:6)", "    at load (push:6)",
            "cat: /srv/shop/missing.dat: No such file or directory", "bash: foo: command not found",
        ],
    ]

    static var all: [String] {
        TraceLanguage.allCases.flatMap { byLanguage[$0] ?? [] }
    }
}
