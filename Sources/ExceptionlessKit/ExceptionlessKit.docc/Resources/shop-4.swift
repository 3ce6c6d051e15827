import ExceptionlessKit

struct PaymentRefused: Error {
    var order: Int
}

@main
struct Shop {
    static func main() async throws {
        let client = try ExceptionlessClient(key: CommandLine.arguments[1], server: CommandLine.arguments[2])

        client.submit(.log("payment gateway slow: 2317 ms", source: "orders", level: .warn))
        do {
            try pay(order: 991)
        } catch {
            var event = Event.error(error, source: "orders")
            event.tags = ["Critical"]
            event.data["order"] = 991
            client.submit(event)
        }

        let left = await client.close(within: .seconds(10))
        print("\(left.count) events left")
    }

    static func pay(order: Int) throws {
        throw PaymentRefused(order: order)
    }
}
