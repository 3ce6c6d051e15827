import Foundation

/// A tool of the system, run to its end.
enum Tool {
    struct Failed: Error { var path: String, status: Int32 }

    static func run(_ path: String, _ arguments: [String]) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let (ended, ending) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in ending.finish() }
        try process.run()
        for await _ in ended {}
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(path: path, status: process.terminationStatus) }
    }
}

enum FileManagerBytes {
    static func write(_ bytes: [UInt8], to path: String) -> Bool {
        FileManager.default.createFile(atPath: path, contents: Data(bytes))
    }
}
