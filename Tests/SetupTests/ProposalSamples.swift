/// Made-up logs of different shapes, none of which a shipped rule file was written for.
extension ProposalTests {
    static let samples = [
        Sample(
            name: "time and level",
            log: """
                2026-11-20 10:00:00 INFO started
                2026-11-20 10:00:01 ERROR order 17 failed
                java.lang.IllegalStateException: no lines
                \tat com.acme.Order.check(Order.java:12)
                2026-11-20 10:00:02 WARN order 18 declined

                """,
            captures: ["time": "2026-11-20 10:00:00", "level": "INFO", "message": "started"], form: "iso8601",
            recordCount: 3),
        Sample(
            name: "padded level in brackets, thread, dotted logger",
            log: """
                [2026-11-20T10:00:00.123Z] [INFO ] [worker-1] com.acme.Billing - started
                [2026-11-20T10:00:01.123Z] [ERROR] [worker-2] com.acme.Orders - order 17 failed
                [2026-11-20T10:00:02.123Z] [WARN ] [worker-1] com.acme.Billing - order 18 declined

                """,
            captures: ["level": "INFO", "thread": "worker-1", "source": "com.acme.Billing", "message": "started"],
            form: "iso8601", recordCount: 3),
        Sample(
            name: "German dates, pipes",
            log: """
                20.11.2026 10:00:00,123 | WARN  | Kasse | Beleg fehlt
                20.11.2026 10:00:01,000 | ERROR | Lager | Artikel 17 fehlt
                20.11.2026 10:00:02,500 | INFO  | Kasse | bereit

                """,
            captures: ["level": "WARN", "message": "Beleg fehlt"], form: "%d.%m.%Y %H:%M:%S%L", recordCount: 3),
        Sample(
            name: "one letter for the level",
            log: """
                10:00:00.123 I/Net: connected
                10:00:01.456 E/Disk: full
                10:00:02.789 W/Net: slow

                """,
            captures: ["level": "I"], form: "%H:%M:%S%L", recordCount: 3),
        Sample(
            name: "level first, with a colon",
            log: """
                ERROR: cannot open /dev/x
                  errno 2
                WARNING: trying again
                INFO: opened

                """,
            captures: ["level": "ERROR", "message": "cannot open /dev/x\n  errno 2"], form: nil, recordCount: 3),
        Sample(
            name: "key and value",
            log: """
                ts=2026-11-20T10:00:00Z level=info msg="listening on 80"
                ts=2026-11-20T10:00:01Z level=error msg="no route"
                ts=2026-11-20T10:00:02Z level=warn msg="slow"

                """,
            captures: ["level": "info", "message": "\"listening on 80\""], form: "iso8601", recordCount: 3),
        Sample(
            name: "seconds since 1970, tabs",
            log: """
                1795168800.123\tERROR\tbilling\torder 17 failed
                1795168801.456\tINFO\torders\tdone
                1795168802.789\tWARN\tbilling\tslow

                """,
            captures: ["level": "ERROR", "message": "order 17 failed"], form: "unix", recordCount: 3),
        Sample(
            name: "American dates with AM and PM",
            log: """
                11/20/2026 9:59:59 AM [Error] Service: cannot start
                11/20/2026 1:00:00 PM [Warning] Service: slow
                11/20/2026 1:00:01 PM [Information] Worker: done

                """,
            captures: ["level": "Error", "message": "cannot start"], form: "%m/%d/%Y %I:%M:%S %p", recordCount: 3),
        Sample(
            name: "syslog's time, a program with its process",
            log: """
                Nov 20 10:00:00 acmed[123]: ERROR: disk full
                Nov 20 10:00:01 acmed[123]: INFO: retry
                Nov 20 10:00:02 acmed[124]: WARN: slow

                """,
            captures: ["source": "acmed", "pid": "123", "level": "ERROR", "message": "disk full"], form: "syslog",
            recordCount: 3),
        Sample(
            name: "a comma for each column",
            log: """
                2026-11-20 10:00:00,ERROR,4711,order failed
                2026-11-20 10:00:01,INFO,4712,order done
                2026-11-20 10:00:02,WARN,4713,slow

                """,
            captures: ["level": "ERROR", "message": "order failed"], form: "iso8601", recordCount: 3),
        Sample(
            name: "the server's name in front of the level",
            log: """
                2026/11/20 10:00:00 db1 ERROR cannot write page 7
                2026/11/20 10:00:01 db1 INFO checkpoint
                2026/11/20 10:00:02 db1 WARN slow

                """,
            captures: ["level": "ERROR", "message": "cannot write page 7"], form: "iso8601", recordCount: 3),
        Sample(
            name: "several lines, time alone",
            log: """
                20 Nov 2026 10:00:00 first message
                  goes on
                20 Nov 2026 10:00:01 second message

                """,
            captures: ["message": "first message\n  goes on"], form: "%d %b %Y %H:%M:%S", recordCount: 2),
        Sample(
            name: "an object a line",
            log: """
                {"time":"2026-11-20T10:00:00Z","level":"error","msg":"no route"}
                {"time":"2026-11-20T10:00:01Z","level":"info","msg":"up"}

                """,
            captures: ["message": "no route"], form: nil, recordCount: 2),
        Sample(
            name: "the time behind a word, with a colon",
            log: """
                billing 2026-11-20 10:00:00: cannot print
                billing 2026-11-20 10:00:01: printed

                """,
            captures: ["message": "cannot print"], form: "iso8601", recordCount: 2),
        Sample(
            name: "angle brackets and process numbers",
            log: """
                <20261120-10:00:00.123> <ERROR> (17) {net} connection lost
                <20261120-10:00:01.123> <INFO> (17) {disk} done
                <20261120-10:00:02.123> <WARN> (18) {net} slow

                """,
            captures: ["level": "ERROR", "pid": "17", "message": "connection lost"], form: "%Y%m%d-%H:%M:%S%L",
            recordCount: 3),
    ]
}
