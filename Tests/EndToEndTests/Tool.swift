import Foundation
import Subprocess
import SystemPackage

/// A tool of the system, run to its end.
enum Tool {
    struct Failed: Error { var path: String, status: TerminationStatus }

    static func run(_ path: String, _ arguments: [String]) async throws {
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments), output: .discarded)
        guard result.terminationStatus.isSuccess else { throw Failed(path: path, status: result.terminationStatus) }
    }
}

enum FileManagerBytes {
    static func write(_ bytes: [UInt8], to path: String) -> Bool {
        FileManager.default.createFile(atPath: path, contents: Data(bytes))
    }
}
