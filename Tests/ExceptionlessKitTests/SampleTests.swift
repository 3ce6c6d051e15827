import Foundation
import LoopbackServer
import Subprocess
import SystemPackage
import Testing
import WireFormat

/// `LibrarySample` is compiled without access to what is `package`, so it is a stranger's program.
@Suite("The library in a stranger's hands", .timeLimit(.minutes(10)))
struct SampleTests {
    @Test func theSampleReportsItsEventsAndEnds() async throws {
        let server = try await StandInServer.start()
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let sample = URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("LibrarySample")
        let result = try await Subprocess.run(
            .path(FilePath(sample.path)), arguments: [server.key, server.url],
            output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
        let received = server.received
        await server.stop()
        #expect(result.terminationStatus.isSuccess, "\(result.standardError)")
        #expect(received.compactMap { $0.json["type"]?.text } == ["log", "usage", "error"])
        let error = try #require(received.last)
        #expect(error.json["data"]?["@error"]?["type"]?.text == "LibrarySample.PaymentRefused")
        #expect(error.json["data"]?["order"]?.integer == 991)
        #expect(
            result.standardOutput == "reported as \(error.referenceID ?? "-")\n0 events left\n")
    }

    @Test func theReadmeAndTheTutorialShowIt() throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let sample = try String(contentsOf: root.appending(path: "Tests/LibrarySample/Shop.swift"), encoding: .utf8)
        let tutorial = "Sources/ExceptionlessKit/ExceptionlessKit.docc/Resources/shop-5.swift"
        #expect(try String(contentsOf: root.appending(path: tutorial), encoding: .utf8) == sample)
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        #expect(readme.contains("```swift\n\(sample)```"))
    }
}
