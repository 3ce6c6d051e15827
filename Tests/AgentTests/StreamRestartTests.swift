import Model
import Records
import Rules
import Setup
import Simulation
import Tailing
import Testing
import WireFormat

/// Several writers in one file, and one writer in several.
@Suite("Interleaved writers in the agent") struct InterleavedWritersInTheAgent {
    @Test("Wherever it dies amid two containers' traces, each event comes once")
    func dyingAmidTraces() throws {
        var rules = try World.rules()
        rules.layout = .generic
        rules.layout.envelope = .cri
        let lines = [
            cri("stderr", "Exception in thread \"a\" java.io.IOException: one"), cri("stdout", "ERROR two"),
            cri("stderr", "\tat a.B.c(B.java:1)"), cri("stdout", "java.io.EOFException: two"),
            cri("stdout", "\tat a.B.c(B.java:2)"), cri("stdout", "ERROR three"), cri("stderr", "\tat a.B.c(B.java:3)"),
            cri("stdout", "ERROR four"), cri("stderr", "ERROR five"),
        ]
        let wanted = ["five", "four", "java.io.IOException: one", "three", "two"]
        for first in lines.indices {
            for deaths in [1, 2, lines.count] {
                var dialogue = try Dialogue(rules: [rules])
                var delivered: [String] = []
                for (place, line) in lines.enumerated() {
                    try dialogue.write(line)
                    dialogue.look()
                    // What the server has is no longer in the journal, so nothing but the place keeps it from coming.
                    delivered += try dialogue.deliver()
                    if (first..<first + deaths).contains(place) { try dialogue.restart() }
                }
                dialogue.wait()
                delivered += try dialogue.deliver()
                #expect(delivered.sorted() == wanted, "\(deaths) deaths from line \(first + 1) on")
            }
        }
    }

    @Test("Two files of one name, written in turn, do not mix")
    func twoFilesOfOneName() throws {
        var rules = try World.rules()
        rules.files = try GlobSet(include: [Glob("/log/*/app.log")])
        var dialogue = try Dialogue(rules: [rules])
        let paths = ["a", "b"].map { Path("/log/\($0)/app.log") }
        for path in paths { try dialogue.files.makeDirectories(path.directory) }
        for turn in 0..<6 {
            for (path, name) in zip(paths, ["A", "B"]) {
                try dialogue.write(
                    turn == 0 ? line("\(name) failed") : "\tat a.\(name).m\(turn)(\(name).java:\(turn))\n", to: path)
                dialogue.look()
            }
        }
        dialogue.wait()
        let events = try dialogue.events()
        #expect(events.count == 2)
        for (event, name) in zip(events, ["A", "B"]) {
            let trace = event["data"]?["@error"]?["stack_trace"]?.elements ?? []
            #expect(event["message"]?.text == "\(name) failed")
            #expect(trace.compactMap { $0["declaring_type"]?.text ?? $0["name"]?.text }.count == 5)
            #expect(trace.allSatisfy { $0["file_name"]?.text == "\(name).java" })
        }
    }

    private func cri(_ stream: String, _ text: String) -> String { "2026-09-21T10:00:00.5Z \(stream) F \(text)\n" }
}
