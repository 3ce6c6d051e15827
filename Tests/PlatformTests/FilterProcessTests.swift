import Platform
import Testing

@Suite("A tool between two streams", .timeLimit(.minutes(10)))
struct FilterProcessTests {
    private func run(_ filter: FilterProcess, _ input: [UInt8]) throws -> [UInt8] {
        var output: [UInt8] = []
        filter.add(input)
        while let piece = try filter.next(isLast: true), !piece.isEmpty { output += piece }
        return output
    }

    @Test("More than any buffer holds goes through whole")
    func whole() throws {
        let input = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 977) }
        #expect(try run(FilterProcess("cat", arguments: []), input) == input)
        #expect(try run(FilterProcess("cat", arguments: []), []) == [])
    }

    @Test("It gets nothing of this process: no variable and no descriptor")
    func nothingLeaks() throws {
        let variables = try run(FilterProcess("env", arguments: []), [])
        let names = String(decoding: variables, as: UTF8.self).split(separator: "\n").map { $0.prefix { $0 != "=" } }
        #expect(Set(names) == ["PATH", "LC_ALL"])
        let descriptors = try run(FilterProcess("ls", arguments: ["/proc/self/fd"]), [])
        #expect(String(decoding: descriptors, as: UTF8.self) == "0\n1\n2\n3\n")
    }

    @Test("One that fails is told; one that is missing is not found")
    func failure() throws {
        #expect(throws: SystemError.self) { try run(FilterProcess("false", arguments: []), [1, 2, 3]) }
        expectFailure(.notFound) { try FilterProcess("stacktail-has-no-such-tool", arguments: []) }
        #expect(!FilterProcess.has("stacktail-has-no-such-tool") && FilterProcess.has("cat"))
    }

    @Test("One that hangs is given up, and killed")
    func hangs() throws {
        let filter = try FilterProcess("sleep", arguments: ["600"], patience: .milliseconds(50))
        #expect(throws: SystemError.self) { try run(filter, []) }
    }
}
