/// Lines as programs, people and other formats write them, with the words of traces in them.
enum OrdinaryProse {
    /// Of programs' logs: places in sources, exceptions that are told of.
    static let logs = [
        "2026/11/21 04:25:33 main.go:21: listening on :8080", "main.go:21: retrying in 3s",
        "I1121 04:25:33.123456    4711 server.go:88] Serving on 10.0.0.7:8443",
        "W1121 04:25:33.123456    4711 reflector.go:302] watch closed: unexpected object",
        "time=\"2026-11-21T04:25:33Z\" level=info msg=\"handled panic: none\" caller=main.go:12",
        "level=warn ts=2026-11-21T04:25:33Z caller=main.go:12 msg=\"goroutine 12 is slow\"",
        "[INFO] File \"report.csv\", 12 rows, in 3 ms", "File \"a.py\" was changed, reloading",
        "  File uploads: 3", "    File name: report.txt, line count: 12", "INFO: File \"x.py\", line 3 is long",
        "pytest: 12 passed, 1 failed in 3.21s", "E       assert 1 == 2",
        "tests/test_shop.py:12: AssertionError was expected",
        "WARNING: 3 files were skipped", "ERROR: could not connect to the display", "Error: 3 retries left",
        "error: the following arguments are required: path", "Error: listen EADDRINUSE",
        "ERROR in ./src/index.ts 12:3", "src/index.ts(12,3): error TS2322: Type 'a' is not assignable",
        "src/shop.rs:12:3: warning: unused variable", "shop.c:12:3: note: declared here",
        "app/models/order.rb:12: warning: method redefined", "Shop.java:12: error: ';' expected",
        "Program.cs(12,3): error CS1002: ; expected", "shop.swift:12:3: error: expected '}'",
        "main.cpp:12: undefined reference to `pay'", "make: *** [Makefile:12: all] Error 2",
        "make[1]: Leaving directory '/srv/shop'", "gmake: Nothing to be done for 'all'.",
        "npm WARN deprecated request@2.88.2: see https://example.com/3142", "yarn error An unexpected error occurred",
        "Exception count since start: 0", "exceptions=0 errors=12", "NullPointerException was fixed in 1.4",
        "Caught an exception, going on", "Caused by a timeout of the gateway (10.0.0.7)",
        "Caused by: the operator, who pulled the plug", "The root cause: a full disk", "Cause: none",
        "Suppressed: false", "Suppressed 12 similar messages", "Wrapped by: paper", "Retry 3 of 5 after error",
        "Uncaught errors are sent to the tracker", "Unhandled promise rejections: 0", "Unhandled requests: 3",
        "An unhandled exception handler was installed", "Process crashed 0 times", "Process 12 exited with code 3",
        "Thread pool-1-thread-3 started", "Thread \"main\" is waiting", "Thread main panicked last week",
        "stacktrace: disabled", "stack trace depth: 12", "Stack: LAMP", "Backtrace: off", "Call stack size is 984 KB",
        "Call trace is on", "... 3 more", "    ... 3 more items", "...propagated to all nodes",
    ]

    /// Beginning with `at`, `in`, `from`, `#1` and the like.
    static let beginnings = [
        "at 12:30 the job was started", "at first, nothing happened", "at com.acme.Shop we trust",
        "    at the end of the day (17:00)", "    at 10.0.0.7:8443 (shop.example.com)", "   at step 3 of 12 (build)",
        "\tat least 3 (three) nodes", "  at C:\\temp\\report.txt (12 KB)", "    at file /srv/shop/app.conf:12",
        "from 10.0.0.7 to 10.0.0.8", "\tfrom: billing@example.com", "\tfrom app/orders to app/archive:12",
        "in file included from shop.h:12,", "In file included from shop.c:3:", "                 from main.c:12:",
        "in function 'pay':", "shop.c: In function 'pay':", "in 3 ms", "by user@example.com (12)",
        "#1 - first of all", "#0 is the first", "#12: fix the gateway", "#3 /srv/shop is full", "# 1: comment",
        "  #1 Berlin (12)", "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536", "2: eth0: <BROADCAST,MULTICAST> mtu 1500",
        "  0: queued", "  1 [x] done", "12) buy milk", "* panic button", "- Exception handling: see below",
        "  - System.Exception: derived types", "  * java.lang.String: a class", "  1. read File \"a\", line by line",
        "called at noon line by line", "Called from a phone box", "Raised from the dead", "thrown out",
        "==> /var/log/app.log <==", "==12 items==", "====", "----- end of report -----", "*** 3 warnings ***",
        "=INFO= started", "** note **", "~~~~^^^^", "            ^^^^^", "  |  |  |", "+---+", "<TASK>", " </TASK>",
    ]

    /// Of other formats.
    static let formats = [
        "at: 2026-11-21T04:25:33Z", "error:", "  error: null", "  message: 'java.lang.Exception in prose'",
        "exception: none", "errors: []", "  - name: panic", "  stack: [a, b]", "trace_id: 4bf92f3577b34da6",
        "key: value # at a.b(c)", "on:", "  push:", "    branches: [main]", "- at: 12:00", "level: error",
        "{\"error\":null,\"at\":\"a.js:1:2\"}", "{\"exceptions\":[],\"count\":0}", "  \"error\": \"none\",",
        "  \"at\": \"main.go:12\",", "  \"stack\": null", "{:error => nil, :line => 12}",
        "{\"class\"=>\"PaymentError\", \"retries\"=>3}", "=> #<Order:0x000055d0 @id=12>", "=> nil",
        "irb(main):001:0> raise", "SELECT line FROM errors WHERE at = 12", "  at.id, at.name (at.line)",
        "INSERT INTO errors VALUES ('at a.b(C.java:1)');", "-- ERROR at the end", "COMMIT;", "ROLLBACK",
        "CREATE TABLE panic (id int);", "WHERE e.type = 'System.Exception'", "<error code=\"12\">none</error>",
        "<exception/>", "<at>12:00</at>", "Host: example.com", "HTTP/1.1 500 Internal Server Error",
        "Content-Type: text/plain", "X-Error: java.lang.Exception", "User-Agent: curl/7.88.1",
        "10.0.0.7 - - [21/Nov/2026:04:13:57 +0000] \"GET /java.lang.NullPointerException HTTP/1.1\" 404 12",
        "10.0.0.7 - - [21/Nov/2026:04:13:57 +0000] \"GET /?q=panic:+boom HTTP/1.1\" 200 12",
        "10.0.0.7 - - [21/Nov/2026:04:13:57 +0000] \"GET /error HTTP/1.1\" 200 12 \"-\" \"Traceback\"",
        "commit 4711abc (HEAD -> main)", "Author: A. Person <a@example.com>", "Merge: 12ab 34cd",
        "diff --git a/Exception.java b/Exception.java", "--- a/src/panic.go", "+++ b/src/panic.go",
        "@@ -12,3 +12,4 @@ func main() {", "+    throw new Exception(\"x\");", "-\tpanic(\"boom\")",
        "    raise ValueError(\"x\")", "        throw new System.Exception();", "    at java.util.List", "}  // at end",
        "drwxr-xr-x 2 root root 4096 Nov 21 04:13 at", "total 12", "/dev/sda1  12G  3G  9G  25% /",
        "PID USER      PR  NI    VIRT    RES", " 4711 shop      20   0   12m    3m",
        "rtt min/avg/max/mdev = 0.1/0.2/0.3/0.0 ms", "64 bytes from 10.0.0.7: icmp_seq=1 ttl=64",
    ]

    /// Of systems and shells.
    static let systems = [
        "[    0.000000] Linux version 6.1.0-18-amd64 (gcc-12)", "[    1.234567] EXT4-fs (sda1): mounted filesystem",
        "[   12.345678] audit: type=1400 audit(1795235425.123:12): apparmor=\"STATUS\"",
        "[   12.345678] usb 1-1: new high-speed USB device number 2", "[   12.345678] Freeing unused memory: 12K",
        "systemd[1]: Started Shop.", "systemd[1]: shop.service: Main process exited, code=exited, status=1/FAILURE",
        "sshd[4711]: Failed password for root from 10.0.0.7 port 12 ssh2", "CRON[4711]: (root) CMD (run-parts)",
        "kernel: eth0: link up", "sudo: shop : TTY=pts/0 ; PWD=/ ; USER=root", "dhclient: bound to 10.0.0.7",
        "line 3: the best one", "job.sh: line count: 3", "job.sh: 3 lines", "bash: warning: setlocale: LC_ALL",
        "+ echo done", "++ date", "set -e", "exit 3", "Killed", "Terminated", "Alarm clock", "Hangup",
        "Terminated by signal handler test", "signal: 3 bars", "core dumped: no", "Segmentation of customers: done",
        "Aborted the upload", "Illegal instruction manual", "Floating point: on", "Bus error rate: 0",
        "mysqld: ready for connections.", "Version: '8.0.36'  socket: '/tmp/mysql.sock'  port: 3306",
        "LOG:  database system is ready", "NOTICE:  relation \"a\" already exists, skipping",
        "ORA-00000: normal, successful completion", "SQL> select 1 from dual;",
    ]

    static let all = logs + beginnings + formats + systems
}
