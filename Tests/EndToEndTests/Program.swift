import Foundation
import Subprocess
import Synchronization
import SystemPackage

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

    let processID: Int32
    private let running: Task<Outcome, any Error>
    private let errors: Transcript

    /// Where SwiftPM put it: beside the test bundle.
    static let path: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("stacktail").path
    }()

    /// What its standard output may hold; it fails beyond.
    private static let outputBytesMax = 64 << 20

    /// Starts it; what it says on standard error goes to a transcript that can be awaited. It is killed with the test
    /// that started it, should that end first. A `wrapper` is a command that ends by becoming the one behind it.
    init(
        _ arguments: [String], in folder: Folder, environment: [String: String] = [:], input: String? = nil,
        through wrapper: [String] = []
    ) async throws {
        let command = wrapper + [Self.path] + arguments
        let variables = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TZ": "UTC", "NO_PROXY": "*"].merging(environment) {
            $1
        }
        let configuration = Configuration(
            executable: .path(FilePath(command[0])), arguments: Arguments(Array(command.dropFirst())),
            environment: .custom(Dictionary(uniqueKeysWithValues: variables.map { (.init(stringLiteral: $0), $1) })),
            workingDirectory: FilePath(folder.path))
        let errors = Transcript()
        let (started, starting) = AsyncStream.makeStream(of: Int32.self)
        running = Task {
            defer { starting.finish() }
            let result = try await Subprocess.run(
                configuration, input: .string(input ?? ""), output: .string(limit: Self.outputBytesMax),
                error: .sequence
            ) { execution in
                starting.yield(execution.processIdentifier.value)
                defer { errors.add(Data()) }
                for try await piece in execution.standardError {
                    errors.add(piece.withUnsafeBytes { Data($0) })
                }
            }
            return Outcome(result.terminationStatus, output: result.standardOutput, errors: errors.text)
        }
        self.errors = errors
        guard let processID = await started.first(where: { _ in true }) else {
            _ = try await running.value
            throw NotStarted()
        }
        self.processID = processID
    }

    deinit { running.cancel() }

    struct NotStarted: Error {}

    func signal(_ number: Int32) {
        if !errors.isOver { kill(processID, number) }
    }

    /// Returns when standard error has said `text`; false if the program ended without saying it.
    func says(_ text: String) async -> Bool {
        await withTaskCancellationHandler {
            await errors.contains(text)
        } onCancel: {
            running.cancel()
        }
    }

    var isOver: Bool { errors.isOver }

    /// The most memory that was resident so far, in bytes.
    var peakMemory: Int {
        let status = (try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 << 10 } ?? 0
    }

    /// What it wrote to standard error so far.
    var errorsSoFar: String { errors.text }

    func outcome() async throws -> Outcome {
        try await withTaskCancellationHandler {
            try await running.value
        } onCancel: {
            running.cancel()
        }
    }

    /// Runs it to its end.
    static func run(
        _ arguments: [String], in folder: Folder, environment: [String: String] = [:], input: String? = nil
    ) async throws -> Outcome {
        try await Program(arguments, in: folder, environment: environment, input: input).outcome()
    }
}

extension Program.Outcome {
    fileprivate init(_ end: TerminationStatus, output: String, errors: String) {
        switch end {
        case .exited(let code): self.init(status: code, wasSignalled: false, output: output, errors: errors)
        case .signaled(let number): self.init(status: number, wasSignalled: true, output: output, errors: errors)
        }
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

    var isOver: Bool { state.withLock { $0.isOver } }
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
