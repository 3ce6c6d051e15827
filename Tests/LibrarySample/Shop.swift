import ExceptionlessKit

struct PaymentRefused: Error {
    var order: Int
}

@main
struct Shop {
    /// `shop KEY SERVER`
    static func main() async throws {
        let client = try ExceptionlessClient(key: CommandLine.arguments[1], server: CommandLine.arguments[2])

        // At once and from any thread: nothing here waits for the server.
        client.submit(.log("payment gateway slow: 2317 ms", source: "orders", level: .warn))
        client.submit(.usage("express checkout"))
        do {
            try pay(order: 991)
        } catch {
            var event = Event.error(error, source: "orders")
            event.tags = ["Critical"]
            event.data["order"] = 991
            let submission = client.submit(event)
            print("reported as \(submission.referenceID ?? "nothing")")
        }

        // Sends what waits; what could not be sent in time comes back.
        let left = await client.close(within: .seconds(10))
        print("\(left.count) events left")
    }

    static func pay(order: Int) throws {
        throw PaymentRefused(order: order)
    }
}
