import WireFormat

/// A billing application as one finds them: a Java server, a Python worker and an nginx in front, each with a log of
/// its own, running well for the most part. It only says what is written when; the demo writes it.
struct LegacyApplication {
    enum Log: String, CaseIterable {
        case server = "billing.log"
        case worker = "worker.log"
        case access = "access.log"
    }

    struct Writing: Equatable {
        var log: Log
        var text: String
    }

    /// After how many steps the server's log is rotated, in the middle of the demo.
    static let stepsToRotation = 30

    private var step = 0

    /// What happens in the next tenth of a second, `now` being the application's clock.
    mutating func next(at now: Timestamp) -> [Writing] {
        defer { step += 1 }
        let time = CivilTime(secondsSince1970: now.seconds)
        let clock = "\(time.date) \(time.clock),\(milliseconds(now))"
        var writings = [
            Writing(
                log: .server,
                text:
                    "\(clock) INFO  [http-\(step % 8)] com.acme.billing.OrderService - order \(4_700 + step) accepted\n"
            ),
            Writing(log: .access, text: access(time, path: "/orders/\(4_700 + step)", status: 200)),
        ]
        switch step % 20 {
        case 3: writings.append(Writing(log: .server, text: paymentFailure(clock)))
        case 6: writings.append(Writing(log: .access, text: access(time, path: "/favicon.ico", status: 404)))
        case 9: writings.append(Writing(log: .worker, text: workerFailure(clock)))
        case 12:
            writings.append(
                Writing(
                    log: .server, text: "\(clock) WARN  [pool-1] com.acme.billing.Gateway - gateway slow: 2317 ms\n"))
        case 15: writings.append(Writing(log: .access, text: access(time, path: "/checkout", status: 502)))
        case 18: writings.append(Writing(log: .server, text: nullPointer(clock)))
        default: break
        }
        return writings
    }

    private func milliseconds(_ now: Timestamp) -> String {
        let number = String((now.nanoseconds - now.seconds * 1_000_000_000) / 1_000_000)
        return String(repeating: "0", count: 3 - number.count) + number
    }

    private func paymentFailure(_ clock: String) -> String {
        """
        \(clock) ERROR [http-\(step % 8)] com.acme.billing.OrderService - could not charge order \(4_700 + step)
        com.acme.billing.PaymentException: charge of 1999 failed
        \tat com.acme.billing.Gateway.charge(Gateway.java:88)
        \tat com.acme.billing.OrderService.submit(OrderService.java:141)
        \tat java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1136)
        \tat java.base/java.lang.Thread.run(Thread.java:840)
        Caused by: java.net.SocketTimeoutException: Read timed out
        \tat java.base/java.net.SocketInputStream.read(SocketInputStream.java:200)
        \tat com.acme.billing.Gateway.exchange(Gateway.java:120)
        \t... 3 more

        """
    }

    private func nullPointer(_ clock: String) -> String {
        """
        \(clock) ERROR [http-\(step % 8)] com.acme.billing.Invoice - invoice \(9_000 + step) not printed
        java.lang.NullPointerException: Cannot invoke "Address.zip()" because "address" is null
        \tat com.acme.billing.Invoice.header(Invoice.java:57)
        \tat com.acme.billing.Invoice.print(Invoice.java:31)

        """
    }

    private func workerFailure(_ clock: String) -> String {
        """
        \(clock) ERROR    billing.worker: nightly export of tenant \(step % 3) not completed
        Traceback (most recent call last):
          File "/srv/billing/worker/export.py", line 42, in run
            rows = fetch(tenant)
          File "/srv/billing/worker/store.py", line 17, in fetch
            return session.get(url, timeout=5)
        billing.errors.StoreError: store answered 503
        \(clock) INFO     billing.worker: next tenant

        """
    }

    private func access(_ time: CivilTime, path: String, status: Int) -> String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = time.day < 10 ? "0\(time.day)" : "\(time.day)"
        let stamp = "\(day)/\(months[time.month - 1])/\(time.year):\(time.clock) +0000"
        return "192.0.2.\(step % 50 + 1) - - [\(stamp)] \"GET \(path) HTTP/1.1\" \(status) 512 \"-\" \"Mozilla/5.0\"\n"
    }
}
