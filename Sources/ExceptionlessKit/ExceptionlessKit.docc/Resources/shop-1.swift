import ExceptionlessKit

@main
struct Shop {
    static func main() async throws {
        let client = try ExceptionlessClient(key: CommandLine.arguments[1], server: CommandLine.arguments[2])
    }
}
