import Foundation
import Synchronization

/// The built program, run as a user runs it: by its path, with arguments, an environment and files.
final class Program: Sendable {
    struct Outcome: Sendable {
        var status: Int32
        /// Whether a signal ended it; `status` is then the signal's number.
        var wasSignalled: Bool
        var output: String
        var errors: String

        /// The JSON objects on its output, a line each.
        var events: [[String: Any]] {
            output.split(separator: "\n").compactMap {
                try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            }
        }
    }

    private let process: Mutex<Process>
    private let ended: AsyncStream<Void>
    private let output: URL
    private let errors = Transcript()

    /// Where SwiftPM put it: beside the test bundle.
    static let path: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("stacktail").path
    }()

    /// Starts it; its output goes to a file in `folder`, what it says on standard error to a transcript that can be
    /// awaited.
    init(_ arguments: [String], in folder: Folder, environment: [String: String] = [:], input: String? = nil) throws {
        let name = UUID().uuidString
        output = folder.url.appendingPathComponent("\(name).out")
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.path)
        process.arguments = arguments
        process.currentDirectoryURL = folder.url
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TZ": "UTC", "NO_PROXY": "*"].merging(
            environment
        ) { $1 }
        process.standardOutput = try FileHandle(forWritingTo: output)
        let pipe = Pipe()
        process.standardError = pipe
        pipe.fileHandleForReading.readabilityHandler = { [errors] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            errors.add(data)
        }
        if let input {
            let file = folder.url.appendingPathComponent("\(name).in")
            try Data(input.utf8).write(to: file)
            process.standardInput = try FileHandle(forReadingFrom: file)
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        let (ended, ending) = AsyncStream.makeStream(of: Void.self)
        self.ended = ended
        process.terminationHandler = { _ in ending.finish() }
        try process.run()
        self.process = Mutex(process)
    }

    func signal(_ number: Int32) {
        let pid = process.withLock { $0.isRunning ? $0.processIdentifier : 0 }
        if pid > 0 { kill(pid, number) }
    }

    var isRunning: Bool { process.withLock { $0.isRunning } }
    var processID: Int32 { process.withLock { $0.processIdentifier } }

    /// Returns when standard error has said `text`; false if the program ended without saying it.
    func says(_ text: String) async -> Bool { await errors.contains(text) }

    /// What it wrote to standard error so far.
    var errorsSoFar: String { errors.text }

    func outcome() async -> Outcome {
        for await _ in ended {}
        await errors.end()
        return process.withLock { process in
            process.waitUntilExit()
            return Outcome(
                status: process.terminationStatus, wasSignalled: process.terminationReason == .uncaughtSignal,
                output: String(decoding: (try? Data(contentsOf: output)) ?? Data(), as: UTF8.self), errors: errors.text)
        }
    }

    /// Runs it to its end.
    static func run(
        _ arguments: [String], in folder: Folder, environment: [String: String] = [:], input: String? = nil
    ) async throws -> Outcome {
        try await Program(arguments, in: folder, environment: environment, input: input).outcome()
    }
}

/// What a program says on standard error, as it says it.
private final class Transcript: Sendable {
    private struct State {
        var bytes = Data()
        var isOver = false
        var waiting: [(text: String?, CheckedContinuation<Bool, Never>)] = []
    }

    private let state = Mutex(State())

    var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

    /// Empty data means the end.
    func add(_ data: Data) {
        let woken = state.withLock { state in
            state.bytes.append(data)
            state.isOver = state.isOver || data.isEmpty
            let text = String(decoding: state.bytes, as: UTF8.self)
            let (isOver, waiting) = (state.isOver, state.waiting)
            state.waiting = waiting.filter { !isOver && !($0.text.map(text.contains) ?? false) }
            return waiting.compactMap { waiter -> (CheckedContinuation<Bool, Never>, Bool)? in
                let found = waiter.text.map(text.contains) ?? false
                return found || isOver ? (waiter.1, found) : nil
            }
        }
        for (waiter, found) in woken { waiter.resume(returning: found) }
    }

    func contains(_ text: String) async -> Bool { await wait(for: text) }
    func end() async { _ = await wait(for: nil) }

    private func wait(for text: String?) async -> Bool {
        await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLock { state in
                let found = text.map(String(decoding: state.bytes, as: UTF8.self).contains) ?? false
                if found || state.isOver { return found }
                state.waiting.append((text, continuation))
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }
}

/// A folder of a test's own, gone with it.
final class Folder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("stacktail-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    var path: String { url.path }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let file = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    /// Appends as an application does: one write at the end of the file, which is made if it is not there.
    func append(_ text: String, to name: String) throws {
        let descriptor = open(path(name), O_WRONLY | O_APPEND | O_CREAT, 0o644)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        defer { close(descriptor) }
        let written = Array(text.utf8).withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
        guard written == text.utf8.count else { throw CocoaError(.fileWriteUnknown) }
    }

    func names(in directory: String = ".") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(directory))
    }

    /// Whether any file below `directory` holds the text.
    func contains(_ text: String, below directory: String) throws -> Bool {
        try names(in: directory).contains { name in
            let data = try? Data(contentsOf: url.appendingPathComponent(directory).appendingPathComponent(name))
            return data?.range(of: Data(text.utf8)) != nil
        }
    }

    func rename(_ old: String, to new: String) throws {
        _ = try? FileManager.default.removeItem(atPath: path(new))
        try FileManager.default.moveItem(atPath: path(old), toPath: path(new))
    }
}
